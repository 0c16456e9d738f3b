/* Nobody leaves a page with words on it that are not saved without being asked. A form marked data-asks is unsaved
   once something is typed into it, until it is sent; forms that save themselves keep that mark themselves. */
(() => {
  "use strict";

  for (const name of ["input", "change"]) document.addEventListener(name, (event) => {
    const form = event.target.form;
    if (form?.matches("[data-asks]")) form.dataset.unsaved = "yes";
  });
  // Whatever sends a form by script keeps the mark until the answer is there.
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) delete event.target.dataset.unsaved;
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-unsaved]")) event.preventDefault();
  });
})();

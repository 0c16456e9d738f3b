/* Nobody leaves a page with words on it that are not saved without being asked. A form marked data-asks is unsaved
   once something is typed into it, until it is sent; forms that save themselves keep that mark themselves. */
(() => {
  "use strict";

  for (const name of ["input", "change"]) document.addEventListener(name, (event) => {
    const form = event.target.form;
    if (form?.matches("[data-asks]")) form.dataset.unsaved = "yes";
  });
  // Whatever sends a form by script keeps the mark until the answer is there. Without a network the browser would put
  // a page of its own in the place of this one.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (navigator.onLine || !form.dataset.unsaved) {
      delete form.dataset.unsaved;
      return;
    }
    event.preventDefault();
    const live = document.getElementById("live");
    live.textContent = "Not saved, keep this page open: there is no network. What you typed is still here; try again in a moment.";
    live.className = "message is-warning";
  });
  // A part of the page that is renewed keeps what was typed into its other forms.
  let kept = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const own = event.detail.requestConfig.elt.closest("form");
    kept = [...event.detail.target.querySelectorAll("form[data-asks][data-unsaved] textarea")]
      .filter((box) => box.form !== own).map((box) => [box.id, box.value]);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, typed] of kept) {
      const box = document.getElementById(id);
      if (!box) continue;
      box.value = typed;
      box.form.dataset.unsaved = "yes";
    }
    kept = [];
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-unsaved]")) event.preventDefault();
  });
})();

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
  // A part of the page that is renewed keeps what was typed into its forms, and of the one that was sent what was
  // typed since. The focus goes where the answer wants it at once: a moment later somebody may be typing elsewhere.
  let kept = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, parameters } = event.detail.requestConfig;
    const own = elt.closest("form");
    kept = [...event.detail.target.querySelectorAll("form[data-asks][data-unsaved] textarea")].map((box) => (
      { id: box.id, typed: box.value, sent: box.form === own ? parameters[box.name] : "", focused: box === document.activeElement }
    ));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const wanted = event.target.matches("[autofocus]") ? event.target : event.target.querySelector("[autofocus]");
    wanted?.focus();
    wanted?.removeAttribute("autofocus");
    for (const { id, typed, sent, focused } of kept) {
      const box = document.getElementById(id);
      if (!box) continue;
      const isTaken = sent && !box.value && typed.startsWith(sent);
      box.value = isTaken ? typed.slice(sent.length).trimStart() : typed;
      if (box.value) box.form.dataset.unsaved = "yes";
      if (focused && box.value) box.focus();
    }
    kept = [];
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-unsaved]")) event.preventDefault();
  });
})();

/* Moving about in an evaluation whose KPIs save themselves (saving.js, which comes first). */
(() => {
  "use strict";

  const unsaved = () => [...document.querySelectorAll("form[data-saves][data-unsaved]")];
  const isStuck = (form) => form.dataset.trouble || form.querySelector("[data-conflict]");

  // Whoever types and goes on to another page of this evaluation at once is saved first and then taken there.
  let onward = "";
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".contents a, .neighbours a, .main-action a");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const waiting = unsaved();
    if (!window.htmx || !link || !plain || !waiting.length || waiting.some(isStuck)) return;
    event.preventDefault();
    onward = link.href;
    waiting.forEach((form) => window.htmx.trigger(form, "save"));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig?.elt?.closest?.("form[data-saves]");
    if (!onward || !form) return;
    const to = onward;
    const { status } = event.detail.xhr;
    if (status < 200 || status >= 300 || isStuck(form)) onward = "";
    else if (!unsaved().length) window.location.assign(to);
  });

  // The list of criteria is folded where it would fill the screen.
  const narrow = window.matchMedia("(max-width: 60rem)");
  const fold = () => document.querySelectorAll("[data-folds-when-narrow]").forEach((list) => {
    list.open = !narrow.matches;
  });
  narrow.addEventListener("change", fold);
  document.addEventListener("DOMContentLoaded", fold);
})();

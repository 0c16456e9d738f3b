/* Forms that save themselves. No word is lost: what is not saved stays on the page, is said to be unsaved, and is
   tried again until it is. Nothing is kept in the browser's storage: school computers are shared. */
(() => {
  "use strict";

  const RETRY_AFTER = 5000;
  const LONGEST = 120_000;
  const SAVES = "form[data-saves]";
  const forms = () => document.querySelectorAll(SAVES);
  const region = (form) => form.querySelector(".saved");
  const inConflict = (form) => form.querySelector("[data-conflict]") !== null;
  const formOf = (event) => event.detail.requestConfig?.elt?.closest?.(SAVES);

  // Without htmx the page is one form, as it is without script.
  if (!window.htmx) return;
  document.documentElement.classList.add("saves-itself");

  // With it each KPI is a form of its own, also one that arrives later.
  const takeOver = (root) => root.querySelectorAll(`${SAVES} [form]`).forEach((box) => box.removeAttribute("form"));
  takeOver(document);
  document.addEventListener("htmx:load", (event) => takeOver(event.target));

  // The line under a form. The region round it stays, so that a screen reader hears what changes in it.
  const say = (form, css, ...words) => {
    const line = document.createElement("p");
    line.className = css;
    line.append(...words);
    region(form).replaceChildren(line);
    return line;
  };

  // What the form held when it was sent: typing goes on while the answer travels.
  const held = (form) => JSON.stringify([...new FormData(form)]
    .filter(([name]) => !/(csrfmiddlewaretoken|-version)$/.test(name)));

  const touch = (form) => {
    if (inConflict(form)) return;
    form.dataset.unsaved = "yes";
    if (region(form).querySelector(".not-saved")) return;
    say(form, "saved-line", "Not saved yet").setAttribute("aria-hidden", "true");
  };

  const tryAgain = (when) => forms().forEach((form) => {
    const early = when === "trouble" && Date.now() < Number(form.dataset.next || 0);
    if (form.dataset[when] && !early && !inConflict(form)) window.htmx.trigger(form, "save");
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest(SAVES);
    if (form) touch(form);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest(SAVES);
    if (!form) return;
    form.dataset.sent = held(form);
    const pressed = event.detail.triggeringEvent?.submitter;
    if (pressed?.matches("[data-clears]")) form.dataset.clears = "yes";
    else delete form.dataset.clears;
  });

  // Where two texts lie side by side, nothing is sent until the person has chosen. And what is saved is not sent again.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event);
    const pressed = event.detail.requestConfig.triggeringEvent?.submitter;
    if (!form) return;
    const meant = inConflict(form) ? pressed?.closest("[data-conflict]") : pressed || form.dataset.unsaved;
    if (!meant) event.preventDefault();
  });

  // A refusal and somebody else's text are answers to this form, not errors: they take the place of the line.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!formOf(event) || ![409, 422].includes(event.detail.xhr.status)) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event);
    if (!form?.isConnected) return;
    const status = event.detail.xhr.status;
    const answered = (status >= 200 && status < 300) || status === 409 || status === 422;
    if (answered) {
      delete form.dataset.trouble;
      delete form.dataset.wait;
    }
    if (status >= 200 && status < 300 && held(form) === form.dataset.sent) {
      delete form.dataset.unsaved;
      if (form.dataset.clears) form.querySelectorAll(".rating input").forEach((box) => { box.checked = false; });
    } else form.dataset.unsaved = "yes";
    if (answered) return;
    // What is gone does not come back by asking; a portal in trouble is asked less and less often.
    if (status === 404) delete form.dataset.trouble;
    else form.dataset.trouble = "yes";
    const wait = status >= 500 ? Math.min(2 * (form.dataset.wait || RETRY_AFTER / 2), LONGEST) : RETRY_AFTER;
    form.dataset.wait = wait;
    form.dataset.next = Date.now() + wait;
    sayTrouble(form, status);
  });

  const sayTrouble = (form, status) => {
    if (status === 404) {
      say(form, "not-saved", "Not saved: this is no longer here, or no longer yours to change. Copy your text and load the page again.");
      return;
    }
    if (status !== 401 && status !== 403) {
      const why = status >= 500 ? "the portal has a fault" : "the portal cannot be reached";
      say(form, "not-saved", `Not saved yet: ${why}. Your text is still here and is tried again.`);
      return;
    }
    const link = document.createElement("a");
    link.href = "/accounts/login/";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in in another tab";
    say(form, "not-saved", "Not saved yet: you are signed out. Your text is still here. ", link, "; then it is saved from here.");
  };

  window.setInterval(() => tryAgain("trouble"), RETRY_AFTER / 5);
  for (const name of ["focus", "online"]) window.addEventListener(name, () => tryAgain("unsaved"));
  document.addEventListener("visibilitychange", () => document.hidden || tryAgain("unsaved"));

  // Whoever types and goes on to another page of this evaluation at once is saved first and then taken there.
  let onward = "";
  const unsaved = () => [...document.querySelectorAll(`${SAVES}[data-unsaved]`)];
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".contents a, .neighbours a, .main-action a");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const waiting = unsaved();
    if (!link || !plain || !waiting.length || waiting.some((form) => inConflict(form) || form.dataset.trouble)) return;
    event.preventDefault();
    onward = link.href;
    waiting.forEach((form) => window.htmx.trigger(form, "save"));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event);
    if (!onward || !form) return;
    const refused = event.detail.xhr.status < 200 || event.detail.xhr.status >= 300;
    const to = onward;
    if (refused) onward = "";
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

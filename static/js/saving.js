/* Forms that save themselves. No word is lost: what is not saved stays on the page, is said to be unsaved, and is
   tried again until it is. Nothing is kept in the browser's storage: school computers are shared.
   A form with data-unsaved holds something that is not saved; with data-trouble, something that could not be sent. */
(() => {
  "use strict";

  const SAVES = "form[data-saves]";
  const AT_LATEST = 2500; // ms; who types without a pause is saved all the same
  const PATIENCE = 15_000; // ms; an answer that takes longer is not waited for
  const RETRY_AFTER = 5000;
  const LONGEST = 60_000;
  const forms = () => document.querySelectorAll(SAVES);
  const region = (form) => form.querySelector(".saved");
  const inConflict = (form) => form.querySelector("[data-conflict]") !== null;
  const formOf = (event) => event.detail.requestConfig?.elt?.closest?.(SAVES);
  const now = () => window.performance.now();

  // Without htmx the page is one form, as it is without script.
  if (!window.htmx) return;
  document.documentElement.classList.add("saves-itself");

  // With it each KPI is a form of its own, also one that arrives later.
  const takeOver = (root) => root.querySelectorAll(`${SAVES} [form]`).forEach((box) => box.removeAttribute("form"));
  takeOver(document);
  document.addEventListener("htmx:load", (event) => takeOver(event.target));

  // The line under a form. The region round it stays, so that a screen reader hears what changes in it, once.
  const say = (form, css, ...words) => {
    const line = document.createElement("p");
    line.className = css;
    line.append(...words);
    if (region(form).querySelector(`:scope > .${css}`)?.textContent !== line.textContent) {
      region(form).replaceChildren(line);
    }
    return region(form).firstElementChild;
  };

  // What the form held when it was sent: typing goes on while the answer travels.
  const held = (form) => JSON.stringify([...new FormData(form)]
    .filter(([name]) => !/(csrfmiddlewaretoken|(^|-)version)$/.test(name)));

  const touch = (form) => {
    if (inConflict(form)) return;
    form.dataset.unsaved = "yes";
    form.dataset.since ||= now();
    if (region(form).querySelector(".not-saved")) return;
    say(form, "saved-line", "Not saved yet").setAttribute("aria-hidden", "true");
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest(SAVES);
    if (form) touch(form);
  });

  const send = (form) => {
    if (form.dataset.unsaved && !inConflict(form)) window.htmx.trigger(form, "save");
  };
  window.setInterval(() => forms().forEach((form) => {
    const { trouble, next, since } = form.dataset;
    const isDue = trouble ? now() >= Number(next) : since && now() - since >= AT_LATEST;
    if (isDue && !form.matches(".htmx-request")) send(form);
  }), 500);
  for (const name of ["focus", "online"]) window.addEventListener(name, () => forms().forEach(send));
  document.addEventListener("visibilitychange", () => document.hidden || forms().forEach(send));

  // What was sent and got no answer may have arrived. It is sent again as it was, which the portal knows for the same;
  // what was typed since goes after it. Otherwise people would be told that they wrote against themselves.
  const unanswered = new WeakMap();

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest(SAVES);
    if (!form) return;
    event.detail.timeout = PATIENCE;
    const pressed = event.detail.triggeringEvent?.submitter;
    if (unanswered.has(form) && !pressed) {
      event.detail.parameters = unanswered.get(form);
      return;
    }
    const sent = new FormData();
    for (const [name, value] of event.detail.formData) sent.append(name, value);
    unanswered.set(form, sent);
    form.dataset.sent = held(form);
    if (pressed?.matches("[data-clears]")) form.dataset.clears = "yes";
    else delete form.dataset.clears;
  });

  // Where two texts lie side by side, nothing is sent until the person has chosen. And what is saved is not sent again.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event);
    const pressed = event.detail.requestConfig.triggeringEvent?.submitter;
    if (!form) return;
    const meant = inConflict(form) ? pressed?.closest("[data-conflict]") : pressed || form.dataset.unsaved;
    if (meant) {
      touch(form);
      delete form.dataset.since;
    } else {
      unanswered.delete(form);
      event.preventDefault();
    }
  });

  // Saved is what the portal says it has saved. A sign-in page to which a request was led, the page of a network that
  // wants a password and the like answer 200 as well, without the portal's own header.
  const isSaved = (xhr) => xhr.status >= 200 && xhr.status < 300 && xhr.getResponseHeader("Portal-Saved") !== null;
  const isAnswer = (xhr) => isSaved(xhr) || xhr.status === 409 || xhr.status === 422;

  // A refusal and somebody else's text are answers to this form, not errors: they take the place of the line.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!formOf(event)) return;
    event.detail.shouldSwap = isAnswer(event.detail.xhr);
    event.detail.isError = !event.detail.shouldSwap;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event);
    if (!form?.isConnected) return;
    const { xhr } = event.detail;
    const { status } = xhr;
    const isOver = isAnswer(xhr) || (status >= 400 && status <= 500);
    if (isOver) unanswered.delete(form);
    if (isSaved(xhr) && held(form) === form.dataset.sent) {
      for (const mark of ["unsaved", "since"]) delete form.dataset[mark];
      if (form.dataset.clears) form.querySelectorAll(".rating input").forEach((box) => { box.checked = false; });
    } else {
      form.dataset.unsaved = "yes";
      if (isSaved(xhr)) touch(form);
    }
    for (const mark of ["trouble", "next"]) delete form.dataset[mark];
    if (isAnswer(xhr)) delete form.dataset.wait;
    else inTrouble(form, status);
  });

  // A portal in trouble is asked less and less often, and for ever. What is gone does not come back by asking.
  const inTrouble = (form, status) => {
    sayTrouble(form, status);
    if (status === 404) return;
    const wait = status >= 500 ? Math.min(2 * (form.dataset.wait || RETRY_AFTER / 2), LONGEST) : RETRY_AFTER;
    Object.assign(form.dataset, { trouble: "yes", wait, next: now() + wait });
  };

  const sayTrouble = (form, status) => {
    if (status === 404) {
      say(form, "not-saved", "Not saved: this is no longer here, or no longer yours to change. Copy your text and load the page again.");
      return;
    }
    if (status !== 401 && status !== 403) {
      const why = status >= 500 ? "the portal has a fault" : "the portal cannot be reached";
      say(form, "not-saved", `Not saved, keep this page open: ${why}. Your text is still here and is tried again until it is saved.`);
      return;
    }
    const link = document.createElement("a");
    link.href = "/accounts/login/";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in in another tab";
    say(form, "not-saved", "Not saved, keep this page open: you are signed out. Your text is still here. ", link, "; then it is saved from here.");
  };
})();

/* Forms that save themselves. No word is lost: what is not saved stays on the page, is said to be unsaved, and is
   tried again until it is. Nothing is kept in the browser's storage: school computers are shared. */
(() => {
  "use strict";

  const RETRY_AFTER = 5000;
  const forms = () => document.querySelectorAll("form[data-saves]");
  const line = (form) => form.querySelector(".saved");
  const inConflict = (form) => form.querySelector("[data-conflict]") !== null;

  const say = (form, text, isTrouble) => {
    const said = document.createElement("p");
    said.className = isTrouble ? "saved is-not-saved" : "saved";
    said.id = line(form).id;
    said.setAttribute("role", "status");
    said.textContent = text;
    line(form).replaceWith(said);
    return said;
  };

  // What the form held when it was sent: typing goes on while the answer travels.
  const held = (form) => new URLSearchParams(new FormData(form)).toString()
    .replace(/(^|&)(csrfmiddlewaretoken|version)=[^&]*/g, "");

  const touch = (form) => {
    if (inConflict(form)) return;
    form.dataset.unsaved = "yes";
    if (!line(form).classList.contains("is-not-saved")) line(form).textContent = "Not saved yet";
  };

  const tryAgain = () => forms().forEach((form) => {
    if (form.dataset.unsaved && !inConflict(form)) window.htmx.trigger(form, "save");
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.classList.add("saves-itself");
    window.setInterval(() => forms().forEach((form) => {
      if (form.dataset.trouble && !inConflict(form)) window.htmx.trigger(form, "save");
    }), RETRY_AFTER);
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-saves]");
    if (form) touch(form);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest("form[data-saves]");
    if (!form) return;
    // After signing in again in another tab the hidden token of this page is old; the cookie's is the right one,
    // and ui.js sends that one.
    delete event.detail.parameters.csrfmiddlewaretoken;
    form.dataset.sent = held(form);
  });

  // Two texts lie side by side: nothing is sent until the person has chosen.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest("form[data-saves]");
    const pressed = event.detail.requestConfig.triggeringEvent?.submitter;
    if (form && inConflict(form) && !(pressed && pressed.closest("[data-conflict]"))) event.preventDefault();
  });

  // A refusal and a conflict are answers of this form, not errors: their fragment takes the place of the line.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.target.closest("form[data-saves]") && !event.detail.requestConfig?.elt?.matches?.("form[data-saves]")) return;
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig.elt;
    if (!form.matches("form[data-saves]") || !form.isConnected) return;
    const status = event.detail.xhr.status;
    if (status >= 200 && status < 300) {
      delete form.dataset.trouble;
      if (held(form) === form.dataset.sent) delete form.dataset.unsaved;
    } else if (status === 409 || status === 422) {
      delete form.dataset.trouble;
      form.dataset.unsaved = "yes";
    } else {
      form.dataset.trouble = form.dataset.unsaved = "yes";
      signedOutOrAway(form, status);
    }
  });

  const signedOutOrAway = (form, status) => {
    if (status !== 401 && status !== 403) {
      say(form, "Not saved yet: the portal cannot be reached. Your text is still here and is tried again.", true);
      return;
    }
    const said = say(form, "Not saved yet: you are signed out. Your text is still here. ", true);
    const link = document.createElement("a");
    link.href = "/accounts/login/";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in in another tab";
    said.append(link, "; then it is saved from here.");
  };

  window.addEventListener("focus", tryAgain);
  window.addEventListener("online", tryAgain);
  document.addEventListener("visibilitychange", tryAgain);
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-saves][data-unsaved]")) event.preventDefault();
  });
})();

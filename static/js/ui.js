/* Small comforts. Every page works without them. */
(() => {
  "use strict";

  const cookie = (name) => {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  };

  // A request made by htmx proves that it comes from this page, as a form does with its hidden field.
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
    // After signing in again in another tab a form's hidden token is old; the cookie's is the right one.
    event.detail.parameters.delete("csrfmiddlewaretoken");
  });

  // A fragment that could not be fetched is said aloud. An element with data-own-errors speaks for itself.
  const say = (event, sentence) => {
    const live = document.getElementById("live");
    if (!live || event.target.closest("[data-own-errors]")) return;
    live.textContent = sentence;
    live.className = "message is-warning";
  };
  const sayNotDone = (event, sentence) =>
    say(event, event.detail.requestConfig.verb === "get" ? sentence : `Not saved, keep this page open. ${sentence}`);
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, (event) =>
    sayNotDone(event, "The portal could not be reached. What you typed is still here; try again in a moment."));
  document.addEventListener("htmx:responseError", (event) =>
    sayNotDone(event, event.detail.xhr.status === 401
      ? "You are signed out. Sign in in another tab, then try again here: what you typed is still on this page."
      : "That did not work. What you typed is still here; try again in a moment."));

  // A fragment never holds a whole page. One that does comes from somewhere else, such as a page to sign in to which the
  // request was led, and must not take the place of what was typed.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!/^\s*<!doctype/i.test(event.detail.serverResponse)) return;
    event.detail.shouldSwap = false;
    event.detail.isError = true;
  });

  // Errors take the focus, so that they are read out and seen first; also when they arrive by htmx.
  const focusSummary = (root) => root.querySelector("[data-error-summary]")?.focus();
  document.addEventListener("DOMContentLoaded", () => focusSummary(document));
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));

  // Menus close with Escape and with a click elsewhere.
  const closeMenus = (but) => document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== but) menu.open = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest("details.menu[open]");
    closeMenus(null);
    menu?.querySelector("summary").focus();
  });

  // Where the style sheet cannot let a text field grow, this does.
  if (!CSS.supports("field-sizing", "content")) {
    const grow = (field) => {
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 2}px`;
    };
    document.addEventListener("input", (event) => event.target.matches("textarea") && grow(event.target));
    document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("textarea").forEach(grow));
  }
})();

/* The draft of a monitoring form is swapped as a whole when it is saved. What is typed while the answer travels is
   newer than the answer: it is carried over into the boxes that arrive, and the form says that it is not saved. */
(() => {
  "use strict";

  const DRAFT = "#draft form";
  let sent = new Map();
  let newer = [];
  let cursor = null;
  let pressed = "";

  const ticked = (box) => box.type === "checkbox" || box.type === "radio";
  const boxes = (form) => [...form.elements].filter((box) => box.name && box.type !== "hidden" && box.type !== "submit");
  const key = (box) => ticked(box) ? `${box.name}=${box.value}` : box.name;
  const value = (box) => ticked(box) ? box.checked : box.value;
  const held = (form) => new Map(boxes(form).map((box) => [key(box), value(box)]));
  const since = (form) => [...held(form)].filter(([name, now]) => sent.get(name) !== now);
  const draftOf = (event) => event.detail.requestConfig?.elt?.closest?.(DRAFT);

  // The line beside the button says when it was saved last; with newer words in the boxes that would be untrue.
  const tell = (form) => {
    const line = form?.dataset.unsaved && form.querySelector(".saved-line");
    if (line) line.textContent = "Not saved yet";
  };
  for (const name of ["input", "change"]) document.addEventListener(name, (event) => tell(event.target.closest(DRAFT)));
  document.addEventListener("DOMContentLoaded", () => tell(document.querySelector(DRAFT)));

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest(DRAFT);
    if (!form) return;
    sent = held(form);
    pressed = event.detail.triggeringEvent?.submitter?.id ?? "";
  });

  // Before an answer leads to another page: what arrived needs no question, what was typed since does.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const form = draftOf(event);
    const { status, response } = event.detail.xhr;
    const isOurs = status >= 200 && status < 300 && !/^\s*<!doctype/i.test(response);
    const kept = isOurs && event.detail.xhr.getResponseHeader("HX-Reswap") !== "none";
    if (form && kept && since(form).length === 0) delete form.dataset.unsaved;
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = draftOf(event);
    if (!form) return;
    newer = since(form);
    const box = document.activeElement;
    const typing = box?.form === form && newer.some(([name]) => box.name && name === key(box));
    cursor = typing ? { id: box.id, start: box.selectionStart, end: box.selectionEnd } : null;
  });

  document.addEventListener("htmx:afterSwap", () => {
    const form = document.querySelector(DRAFT);
    if (!form) return;
    const arrived = new Map(boxes(form).map((box) => [key(box), box]));
    for (const [name, typed] of newer) {
      const box = arrived.get(name);
      if (box) box[ticked(box) ? "checked" : "value"] = typed;
    }
    if (newer.length) {
      form.dataset.unsaved = "yes";
      document.getElementById("live").textContent = "Saved, but for what you typed since: save once more.";
    }
    tell(form);
    if (cursor) goOn(form);
    else if (document.activeElement === document.body && pressed && !form.querySelector("[autofocus]")) {
      document.getElementById(pressed)?.focus();
    }
    newer = [];
    cursor = null;
    pressed = "";
  });

  // Whoever is typing goes on typing, whatever else would take the cursor.
  const goOn = (form) => {
    form.querySelector("[autofocus]")?.removeAttribute("autofocus");
    const box = document.getElementById(cursor.id);
    box?.focus();
    if (typeof cursor.start === "number") box?.setSelectionRange(cursor.start, cursor.end);
  };
})();

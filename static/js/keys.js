/* Rating by keyboard. While a choice of a KPI has the focus, 1 to 9 choose a rating, 0 or N “not applicable”, Enter
   or J lead to the next unanswered KPI, K to the one before. Nowhere else do these keys mean anything (WCAG 2.1.4);
   arrows, Tab and Space do what they always do. Choosing a rating saves it, as a click does (saving.js). */
(() => {
  "use strict";

  const FORM = ".kpi-form";
  const choices = (form) => [...form.querySelectorAll("input[type=radio]:not(:disabled)")];
  const steps = (form) => choices(form).filter((choice) => choice.value !== "not_applicable");
  const isAnswered = (form) => choices(form).some((choice) => choice.checked);
  const forms = () => [...document.querySelectorAll(FORM)].filter((form) => choices(form).length);
  const link = () => document.querySelector("[data-next-unanswered]");

  const say = (words) => {
    const line = document.getElementById("keys-say");
    if (line) line.textContent = words;
  };

  const goTo = (form) => {
    const first = choices(form).find((choice) => choice.checked) || choices(form)[0];
    first.focus({ preventScroll: true });
    form.closest("article").scrollIntoView({ block: "start" });
    say("");
  };

  // To another page only when nothing on this one waits to be saved.
  const unsaved = () => [...document.querySelectorAll("form[data-unsaved]")];
  const leaveFor = (url) => {
    if (!unsaved().length) {
      window.location.assign(url);
      return;
    }
    say("Saving first …");
    unsaved().forEach((form) => window.htmx.trigger(form, "save"));
    const look = () => {
      if (!unsaved().length) window.location.assign(url);
      else if (document.querySelector("form.htmx-request")) window.setTimeout(look, 50);
      else say("Not everything is saved, so this page stays open.");
    };
    window.setTimeout(look, 50);
  };

  // On from here, then round from the top; what is left on other pages comes last.
  const next = (from) => {
    const all = forms();
    const at = all.indexOf(from);
    const unanswered = all.filter((form) => !isAnswered(form) && form !== from);
    const found = unanswered.find((form) => all.indexOf(form) > at);
    const elsewhere = link()?.dataset.elsewhere;
    if (found) goTo(found);
    else if (elsewhere) leaveFor(elsewhere);
    else if (unanswered.length) goTo(unanswered[0]);
    else say("Every KPI has an answer. You can check and submit.");
  };

  const before = (from) => {
    const all = forms();
    const found = all.slice(0, all.indexOf(from)).reverse().find((form) => !isAnswered(form));
    if (found) goTo(found);
    else say("No KPI before this one on the page is unanswered.");
  };

  const choose = (choice) => {
    if (!choice) {
      say("This KPI has no such choice.");
      return;
    }
    choice.focus();
    choice.click();
    say("");
  };

  const meaning = (key, form) => {
    if (key === "Enter" || key === "j") return () => next(form);
    if (key === "k") return () => before(form);
    if (key === "0" || key === "n") {
      return () => choose(choices(form).find((choice) => choice.value === "not_applicable"));
    }
    return /^[1-9]$/.test(key) ? () => choose(steps(form)[Number(key) - 1]) : null;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || event.altKey || event.metaKey) return;
    const form = event.target.closest?.(FORM);
    if (!form) return;
    const inText = event.target.matches("textarea");
    if (event.ctrlKey || inText) {
      if (!(event.ctrlKey && inText && event.key === "Enter")) return;
      event.preventDefault();
      next(form);
      return;
    }
    if (!event.target.matches("input[type=radio]")) return;
    const act = meaning(event.key.length === 1 ? event.key.toLowerCase() : event.key, form);
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-next-unanswered]");
    if (!asked || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    next(event.target.closest(FORM));
  });

  // Which key is which stands on the choices of the KPI that has the focus (filling_in.css).
  const label = (form) => {
    steps(form).forEach((choice, number) => mark(choice, `${number + 1}`));
    choices(form).filter((choice) => choice.value === "not_applicable").forEach((choice) => mark(choice, "0"));
  };
  const mark = (choice, key) => {
    choice.setAttribute("aria-keyshortcuts", key);
    choice.closest("label").dataset.key = key;
  };
  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.classList.add("has-keys");
    forms().forEach(label);
  });
  document.addEventListener("htmx:afterSettle", () => forms().forEach(label));
})();

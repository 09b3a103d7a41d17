import { byId, parse, showProblem } from "./dom.js";
import { newEvent, send } from "./send.js";

/** @import { Outcome } from "./send.js" */
/** @import { ReplyPlace } from "./controls.js" */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} FormControl */

/**
 * Forms as dialogs. A form closes once the bot has taken it; until then, everything that was typed stays in it.
 *
 * @param {{ persona: () => string, show: (outcome: Outcome, place: ReplyPlace) => void }} page
 */
export function createForms({ persona, show }) {
  /** @param {HTMLDialogElement} dialog @param {HTMLFormElement} form @param {ReplyPlace} place */
  function wire(dialog, form, place) {
    let event = newEvent();
    let sending = false;

    async function submit() {
      clearProblems(form);
      const wrong = fieldsOf(form).find((field) => problemIn(field) !== "");
      if (wrong !== undefined) return showAt(form, wrong, [problemIn(wrong)]);
      const contents = await contentsOf(form).catch(() => undefined);
      if (contents === undefined) return showAt(form, undefined, ["That file can't be read. Pick it again."]);
      const outcome = await send("/forms", { as: persona(), event, ...contents });
      // The bot has dealt with this one: the next try is another event.
      if (outcome.kind === "form-problem") event = newEvent();
      if (showFailure(dialog, form, outcome)) return undefined;
      dialog.close();
      return show(outcome, place);
    }

    form.addEventListener("submit", async (submitted) => {
      submitted.preventDefault();
      if (sending) return;
      sending = true;
      const button = form.querySelector("[type=submit]");
      button?.setAttribute("aria-disabled", "true");
      try {
        await submit();
      } finally {
        sending = false;
        button?.removeAttribute("aria-disabled");
      }
    });
    form.addEventListener("input", ({ target }) => {
      const field = target instanceof Element ? target.closest("[data-field]") : null;
      if (field instanceof HTMLElement) clearProblems(field);
    });
  }

  return {
    /** @param {{ html: string }} shown @param {ReplyPlace} place of what the bot replies to it */
    open({ html }, place) {
      const [dialog] = parse(html);
      const form = dialog?.querySelector("form");
      if (!(dialog instanceof HTMLDialogElement) || !form) return;
      byId("dialogs", HTMLElement).replaceChildren(dialog);
      wire(dialog, form, place);
      dialog.addEventListener("close", () => dialog.remove());
      dialog.showModal();
    },
  };
}

/**
 * Shows what went wrong, in the form, or above the message box where the form was closed meanwhile.
 *
 * @param {HTMLDialogElement} dialog
 * @param {HTMLFormElement} form
 * @param {Outcome} outcome
 * @returns {boolean} whether something did
 */
function showFailure(dialog, form, outcome) {
  if (outcome.kind !== "failed" && outcome.kind !== "form-problem") return false;
  const words = outcome.kind === "failed" ? [outcome.problem] : parse(outcome.html);
  if (!dialog.open) {
    showProblem(words.map((word) => (typeof word === "string" ? word : word.textContent)).join(" "));
    return true;
  }
  const name = outcome.kind === "failed" ? undefined : outcome.field;
  const field = fieldsOf(form).find((one) => one.dataset.field === name);
  showAt(form, field, words);
  return true;
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | undefined} field undefined where it is about the whole form
 * @param {(string | Node)[]} words
 */
function showAt(form, field, words) {
  const place = (field ?? form).querySelector(field === undefined ? ".form-problem" : ".field-problem");
  place?.replaceChildren(...words);
  if (field === undefined) return place?.scrollIntoView({ block: "nearest" });
  const controls = controlsOf(field);
  for (const control of controls) control.setAttribute("aria-invalid", "true");
  controls[0]?.focus();
  return field.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} element a form, or a field */
function clearProblems(element) {
  for (const place of element.querySelectorAll(".field-problem")) place.replaceChildren();
  for (const control of controlsOf(element)) control.removeAttribute("aria-invalid");
}

/** What the browser itself does not look after. @param {HTMLElement} field @returns {string} "" where nothing is wrong */
function problemIn(field) {
  const isChecked = field.querySelector(":checked") !== null;
  if (field.dataset.required !== undefined && !isChecked) return "Choose at least one.";
  const [control] = controlsOf(field);
  const size = fileIn(control)?.size ?? 0;
  return size > Number(control?.dataset.maxBytes ?? size) ? (control?.dataset.tooLarge ?? "") : "";
}

/** @param {HTMLFormElement} form @throws where a file cannot be read */
async function contentsOf(form) {
  /** @type {{ fields: Record<string, string>, checked: Record<string, string[]>, files: Record<string, object>, channel?: string }} */
  const contents = { fields: {}, checked: {}, files: {} };
  for (const field of fieldsOf(form)) {
    const { field: name = "", type } = field.dataset;
    const [control] = controlsOf(field);
    const file = fileIn(control);
    const value = control?.value ?? "";
    if (file !== undefined) contents.files[name] = { name: file.name, content: await toBase64(file) };
    else if (type === "checkboxes") contents.checked[name] = checkedIn(field);
    else if (type === "channel" && value !== "") contents.channel = value;
    else if (type !== "channel" && type !== "file") contents.fields[name] = value;
  }
  return { action: form.dataset.action, ...contents };
}

/** @param {Element} form @returns {HTMLElement[]} */
function fieldsOf(form) {
  return [...form.querySelectorAll("[data-field]")].filter((field) => field instanceof HTMLElement);
}

/** @param {Element} element @returns {FormControl[]} */
function controlsOf(element) {
  /** @type {NodeListOf<FormControl>} */
  const controls = element.querySelectorAll("input, select, textarea");
  return [...controls];
}

/** @param {Element} field */
function checkedIn(field) {
  return controlsOf(field).flatMap((one) => (one.matches(":checked") ? [one.value] : []));
}

/** @param {FormControl | undefined} control */
function fileIn(control) {
  return control instanceof HTMLInputElement ? control.files?.[0] : undefined;
}

/** @param {Blob} file @returns {Promise<string>} */
function toBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const url = String(reader.result);
      resolve(url.slice(url.indexOf(",") + 1));
    });
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}

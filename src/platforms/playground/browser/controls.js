import { announce, around, byId, parse } from "./dom.js";
import { newEvent, send } from "./send.js";

/** @import { Outcome } from "./send.js" */
/** @import { createFeed } from "./feed.js" */

/**
 * Where a private reply goes: under the entry that it is about; said in passing where it is a mere notice.
 *
 * @typedef {{ about?: string, passing?: boolean }} Place
 */

const TOAST_MS = 4000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let toastTimer;

/** @param {string} words */
function showToast(words) {
  const toast = byId("toast", HTMLElement);
  clearTimeout(toastTimer);
  toast.textContent = words;
  toastTimer = setTimeout(() => toast.replaceChildren(), TOAST_MS);
}

/**
 * Buttons, reactions, selects and forms of messages, and the operator's buttons.
 *
 * @param {{ persona: () => string, feed: ReturnType<typeof createFeed>, onDismiss: () => void }} page
 */
export function wireControls({ persona, feed, onDismiss }) {
  /**
   * @param {Outcome} outcome
   * @param {Place} [place]
   */
  function show(outcome, place = {}) {
    const notice =
      place.passing && outcome.kind === "private" ? parse(outcome.html)[0]?.querySelector(".card-notice .prose") : null;
    if (notice) showToast(notice.textContent ?? "");
    else if (outcome.kind === "private") feed.addPrivate(outcome, place);
    if (outcome.kind === "form") openForm(outcome, place);
    if (outcome.kind === "failed") showProblem(outcome.problem);
    else showProblem("");
  }

  /**
   * @param {string} path
   * @param {Record<string, unknown>} body
   * @param {HTMLElement} control ignores clicks until the answer is there
   * @param {Place} [place]
   */
  async function act(path, body, control, place) {
    if (control.getAttribute("aria-disabled") === "true") return;
    control.setAttribute("aria-disabled", "true");
    try {
      show(await send(path, { as: persona(), ...body }), place);
    } finally {
      control.removeAttribute("aria-disabled");
    }
  }

  /** @param {{ id: string, html: string }} form @param {Place} place */
  function openForm(form, place) {
    const [dialog] = parse(form.html);
    if (!(dialog instanceof HTMLDialogElement)) return;
    byId("dialogs", HTMLElement).replaceChildren(dialog);
    const event = newEvent();
    dialog.querySelector("form")?.addEventListener("submit", async (submit) => {
      submit.preventDefault();
      if (!(submit.currentTarget instanceof HTMLFormElement)) return;
      const fields = Object.fromEntries(new FormData(submit.currentTarget));
      const action = submit.currentTarget.dataset.action;
      const outcome = await send("/forms", { as: persona(), event, action, fields });
      if (outcome.kind === "failed") {
        const problem = dialog.querySelector(".field-problem");
        if (problem) problem.textContent = outcome.problem;
        return;
      }
      dialog.close();
      show(outcome, place);
    });
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
  }

  /** @param {HTMLElement} button */
  function react(button) {
    const entry = entryOf(button);
    const message = Number(entry?.dataset.message);
    const on = button.getAttribute("aria-pressed") !== "true";
    const body = { message, label: button.dataset.reaction, on };
    return act("/reactions", body, button, { about: `m${rootOf(button)}` }).then(() => feed.refresh([rootOf(button)]));
  }

  /**
   * What these buttons do is seen in the channel, so that a word in passing is enough where it worked.
   *
   * @param {string} what
   * @param {HTMLElement} button
   */
  function operate(what, button) {
    feed.follow();
    return act("/operator", { what }, button, { passing: true });
  }

  document.addEventListener("click", (event) => {
    const button = around(event, "button");
    if (button === undefined) return;
    const { action, reaction, dismiss, operator } = button.dataset;
    if (action !== undefined)
      void act("/actions", { message: messageOf(button), action }, button, { about: anchorOf(button) });
    else if (reaction !== undefined) void react(button);
    else if (operator !== undefined) void operate(operator, button);
    else if (button.dataset.delete !== undefined) void remove(button);
    else if (button.dataset.close !== undefined) button.closest("dialog")?.close();
    else if (dismiss !== undefined) {
      feed.dismiss(dismiss);
      announce("Dismissed");
      onDismiss();
    }
  });

  /** @param {HTMLElement} button */
  async function remove(button) {
    if (!window.confirm("Delete this message for everybody?")) return;
    await act("/deletions", { message: Number(button.dataset.delete) }, button);
    await feed.refresh([rootOf(button)]);
    onDismiss();
  }

  document.addEventListener("submit", (event) => {
    const form = around(event, "form.select");
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    const values = [...form.querySelectorAll("input:checked")].map((input) => input.getAttribute("value"));
    const problem = form.querySelector(".field-problem");
    const words = selectionProblem(values.length, Number(form.dataset.min), Number(form.dataset.max));
    if (problem) problem.textContent = words;
    if (words !== "") return;
    const { action } = form.dataset;
    void act("/actions", { message: messageOf(form), action, values }, form, { about: anchorOf(form) });
  });

  return { show, react };
}

/** @param {string} words shown above the message box */
export function showProblem(words) {
  byId("problem", HTMLElement).textContent = words;
}

/**
 * @param {number} count
 * @param {number} min
 * @param {number} max
 */
function selectionProblem(count, min, max) {
  if (count >= min && count <= max) return "";
  return min === max
    ? `Choose ${min}; you have chosen ${count}.`
    : `Choose ${min} to ${max}; you have chosen ${count}.`;
}

/** @param {Element} element */
function entryOf(element) {
  const entry = element.closest("[data-message]");
  return entry instanceof HTMLElement ? entry : undefined;
}

/** A stored message's number, or a private reply's id. @param {Element} element */
function messageOf(element) {
  const id = entryOf(element)?.dataset.message ?? "";
  return /^\d+$/.test(id) ? Number(id) : id;
}

/** The message under which a reply's discussion stands. @param {Element} element */
function rootOf(element) {
  const root = element.closest("#messages > .entry");
  return root instanceof HTMLElement ? Number(root.dataset.message) : 0;
}

/** The entry of the channel under which an answer belongs. @param {Element} element */
function anchorOf(element) {
  return element.closest("#messages > .entry")?.id ?? "";
}

import { announce, closestTo, parse, showProblem, showToast } from "./dom.js";
import { createForms } from "./forms.js";
import { send } from "./send.js";

/** @import { Outcome } from "./send.js" */
/** @import { createFeed } from "./feed.js" */

/**
 * Where a private reply is shown: under the entry that it is about, or as a toast where it is a mere notice.
 *
 * @typedef {{ about?: string, asToast?: boolean }} ReplyPlace
 */

/**
 * @typedef {{
 *   persona: () => string,
 *   feed: ReturnType<typeof createFeed>,
 *   onDismiss: () => void,
 * }} Page
 * @typedef {(outcome: Outcome, place?: ReplyPlace) => void} Show
 */

/**
 * Buttons, reactions, selects and forms of messages, and the operator's buttons.
 *
 * @param {Page} page
 */
export function wireControls(page) {
  const forms = createForms({ persona: page.persona, show });

  /** @type {Show} */
  function show(outcome, place = {}) {
    showProblem(outcome.kind === "failed" ? outcome.problem : "");
    if (outcome.kind === "form") forms.open(outcome, place);
    if (outcome.kind !== "private") return;
    const notice = place.asToast ? parse(outcome.html)[0]?.querySelector(".card-notice .prose") : undefined;
    if (notice) showToast(notice.textContent ?? "");
    else page.feed.addPrivate(outcome, place);
  }

  const actions = createActions(page, show);
  /** What a button does, by the data attribute that it has. @type {Record<string, (button: HTMLElement) => unknown>} */
  const buttons = {
    action: actions.press,
    reaction: actions.react,
    operator: actions.operate,
    delete: actions.remove,
    dismiss: actions.dismiss,
    close: (button) => button.closest("dialog")?.close(),
  };
  document.addEventListener("click", (event) => {
    const button = closestTo(event, "button");
    const name = Object.keys(buttons).find((one) => button?.dataset[one] !== undefined);
    if (button !== undefined && name !== undefined) void buttons[name]?.(button);
  });
  document.addEventListener("submit", (event) => {
    const form = closestTo(event, "form.select");
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    void actions.submitSelect(form);
  });
  return { show, react: actions.react };
}

/**
 * @param {Page} page
 * @param {Show} show
 */
function createActions({ persona, feed, onDismiss }, show) {
  /**
   * @param {string} path
   * @param {Record<string, unknown>} body
   * @param {HTMLElement} control ignores clicks until the response is there
   * @param {ReplyPlace} [place]
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

  /** @param {HTMLElement} button */
  function press(button) {
    const body = { message: messageOf(button), action: button.dataset.action };
    return act("/actions", body, button, { about: anchorOf(button) });
  }

  /** @param {HTMLElement} button */
  async function react(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    const body = { message: Number(entryOf(button)?.dataset.message), label: button.dataset.reaction, on };
    await act("/reactions", body, button, { about: `m${rootOf(button)}` });
    await feed.refresh([rootOf(button)]);
  }

  /** The result is seen in the channel, so a toast is enough. @param {HTMLElement} button */
  function operate(button) {
    feed.follow();
    return act("/operator", { what: button.dataset.operator }, button, { asToast: true });
  }

  /** @param {HTMLElement} button */
  async function remove(button) {
    if (!window.confirm("Delete this message for everybody?")) return;
    await act("/deletions", { message: Number(button.dataset.delete) }, button);
    await feed.refresh([rootOf(button)]);
    onDismiss();
  }

  /** @param {HTMLElement} button */
  function dismiss(button) {
    feed.dismiss(button.dataset.dismiss ?? "");
    announce("Dismissed");
    onDismiss();
  }

  /** @param {HTMLFormElement} form */
  async function submitSelect(form) {
    const values = [...form.querySelectorAll("input:checked")].map((input) => input.getAttribute("value"));
    const problem = selectionProblem(values.length, Number(form.dataset.min), Number(form.dataset.max));
    const place = form.querySelector(".field-problem");
    if (place) place.textContent = problem;
    if (problem !== "") return;
    const body = { message: messageOf(form), action: form.dataset.action, values };
    await act("/actions", body, form, { about: anchorOf(form) });
  }

  return { press, react, operate, remove, dismiss, submitSelect };
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

/** The entry of the channel under which a private reply belongs. @param {Element} element */
function anchorOf(element) {
  return element.closest("#messages > .entry")?.id ?? "";
}

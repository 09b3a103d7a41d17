import { byId, recall, remember } from "./dom.js";

const KEY = "studybot-single-keys";

/**
 * @param {{
 *   react: (button: HTMLElement) => unknown,
 *   beginCommand: () => void,
 *   focusComposer: () => void,
 *   dismiss: (id: string) => void,
 * }} page
 */
export function wireShortcuts({ react, beginCommand, focusComposer, dismiss }) {
  const dialog = byId("shortcuts", HTMLDialogElement);
  const toggle = byId("single-keys", HTMLInputElement);
  toggle.checked = recall("localStorage", KEY) !== "off";
  toggle.addEventListener("change", () => remember("localStorage", KEY, toggle.checked ? "on" : "off"));
  byId("show-shortcuts", HTMLButtonElement).addEventListener("click", () => dialog.showModal());

  /** @type {Record<string, () => void>} */
  const anywhere = {
    "/": beginCommand,
    "?": () => dialog.showModal(),
    m: () => articles().at(-1)?.focus(),
    p: () => byId("persona", HTMLSelectElement).focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return;
    const article = event.target instanceof HTMLElement && event.target.matches("article") ? event.target : undefined;
    const handled = (article !== undefined && pressInMessage(article, event.key)) || pressAnywhere(event.key);
    if (handled) event.preventDefault();
  });

  /** @param {string} key */
  function pressAnywhere(key) {
    if (!toggle.checked || !Object.hasOwn(anywhere, key)) return false;
    anywhere[key]?.();
    return true;
  }

  /** @param {HTMLElement} article @param {string} key */
  function pressInMessage(article, key) {
    if (key === "ArrowUp" || key === "ArrowDown") {
      const all = articles();
      all[all.indexOf(article) + (key === "ArrowUp" ? -1 : 1)]?.focus();
      return true;
    }
    if (key === "Escape") {
      const dismissible = article.querySelector("[data-dismiss]");
      if (dismissible instanceof HTMLElement) dismiss(dismissible.dataset.dismiss ?? "");
      focusComposer();
      return true;
    }
    const reaction = /^[1-5]$/.test(key) ? article.querySelector(`[data-reaction="${key}"]`) : null;
    if (!(reaction instanceof HTMLElement)) return false;
    react(reaction);
    return true;
  }
}

/** @returns {HTMLElement[]} */
export function articles() {
  return [...document.querySelectorAll("article")];
}

/** Tab reaches the message in focus, or the newest one; the arrow keys move on from there. */
export function keepOneTabStop() {
  const all = articles();
  const current = all.find((article) => article === document.activeElement) ?? all.at(-1);
  for (const article of all) article.tabIndex = article === current ? 0 : -1;
}

/** @param {EventTarget | null} target */
function isWriting(target) {
  return (
    target instanceof Element &&
    target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog") !== null
  );
}

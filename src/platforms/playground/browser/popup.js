import { byId } from "./dom.js";

/** @import { Item, UsagePart } from "./complete.js" */

/**
 * The suggestions above the message box: a listbox whose active option is named by aria-activedescendant, so that the
 * focus stays in the text.
 *
 * @param {{ text: HTMLTextAreaElement, onPick: (value: string) => void }} page
 */
export function createPopup({ text, onPick }) {
  const popup = byId("popup", HTMLElement);
  const list = byId("suggestions", HTMLElement);
  const usageLine = byId("usage", HTMLElement);
  /** @type {readonly Item[]} */
  let items = [];
  let active = -1;

  /** @param {number} index -1: none */
  function activate(index) {
    active = index;
    for (const [position, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(position === index));
    }
    const current = list.children[index];
    if (current === undefined) text.removeAttribute("aria-activedescendant");
    else {
      text.setAttribute("aria-activedescendant", current.id);
      current.scrollIntoView({ block: "nearest" });
    }
  }

  function hide() {
    items = [];
    list.replaceChildren();
    usageLine.replaceChildren();
    popup.hidden = true;
    text.setAttribute("aria-expanded", "false");
    activate(-1);
  }

  /** @param {{ items: readonly Item[], usage: readonly UsagePart[], detail: string, first: boolean }} content */
  function show(content) {
    items = content.items;
    list.replaceChildren(...items.map(optionOf));
    list.hidden = items.length === 0;
    usageLine.replaceChildren(...usageOf(content.usage, content.detail));
    usageLine.hidden = content.usage.length === 0;
    popup.hidden = items.length === 0 && content.usage.length === 0;
    text.setAttribute("aria-expanded", String(items.length > 0));
    activate(content.first && items.length > 0 ? 0 : -1);
  }

  // The pointer must not take the focus away from the text.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    const item = option === null ? undefined : items[[...list.children].indexOf(option)];
    if (item !== undefined) onPick(item.value);
  });

  return {
    show,
    hide,
    isOpen: () => !popup.hidden,
    count: () => items.length,
    active: () => items[active],
    first: () => items[0],
    /** @param {1 | -1} step */
    move: (step) => activate(active < 0 && step < 0 ? items.length - 1 : (active + step + items.length) % items.length),
  };
}

/** @param {Item} item @param {number} index */
function optionOf(item, index) {
  const option = document.createElement("li");
  option.id = `suggestion-${index}`;
  option.setAttribute("role", "option");
  option.append(spanOf("suggestion-label", item.label), spanOf("suggestion-detail", item.detail));
  return option;
}

/** @param {readonly UsagePart[]} usage @param {string} detail */
function usageOf(usage, detail) {
  const parts = usage.map(({ text, current }) => spanOf(current ? "usage-part usage-current" : "usage-part", text));
  const spaced = parts.flatMap((part) => [part, " "]);
  return detail === "" ? spaced : [...spaced, spanOf("usage-detail", detail)];
}

/** @param {string} name @param {string} words */
function spanOf(name, words) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = words;
  return span;
}

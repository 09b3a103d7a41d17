import { complete } from "./complete.js";
import { byId } from "./dom.js";
import { createPopup } from "./popup.js";
import { send } from "./send.js";

/** @import { CommandShape } from "../../../chat/command.ts" */

/** Typing pauses this long before the bot is asked for suggestions. */
const ASK_AFTER_MS = 120;

/**
 * Completes commands as they are typed.
 *
 * @param {HTMLTextAreaElement} text
 * @param {() => string} persona
 */
export function createSuggestions(text, persona) {
  /** @type {readonly CommandShape[]} */
  const commands = JSON.parse(byId("commands", HTMLScriptElement).textContent ?? "[]");
  const popup = createPopup({ text, onPick: insert });
  const textBeforeCaret = () => text.value.slice(0, text.selectionStart);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let askTimer;

  function update() {
    clearTimeout(askTimer);
    const before = textBeforeCaret();
    const completion = complete(before, commands);
    if (completion === undefined) return popup.hide();
    const { partial, items, usage, detail, ask } = completion;
    const isExact = items.some((item) => item.value.replace(/^\//, "") === partial.toLowerCase());
    popup.show({ items, usage, detail, first: partial !== "" && !isExact });
    if (ask === undefined) return undefined;
    askTimer = setTimeout(async () => {
      const outcome = await send("/suggestions", { as: persona(), ...ask, partial });
      if (outcome.kind !== "suggestions" || textBeforeCaret() !== before) return;
      const suggested = outcome.suggestions.map((value) => ({ value, label: value, detail: "" }));
      popup.show({ items: [...items, ...suggested], usage, detail, first: false });
    }, ASK_AFTER_MS);
    return undefined;
  }

  /** Puts the value in the place of the word being typed. @param {string} value */
  function insert(value) {
    const caret = text.selectionStart;
    const start = text.value.slice(0, caret).search(/\S*$/);
    text.setRangeText(`${value} `, start, caret, "end");
    text.focus();
    update();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the suggestions */
  function handleKey(event) {
    if (!popup.isOpen()) return false;
    if (event.key === "Escape") {
      popup.hide();
      return true;
    }
    if (popup.count() === 0) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      popup.move(event.key === "ArrowDown" ? 1 : -1);
      return true;
    }
    if ((event.key !== "Tab" && event.key !== "Enter") || event.shiftKey) return false;
    const picked = popup.active() ?? (event.key === "Tab" ? popup.first() : undefined);
    if (picked === undefined) return false;
    insert(picked.value);
    return true;
  }

  return { update, handleKey, hide: popup.hide };
}

import { complete } from "./complete.js";
import { showProblem } from "./controls.js";
import { byId } from "./dom.js";
import { createPopup } from "./popup.js";
import { newEvent, send } from "./send.js";

/** @import { CommandShape } from "../../../chat/command.ts" */
/** @import { Item } from "./complete.js" */
/** @import { Outcome } from "./send.js" */

/** Typing pauses this long before the bot is asked for suggestions. */
const ASK_AFTER_MS = 120;

/** @param {{ persona: () => string, show: (outcome: Outcome) => void, onSend: () => void }} page */
export function createComposer({ persona, show, onSend }) {
  const form = byId("composer", HTMLFormElement);
  const text = byId("composer-text", HTMLTextAreaElement);
  /** @type {readonly CommandShape[]} */
  const commands = JSON.parse(byId("commands", HTMLScriptElement).textContent ?? "[]");
  const popup = createPopup({ text, onPick: insert });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let asking;
  /** What could not be sent keeps its id, so that sending it again is no second event. */
  let unsent = { text: "", event: "" };
  let sending = false;

  function update() {
    clearTimeout(asking);
    const before = text.value.slice(0, text.selectionStart);
    const completion = complete(before, commands);
    if (completion === undefined) return popup.hide();
    const { partial, items, usage, detail, ask } = completion;
    const exact = items.some((item) => item.value.replace(/^\//, "") === partial.toLowerCase());
    popup.show({ items, usage, detail, first: partial !== "" && !exact });
    if (ask === undefined) return undefined;
    asking = setTimeout(async () => {
      const outcome = await send("/suggestions", { as: persona(), ...ask, partial });
      if (outcome.kind !== "suggestions" || text.value.slice(0, text.selectionStart) !== before) return;
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

  async function submit() {
    const value = text.value.trim();
    if (value === "" || sending) return;
    sending = true;
    onSend();
    const event = unsent.text === value ? unsent.event : newEvent();
    const path = value.startsWith("/") ? "/commands" : "/messages";
    text.value = "";
    popup.hide();
    const outcome = await send(path, { as: persona(), event, text: value });
    sending = false;
    unsent = outcome.kind === "failed" ? { text: value, event } : { text: "", event: "" };
    if (outcome.kind === "failed") text.value = [value, text.value].filter((part) => part !== "").join("\n");
    show(outcome);
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the suggestions */
  function steer(event) {
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
    const picked = event.key === "Tab" && !event.shiftKey ? (popup.active() ?? popup.first()) : popup.active();
    if ((event.key !== "Tab" && event.key !== "Enter") || event.shiftKey || picked === undefined) return false;
    insert(picked.value);
    return true;
  }

  text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (steer(event)) event.preventDefault();
    else if (event.key === "Escape") text.blur();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void submit();
    }
  });
  text.addEventListener("input", () => {
    showProblem("");
    update();
  });
  text.addEventListener("blur", () => popup.hide());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });

  return {
    focus: () => text.focus(),
    beginCommand() {
      text.focus();
      if (text.value === "") text.value = "/";
      text.setSelectionRange(text.value.length, text.value.length);
      update();
    },
  };
}

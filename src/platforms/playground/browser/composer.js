import { byId, showProblem } from "./dom.js";
import { newEvent, send } from "./send.js";
import { createSuggestions } from "./suggestions.js";

/** @import { Outcome } from "./send.js" */

/**
 * The message box.
 *
 * @param {{ persona: () => string, show: (outcome: Outcome) => void, onSend: () => void }} page
 */
export function createComposer({ persona, show, onSend }) {
  const form = byId("composer", HTMLFormElement);
  const text = byId("composer-text", HTMLTextAreaElement);
  const suggestions = createSuggestions(text, persona);
  /** A text that could not be sent keeps its id, so that sending it again is no second event. */
  let unsent = { text: "", event: "" };
  let sending = false;

  async function submit() {
    const value = text.value.trim();
    if (value === "" || sending) return;
    sending = true;
    onSend();
    const event = unsent.text === value ? unsent.event : newEvent();
    const path = value.startsWith("/") ? "/commands" : "/messages";
    text.value = "";
    suggestions.hide();
    const outcome = await send(path, { as: persona(), event, text: value });
    sending = false;
    unsent = outcome.kind === "failed" ? { text: value, event } : { text: "", event: "" };
    if (outcome.kind === "failed") text.value = [value, text.value].filter((part) => part !== "").join("\n");
    show(outcome);
  }

  text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (suggestions.handleKey(event)) event.preventDefault();
    else if (event.key === "Escape") text.blur();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void submit();
    }
  });
  text.addEventListener("input", () => {
    showProblem("");
    suggestions.update();
  });
  text.addEventListener("blur", suggestions.hide);
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
      suggestions.update();
    },
  };
}

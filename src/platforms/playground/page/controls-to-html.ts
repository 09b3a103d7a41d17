import type { Control } from "../../../chat/card.ts";
import { attribute, type Html, html } from "./html.ts";

type Button = Extract<Control, { type: "button" }>;
type Select = Extract<Control, { type: "select" }>;

export function controlsToHtml(controls: readonly Control[], id: string): Html {
  return html`<div class="controls">${controls.map((control, index) =>
    control.type === "button" ? buttonToHtml(control, `${id}-${index}`) : selectToHtml(control, `${id}-${index}`),
  )}</div>`;
}

function buttonToHtml(button: Button, id: string): Html {
  const look = /^[1-5]$/.test(button.label) ? "button button-option" : `button button-${button.style ?? "plain"}`;
  return html`<button type="button" class="${look}" id="${id}" data-action="${button.action}"${attribute("aria-label", button.description)}${attribute("aria-haspopup", button.opensForm && "dialog")}>${button.label}</button>`;
}

function selectToHtml(select: Select, id: string): Html {
  const type = select.max === 1 ? "radio" : "checkbox";
  const choices = select.choices.map(
    (choice, index) =>
      html`<label class="choice"><input type="${type}" name="${id}" id="${id}-${index}" value="${choice.value}"><span>${choice.label}</span></label>`,
  );
  return html`<form class="select" id="${id}" data-action="${select.action}" data-min="${select.min}" data-max="${select.max}">
    <fieldset><legend>${select.label}</legend><div class="choices">${choices}</div></fieldset>
    <p class="field-problem" role="alert" id="${id}-problem"></p>
    <button type="submit" class="button button-primary" id="${id}-submit">${select.submitLabel}</button>
  </form>`;
}

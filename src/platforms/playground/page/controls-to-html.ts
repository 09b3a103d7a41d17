import type { Control } from "../../../chat/card.ts";
import type { Form, FormField } from "../../../chat/form.ts";
import { attribute, flag, type Html, html, NOTHING } from "./html.ts";

type Button = Extract<Control, { type: "button" }>;
type Select = Extract<Control, { type: "select" }>;

/** Fields longer than this get several lines. */
const ONE_LINE = 200;

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

/** A form as a dialog. `id` is unique on the page. */
export function formToHtml(form: Form, id: string): Html {
  return html`<dialog class="dialog" id="${id}" aria-labelledby="${id}-title">
    <form class="form" data-action="${form.action}">
      <h2 id="${id}-title">${form.title}</h2>
      ${form.fields.map((field, index) => fieldToHtml(field, `${id}-${index}`))}
      <p class="field-problem" role="alert"></p>
      <div class="dialog-buttons">
        <button type="button" class="button button-plain" data-close>Cancel</button>
        <button type="submit" class="button button-primary">${form.submitLabel}</button>
      </div>
    </form>
  </dialog>`;
}

function fieldToHtml(field: FormField, id: string): Html {
  const hint = field.hint === undefined ? NOTHING : html`<p class="hint" id="${id}-hint">${field.hint}</p>`;
  const shared = html`id="${id}" name="${field.name}" maxlength="${field.maxLength}"${flag("required", field.required)}${attribute(
    "aria-describedby",
    field.hint && `${id}-hint`,
  )} autocomplete="off"`;
  const input =
    field.maxLength > ONE_LINE
      ? html`<textarea rows="4" ${shared}>${field.value ?? ""}</textarea>`
      : html`<input type="text" ${shared}${attribute("value", field.value)}>`;
  return html`<div class="field"><label for="${id}">${field.label}${!field.required && html` <span class="hint">(optional)</span>`}</label>${input}${hint}</div>`;
}

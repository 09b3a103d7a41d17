import type { Form, FormChoice, FormField } from "../../chat/form.ts";
import type { PlatformMessages } from "../platform.ts";
import { FILE_LIMIT } from "./limits.ts";
import { attribute, flag, type Html, html, NOTHING } from "./page/html.ts";

export interface FormContext {
  /** Unique on the page: the ids of the form's parts begin with it. */
  readonly id: string;
  /** The only one that there is. */
  readonly channel: { readonly id: string; readonly name: string };
  readonly messages: Pick<PlatformMessages, "fileTooLarge">;
}

/** A form as a dialog. What is wrong with a field is shown in the element whose id ends in "-problem". */
export function formToHtml(form: Form, context: FormContext): Html {
  const { id } = context;
  return html`<dialog class="dialog" id="${id}" aria-labelledby="${id}-title">
    <form class="form" data-action="${form.action}">
      <h2 id="${id}-title">${form.title}</h2>
      ${form.fields.map((field, index) => fieldToHtml(field, { ...context, id: `${id}-${index}` }))}
      <div class="field-problem form-problem" id="${id}-problem" role="alert"></div>
      <div class="dialog-buttons">
        <button type="button" class="button button-plain" data-close>Cancel</button>
        <button type="submit" class="button button-primary">${form.submitLabel}</button>
      </div>
    </form>
  </dialog>`;
}

function fieldToHtml(field: FormField, context: FormContext): Html {
  const { id } = context;
  const described = attribute(
    "aria-describedby",
    field.hint === undefined ? `${id}-problem` : `${id}-hint ${id}-problem`,
  );
  const data = html`class="field" data-field="${field.name}" data-type="${field.type}"`;
  const label = html`${field.label}${!field.required && html` <span class="hint">(optional)</span>`}`;
  const below = html`${field.hint !== undefined && html`<p class="hint" id="${id}-hint">${field.hint}</p>`}
    <div class="field-problem" id="${id}-problem" role="alert"></div>`;
  if (field.type === "checkboxes") {
    return html`<fieldset ${data}${flag("data-required", field.required)}${described}><legend>${label}</legend>${checkboxesToHtml(field, id)}${below}</fieldset>`;
  }
  const attributes = html`id="${id}" name="${field.name}"${flag("required", field.required)}${described}`;
  return html`<div ${data}><label for="${id}">${label}</label>${controlToHtml(field, attributes, context)}${below}</div>`;
}

function controlToHtml(
  field: Exclude<FormField, { type: "checkboxes" }>,
  attributes: Html,
  { channel, messages }: FormContext,
): Html {
  switch (field.type) {
    case "text":
      return html`<input type="text" ${attributes} maxlength="${field.maxLength}"${attribute("value", field.value)} autocomplete="off">`;
    case "long-text":
      // HTML parsers drop a line break right after the tag.
      return html`<textarea rows="4" ${attributes} maxlength="${field.maxLength}" autocomplete="off">${"\n"}${field.value ?? ""}</textarea>`;
    case "select":
      return selectToHtml(field.choices, field, attributes);
    case "channel":
      return selectToHtml(
        [{ value: channel.id, label: `#${channel.name}` }],
        { ...field, value: channel.id },
        attributes,
      );
    case "file":
      return html`<input type="file" ${attributes} accept="${field.endings.map((ending) => `.${ending}`).join(",")}" data-max-bytes="${FILE_LIMIT}" data-too-large="${messages.fileTooLarge(FILE_LIMIT)}">`;
  }
}

/** Without a value it begins empty; where no choice is required, it can be emptied again. */
function selectToHtml(
  choices: readonly FormChoice[],
  { required, value }: { readonly required: boolean; readonly value?: string },
  attributes: Html,
): Html {
  const none =
    required && value !== undefined ? NOTHING : html`<option value="">${required ? "Choose one" : "None"}</option>`;
  return html`<select ${attributes} autocomplete="off">${none}${choices.map(
    (choice) =>
      html`<option value="${choice.value}"${flag("selected", choice.value === value)}>${choice.label}</option>`,
  )}</select>`;
}

function checkboxesToHtml(
  { name, choices, values = [] }: Extract<FormField, { type: "checkboxes" }>,
  id: string,
): Html {
  return html`<div class="choices">${choices.map(
    (choice, index) =>
      html`<label class="choice"><input type="checkbox" id="${id}-${index}" name="${name}" value="${choice.value}"${flag("checked", values.includes(choice.value))} autocomplete="off"><span>${choice.label}</span></label>`,
  )}</div>`;
}

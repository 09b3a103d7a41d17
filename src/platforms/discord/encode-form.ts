import {
  type APIChannelSelectComponent,
  type APIComponentInLabel,
  type APIFileUploadComponent,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from "discord.js";
import type { FormEvent } from "../../chat/event.ts";
import type { Form, FormField, FormProblem } from "../../chat/form.ts";
import { plainText } from "../../chat/plain.ts";
import type { PlatformMessages } from "../platform.ts";
import { type CustomId, pickedId } from "./custom-id.ts";
import { clip, LIMITS } from "./limits.ts";

/** What a user has filled in. A file is not part of it: Discord lets nobody fill it in for them. */
export type FilledIn = Pick<FormEvent, "fields" | "checked" | "channel">;

export type Modal = APIModalInteractionResponseCallbackData;

/** Where the values of the checked boxes are found when a choice comes back. */
const PICK_FIELD = "picked";

/** Where a question can be asked: text, announcements, threads, and the chats of voice channels. */
const CHANNEL_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];

/**
 * `filledIn` and `problem`: the form as it was sent, and what was found wrong.
 *
 * @throws Error where the form has more fields or choices than Discord shows
 */
export function formToModal(form: Form, filledIn?: FilledIn, problem?: FormProblem): Modal {
  if (form.fields.length > LIMITS.modalFields) throw new Error("a form has more fields than Discord shows");
  return {
    custom_id: form.action,
    title: clip(form.title, LIMITS.modalTitle),
    components: form.fields.map((field): APILabelComponent => {
      const description = problem?.field === field.name ? `⚠️ ${plainText(problem.text)}` : field.hint;
      return {
        type: ComponentType.Label,
        label: clip(field.label, LIMITS.modalLabel),
        ...(description !== undefined &&
          description !== "" && { description: clip(description, LIMITS.modalDescription) }),
        component: inputFor(field, filledIn),
      };
    }),
  };
}

function inputFor(field: FormField, filledIn: FilledIn | undefined): APIComponentInLabel {
  const { name: custom_id, required } = field;
  const base = { custom_id, required, min_values: required ? 1 : 0 };
  switch (field.type) {
    case "text":
    case "long-text":
      return textInput(field, filledIn === undefined ? field.value : filledIn.fields[field.name]);
    case "select": {
      const chosen = filledIn === undefined ? field.value : filledIn.fields[field.name];
      const options = optionsOf(field.choices, LIMITS.selectOptions, chosen === undefined ? [] : [chosen]);
      return { ...base, type: ComponentType.StringSelect, options };
    }
    case "checkboxes": {
      const checked = filledIn === undefined ? field.values : filledIn.checked?.[field.name];
      const options = optionsOf(field.choices, LIMITS.checkboxes, checked ?? []);
      return { ...base, type: ComponentType.CheckboxGroup, options };
    }
    case "channel":
      return { ...base, type: ComponentType.ChannelSelect, channel_types: CHANNEL_TYPES, ...chosenChannel(filledIn) };
    case "file":
      return { ...base, type: ComponentType.FileUpload, max_values: 1, ...fileTypes(field.endings) };
  }
}

function chosenChannel(filledIn: FilledIn | undefined): Pick<APIChannelSelectComponent, "default_values"> {
  if (filledIn === undefined) return {};
  return { default_values: [{ id: filledIn.channel, type: SelectMenuDefaultValueType.Channel }] };
}

/** Discord's client offers only files of these types; where they are too many for it, any file. */
function fileTypes(endings: readonly string[]): Pick<APIFileUploadComponent, "file_types"> {
  const file_types = endings.map((ending) => `.${ending}` as const);
  const fit = file_types.length <= LIMITS.fileTypes && file_types.every((type) => type.length <= LIMITS.fileType);
  return fit ? { file_types } : {};
}

function textInput(field: Extract<FormField, { maxLength: number }>, value: string | undefined): APIComponentInLabel {
  const max_length = Math.min(Math.max(field.maxLength, 1), LIMITS.inputLength);
  return {
    type: ComponentType.TextInput,
    custom_id: field.name,
    style: field.type === "long-text" ? TextInputStyle.Paragraph : TextInputStyle.Short,
    min_length: field.required ? 1 : 0,
    max_length,
    required: field.required,
    ...(value !== undefined && value !== "" && { value: value.slice(0, max_length) }),
  };
}

/** @throws Error where there are more than Discord shows: none is left out silently */
function optionsOf(
  choices: readonly { readonly value: string; readonly label: string }[],
  most: number,
  chosen: readonly string[],
) {
  if (choices.length > most) throw new Error("a form has more choices than Discord shows");
  return choices.map(({ value, label }) => ({
    value,
    label: clip(label, LIMITS.selectLabel),
    ...(chosen.includes(value) && { default: true }),
  }));
}

/** `question` is the text of the message that the form covers, so that nobody chooses from memory. */
export function choiceToModal(
  pick: Extract<CustomId, { kind: "pick" }>,
  question: string,
  messages: Pick<PlatformMessages, "choiceTitle" | "choose">,
): Modal {
  const { min, max, values, action } = pick;
  const options = values.map((value) => ({ value, label: value }));
  return {
    custom_id: pickedId(action),
    title: clip(messages.choiceTitle, LIMITS.modalTitle),
    components: [
      ...(question === ""
        ? []
        : [{ type: ComponentType.TextDisplay, content: clip(question, LIMITS.messageText) } as const]),
      {
        type: ComponentType.Label,
        label: clip(messages.choose(min, max), LIMITS.modalLabel),
        component: {
          type: ComponentType.CheckboxGroup,
          custom_id: PICK_FIELD,
          required: min > 0,
          min_values: min,
          max_values: max,
          options,
        },
      },
    ],
  };
}

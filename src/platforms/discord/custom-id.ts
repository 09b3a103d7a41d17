import type { ActionId, Control } from "../../chat/card.ts";
import { LIMITS } from "./limits.ts";

/**
 * A component's or modal's custom id holds the action, and what the adapter must know before it acknowledges.
 *
 * - `answer:12:2`: a button or select; the reply is private
 * - `form|answer-form:12`: the reply opens a form
 * - `pick|2|2|1,2,3,4|answer:13`: opens a modal with check boxes, without asking the bot
 * - `picked|answer:13`: that modal, submitted
 * - `edit|report:12`: opens a form again that the adapter remembers, without asking the bot
 */
export type CustomId =
  | { readonly kind: "plain" | "form" | "picked" | "edit"; readonly action: ActionId }
  | {
      readonly kind: "pick";
      readonly action: ActionId;
      readonly min: number;
      readonly max: number;
      readonly values: readonly string[];
    };

export function formId(action: ActionId): string {
  return `form|${action}`;
}

export function pickedId(action: ActionId): string {
  return `picked|${action}`;
}

export function editId(action: ActionId): string {
  return `edit|${action}`;
}

/** undefined where the choices do not fit the id: they are a menu on the message then. */
export function pickId(control: Extract<Control, { type: "select" }>): string | undefined {
  const { choices, min, max } = control;
  const simple = choices.every((choice) => choice.value === choice.label && /^[^,|]+$/.test(choice.value));
  if (!simple || choices.length > LIMITS.checkboxes || max > choices.length) return undefined;
  const id = `pick|${min}|${max}|${choices.map((choice) => choice.value).join(",")}|${control.action}`;
  return id.length <= LIMITS.customId ? id : undefined;
}

export function parseCustomId(id: string): CustomId {
  const pick = /^pick\|(\d+)\|(\d+)\|([^|]+)\|(.*)$/.exec(id);
  if (pick !== null) {
    const [, min, max, values = "", action = ""] = pick;
    return { kind: "pick", min: Number(min), max: Number(max), values: values.split(","), action };
  }
  const marked = /^(form|picked|edit)\|(.*)$/.exec(id);
  if (marked !== null) return { kind: marked[1] as "form" | "picked" | "edit", action: marked[2] ?? "" };
  return { kind: "plain", action: id };
}

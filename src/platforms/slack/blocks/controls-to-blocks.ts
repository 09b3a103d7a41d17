import type { Button, KnownBlock } from "@slack/types";
import type { ActionId, Control } from "../../../chat/card.ts";
import { cut, LIMITS } from "../limits.ts";

/** A select and its submit button carry the card's action. What was chosen comes with the button, in the message's state. */
const CHOOSE = "choose:";
const SUBMIT = "submit:";
/** Before the action of a button whose handler checks whether the user is an admin. */
const ADMIN = "admin|";

type ButtonControl = Extract<Control, { type: "button" }>;
type SelectControl = Extract<Control, { type: "select" }>;

export function controlsToBlocks(controls: readonly Control[]): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  const buttons = controls.filter((control) => control.type === "button");
  const unique = [...new Map(buttons.map((button) => [button.action, button])).values()];
  for (let start = 0; start < unique.length; start += LIMITS.actionsElements) {
    blocks.push({ type: "actions", elements: unique.slice(start, start + LIMITS.actionsElements).map(buttonOf) });
  }
  const selects = controls.filter(
    (control) => control.type === "select" && control.choices.length > 0,
  ) as SelectControl[];
  const uniqueSelects = [...new Map(selects.map((select) => [select.action, select])).values()];
  return [...blocks, ...uniqueSelects.flatMap(selectToBlocks)];
}

export interface PressedAction {
  readonly action: ActionId;
  /** Chosen in its select. */
  readonly values: readonly string[];
  readonly checksAdmin: boolean;
}

/** What a press of a control in a message means; undefined where somebody only chose something. */
export function pressedAction(
  actionId: string,
  chosen: (blockId: string, actionId: string) => readonly string[],
): PressedAction | undefined {
  if (actionId.startsWith(CHOOSE)) return undefined;
  if (actionId.startsWith(SUBMIT)) {
    const action = actionId.slice(SUBMIT.length);
    return { action, values: chosen(CHOOSE + action, CHOOSE + action), checksAdmin: false };
  }
  const checksAdmin = actionId.startsWith(ADMIN);
  return { action: checksAdmin ? actionId.slice(ADMIN.length) : actionId, values: [], checksAdmin };
}

function buttonOf(control: ButtonControl): Button {
  return {
    type: "button",
    action_id: control.checksAdmin === true ? ADMIN + control.action : control.action,
    text: { type: "plain_text", text: cut(control.label, LIMITS.buttonText) || "…", emoji: false },
    ...(control.style !== undefined && { style: control.style }),
    ...(control.description !== undefined &&
      control.description !== "" && { accessibility_label: cut(control.description, LIMITS.accessibilityLabel) }),
  };
}

function selectToBlocks(control: SelectControl): KnownBlock[] {
  const choices = [...new Map(control.choices.map((choice) => [choice.value, choice])).values()].slice(
    0,
    LIMITS.selectOptions,
  );
  const options = choices.map(({ value, label }) => ({
    text: { type: "plain_text", text: cut(label, LIMITS.optionText) || "…", emoji: false } as const,
    value,
  }));
  const select = {
    type: "multi_static_select",
    action_id: CHOOSE + control.action,
    options,
    max_selected_items: Math.max(1, control.max),
  } as const;
  const label = { type: "plain_text", text: cut(control.label, LIMITS.buttonText) || "…", emoji: false } as const;
  return [
    { type: "section", block_id: CHOOSE + control.action, text: label, accessory: select },
    {
      type: "actions",
      elements: [
        {
          type: "button",
          action_id: SUBMIT + control.action,
          text: { type: "plain_text", text: cut(control.submitLabel, LIMITS.buttonText) || "…", emoji: false },
          style: "primary",
        },
      ],
    },
  ];
}

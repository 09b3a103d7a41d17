import type {
  ActionsBlock,
  Checkboxes,
  ConversationsSelect,
  FileInput,
  InputBlock,
  ModalView,
  PlainTextInput,
  StaticSelect,
} from "@slack/types";
import { refuseView } from "./block-rules.ts";
import type { FakeSlack } from "./slack.ts";
import { type FakeUser, newId, newTs, type OpenView } from "./world.ts";

type Element = PlainTextInput | StaticSelect | Checkboxes | ConversationsSelect | FileInput;
type Input = Omit<InputBlock, "element"> & { readonly element: Element };

/** What somebody puts into a form: a text, a choice's value, a channel's id; the values of checked boxes; a file. */
export type Typed = string | readonly string[] | { readonly name: string; readonly content: string };

export function openForm(slack: FakeSlack, user: FakeUser): OpenView {
  const open = [...slack.world.views.values()].reverse().find((one) => one.user === user.id && !one.closed);
  if (open === undefined) throw new Error(`${user.name} sees no form.`);
  return open;
}

export function inputsOf(view: ModalView): readonly Input[] {
  return view.blocks.filter((block) => block.type === "input") as readonly Input[];
}

/** What stands in the form's inputs by now, by block; files are left out. */
export function shownIn(open: OpenView): Readonly<Record<string, string | readonly string[]>> {
  return Object.fromEntries(
    inputsOf(open.view).flatMap(({ block_id = "", element }) => {
      const { value, selected_option, selected_options, selected_conversation, files } =
        open.state[block_id] ?? initialState(element);
      const chosen = selected_options?.map((option) => option.value);
      const content = chosen ?? value ?? selected_option?.value ?? selected_conversation ?? "";
      return files === undefined ? [[block_id, content] as const] : [];
    }),
  );
}

/**
 * Fills in the open form and submits it; what is not named keeps its value. Returns what the form says is wrong at its inputs.
 */
export async function submitForm(
  slack: FakeSlack,
  user: FakeUser,
  fields: Readonly<Record<string, Typed>>,
): Promise<Readonly<Record<string, string>> | undefined> {
  const open = openForm(slack, user);
  const inputs = inputsOf(open.view);
  open.state = Object.fromEntries(
    inputs.map(({ block_id = "", element, optional }) => {
      const typed = fields[block_id];
      const kept = open.state[block_id] ?? initialState(element);
      const state = typed === undefined ? kept : stateOf(slack, user, element, typed);
      if (isEmpty(state) && optional !== true) throw new Error(`Slack: ${block_id} is required`);
      return [block_id, state];
    }),
  );
  const values = Object.fromEntries(
    inputs.map(({ block_id = "", element }) => [block_id, { [element.action_id ?? ""]: open.state[block_id] }]),
  );
  const { acked, body } = await slack.deliver("interactive", {
    type: "view_submission",
    team: { id: user.team_id },
    user: { id: user.id, name: user.name, team_id: user.team_id },
    trigger_id: slack.newTrigger(user.id),
    view: { ...open.view, id: open.id, state: { values } },
  });
  if (acked) becomeWhatItSays(slack, open, body);
  return Object.keys(open.errors).length > 0 ? open.errors : undefined;
}

interface ViewResponse {
  readonly response_action?: string;
  readonly errors?: Readonly<Record<string, string>>;
  readonly view?: ModalView;
}

/** The form after the app's acknowledgement. */
function becomeWhatItSays(slack: FakeSlack, open: OpenView, body: unknown): void {
  const { response_action, errors = {}, view } = (body ?? {}) as ViewResponse;
  open.errors = {};
  if (response_action === "errors") {
    const ids = inputsOf(open.view).map(({ block_id }) => block_id);
    const isFit = Object.keys(errors).length > 0 && Object.keys(errors).every((id) => ids.includes(id));
    if (!isFit || Object.values(errors).includes(""))
      slack.world.complaints.push(`errors at no input: ${JSON.stringify(errors)}`);
    open.errors = errors;
  } else if (response_action === "update" && view !== undefined) {
    const problem = refuseView(view, "modal");
    if (problem !== undefined) slack.world.complaints.push(`a view in an acknowledgement: ${problem}`);
    updateView(open, view);
  } else {
    if (response_action !== undefined) slack.world.complaints.push(`an acknowledgement with ${response_action}`);
    open.closed = true;
  }
}

/** What was typed stays in inputs whose ids stay. */
export function updateView(open: OpenView, view: ModalView): void {
  const ids = (one: Input): string => `${one.block_id} ${one.element.action_id} ${one.element.type}`;
  const before = inputsOf(open.view).map(ids);
  const kept = inputsOf(view).filter((one) => before.includes(ids(one)));
  open.state = Object.fromEntries(
    kept.flatMap(({ block_id = "" }) => {
      const state = open.state[block_id];
      return state === undefined ? [] : [[block_id, state]];
    }),
  );
  open.view = view;
}

/** A press in the modal that the user has open. */
export async function pressInModal(slack: FakeSlack, user: FakeUser, label: string): Promise<void> {
  const open = openForm(slack, user);
  const buttons = open.view.blocks.flatMap((block) =>
    block.type === "actions" ? (block as ActionsBlock).elements : [],
  );
  const button = buttons.find((one) => one.type === "button" && one.text.text === label);
  if (button?.action_id === undefined) throw new Error(`The modal has no button "${label}".`);
  await slack.deliver("interactive", {
    type: "block_actions",
    team: { id: user.team_id },
    user: { id: user.id, username: user.name, team_id: user.team_id },
    trigger_id: slack.newTrigger(user.id),
    container: { type: "view", view_id: open.id },
    view: { ...open.view, id: open.id },
    actions: [{ type: "button", action_id: button.action_id, block_id: "b", action_ts: newTs(slack.world) }],
  });
}

type InputState = OpenView["state"][string];

function initialState(element: Element): InputState {
  switch (element.type) {
    case "plain_text_input":
      return { type: element.type, value: element.initial_value ?? null };
    case "static_select":
      return { type: element.type, selected_option: optionOf(element.initial_option) ?? null };
    case "checkboxes":
      return { type: element.type, selected_options: (element.initial_options ?? []).flatMap(optionsOf) };
    case "conversations_select":
      return { type: element.type, selected_conversation: element.initial_conversation ?? null };
    case "file_input":
      return { type: element.type, files: [] };
  }
}

function stateOf(slack: FakeSlack, user: FakeUser, element: Element, typed: Typed): InputState {
  const text = typeof typed === "string" ? typed : "";
  switch (element.type) {
    case "plain_text_input":
      if (text.length > (element.max_length ?? 3000)) throw new Error(`Slack: ${element.action_id} is too long`);
      if (text.includes("\n") && element.multiline !== true) throw new Error("Slack: an input of one line");
      return { type: element.type, value: text === "" ? null : text };
    case "static_select":
      return { type: element.type, selected_option: text === "" ? null : offered(element, text) };
    case "checkboxes":
      return {
        type: element.type,
        selected_options: (typed as readonly string[]).map((value) => offered(element, value)),
      };
    case "conversations_select":
      return { type: element.type, selected_conversation: text === "" ? null : text };
    case "file_input":
      return {
        type: element.type,
        files: [sendFile(slack, user, element, typed as Exclude<Typed, string | readonly string[]>)],
      };
  }
}

function isEmpty({ value, selected_option, selected_options, selected_conversation, files }: InputState): boolean {
  const content = value ?? selected_option ?? selected_conversation;
  return content == null && (selected_options ?? files ?? []).length === 0;
}

/** The file is with Slack before the form is submitted. */
function sendFile(slack: FakeSlack, user: FakeUser, { filetypes }: FileInput, file: { name: string; content: string }) {
  const ending = file.name.split(".").at(-1) ?? "";
  if (filetypes !== undefined && !filetypes.includes(ending)) throw new Error(`Slack: no file of type ${ending}`);
  const id = newId("F");
  const content = Buffer.from(file.content);
  slack.world.files.set(id, { id, filename: file.name, content, isComplete: true, channel: undefined });
  const url_private = `${slack.apiUrl.replace(/api\/$/, "")}files/${id}`;
  return { id, name: file.name, user: user.id, size: content.length, filetype: ending, url_private };
}

function offered(element: StaticSelect | Checkboxes, value: string): { readonly value: string } {
  const found = (element.options ?? []).flatMap(optionsOf).find((option) => option.value === value);
  if (found === undefined) throw new Error(`Slack: ${element.action_id} does not offer ${value}`);
  return found;
}

function optionsOf(option: object): readonly { readonly value: string }[] {
  return "value" in option && typeof option.value === "string" ? [{ value: option.value }] : [];
}

function optionOf(option: object | undefined): { readonly value: string } | undefined {
  return option && optionsOf(option)[0];
}

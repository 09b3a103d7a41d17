import { DiscordRefusal } from "./check.ts";
import { type FakeComponent, type FakeModal, flatComponents, type World } from "./world.ts";

/**
 * What a user puts into a form, by field: a text, a choice's value, a channel's id; the values of checked boxes; a file.
 * What is not named stays as the form has it.
 */
export type FilledIn = Readonly<
  Record<string, string | readonly string[] | { readonly name: string; readonly content: string }>
>;

interface Option {
  readonly value: string;
  readonly default?: boolean;
}

interface Input extends FakeComponent {
  readonly required?: boolean;
  readonly min_values?: number;
  readonly max_values?: number;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly value?: string;
  readonly options?: readonly Option[];
  readonly default_values?: readonly { readonly id: string; readonly type: string }[];
  readonly channel_types?: readonly number[];
  readonly file_types?: readonly string[];
}

const TEXT = 4;
const SELECT = 3;
const CHANNEL = 8;
const FILE = 19;
const CHECKBOXES = 22;

/** What the schema does not say. Source: Discord's reference, "Components". */
export function checkModal(modal: FakeModal): void {
  const fail = (why: string): never => {
    throw new DiscordRefusal(400, 50035, `Invalid Form Body (modal: ${why})`);
  };
  if (modal.components.length > 5) fail("at most 5 components");
  const ids = flatComponents(modal.components).flatMap(({ custom_id }) => custom_id ?? []);
  if (new Set(ids).size < ids.length) fail("custom_id must be unique");
  for (const input of inputsOf(modal)) {
    const problem = input.type === TEXT ? textProblem(input, input.value) : choiceProblem(input);
    if (problem !== undefined) fail(`${input.custom_id}: ${problem}`);
  }
}

export function inputsOf(modal: FakeModal): readonly Input[] {
  return modal.components.flatMap(({ component }) => (component === undefined ? [] : [component as Input]));
}

function textProblem(input: Input, value: string | undefined): string | undefined {
  if (value === undefined || value === "") return undefined;
  const { min_length = 0, max_length = 4_000 } = input;
  return value.length < min_length || value.length > max_length ? `${value.length} characters` : undefined;
}

function choiceProblem(input: Input): string | undefined {
  const { options = [], required = true, min_values = 1 } = input;
  const max = input.max_values ?? (input.type === CHECKBOXES ? options.length : 1);
  if (required && min_values === 0) return "a required input needs a value";
  if (min_values > max || (options.length > 0 && max > options.length)) return "min_values or max_values";
  if (new Set(options.map(({ value }) => value)).size < options.length) return "two options have one value";
  return preset(input).length > max ? "more defaults than can be chosen" : undefined;
}

function preset(input: Input): readonly string[] {
  if (input.type === CHANNEL) return (input.default_values ?? []).map(({ id }) => id);
  return (input.options ?? []).filter((option) => option.default === true).map(({ value }) => value);
}

/** What stands in the form as it is opened, by field; files never do. */
export function prefilled(modal: FakeModal): Readonly<Record<string, string | readonly string[]>> {
  const fields = inputsOf(modal).flatMap((input) => {
    if (input.type === FILE) return [];
    const value = input.type === TEXT ? (input.value ?? "") : preset(input);
    return [[input.custom_id ?? "", input.type === CHECKBOXES ? value : String(value)] as const];
  });
  return Object.fromEntries(fields);
}

/**
 * What Discord sends of a form that was submitted. A client sends nothing else than the form allows.
 *
 * @throws Error where the user could not do that
 */
export function fillModal(world: World, modal: FakeModal, filledIn: FilledIn, fileHost: string): object {
  const attachments: Record<string, object> = {};
  const known = new Set(inputsOf(modal).map(({ custom_id }) => custom_id));
  for (const name of Object.keys(filledIn)) if (!known.has(name)) throw new Error(`the form has no field "${name}"`);
  const components = modal.components.map((component, index) => {
    const input = component.component as Input | undefined;
    if (input === undefined) return { type: component.type, id: index + 1 };
    const given = filledIn[input.custom_id ?? ""];
    const filled = { type: input.type, id: 100 + index, custom_id: input.custom_id };
    if (input.type === TEXT) return label(index, { ...filled, value: typed(input, given) });
    if (input.type !== FILE) return label(index, { ...filled, values: chosen(world, input, given) });
    const ids = given === undefined ? [] : [upload(world, input, given, fileHost, attachments)];
    if (ids.length === 0 && input.required !== false) throw new Error(`${input.custom_id}: a file is needed`);
    return label(index, { ...filled, values: ids });
  });
  return { custom_id: modal.custom_id, components, resolved: { attachments } };
}

function label(index: number, component: object): object {
  return { type: 18, id: index + 1, component };
}

function typed(input: Input, given: FilledIn[string] | undefined): string {
  const value = given ?? input.value ?? "";
  if (typeof value !== "string") throw new Error(`${input.custom_id} takes a text`);
  const problem = value === "" && input.required !== false ? "a text is needed" : textProblem(input, value);
  if (problem !== undefined) throw new Error(`${input.custom_id}: ${problem}`);
  return value;
}

function chosen(world: World, input: Input, given: FilledIn[string] | undefined): readonly string[] {
  const values = given === undefined ? preset(input) : typeof given === "string" ? [given] : given;
  if (!Array.isArray(values)) throw new Error(`${input.custom_id} takes no file`);
  const { options = [], min_values = 1 } = input;
  const max = input.max_values ?? (input.type === CHECKBOXES ? options.length : 1);
  if (values.length < (input.required === false && values.length === 0 ? 0 : min_values) || values.length > max)
    throw new Error(`${input.custom_id}: ${values.length} were chosen`);
  const offers = (value: string): boolean => {
    if (input.type === SELECT || input.type === CHECKBOXES) return options.some((option) => option.value === value);
    const type = world.channels.get(value)?.type;
    return type !== undefined && input.channel_types?.includes(type) !== false;
  };
  for (const value of values) if (!offers(value)) throw new Error(`${input.custom_id} does not offer ${value}`);
  return values;
}

function upload(
  world: World,
  input: Input,
  file: FilledIn[string],
  fileHost: string,
  attachments: Record<string, object>,
): string {
  if (typeof file === "string" || !("content" in file)) throw new Error(`${input.custom_id} takes a file`);
  if (input.file_types?.some((ending) => file.name.endsWith(ending)) === false)
    throw new Error(`${input.custom_id} takes no ${file.name}`);
  const id = world.nextId();
  const path = `/ephemeral-attachments/${id}/${file.name}`;
  world.attachments.set(path, file.content);
  const url = `${fileHost}${path}?ex=6a&is=6b&hm=6c`;
  const size = Buffer.byteLength(file.content);
  attachments[id] = { id, filename: file.name, size, url, proxy_url: url, ephemeral: true };
  return id;
}

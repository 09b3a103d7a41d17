import {
  ApplicationCommandAutocompleteCallbackRequestSchema,
  ApplicationCommandUpdateRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  IncomingWebhookUpdateForInteractionCallbackRequestPartialSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
  ModalInteractionCallbackRequestSchema,
  UpdateMessageInteractionCallbackRequestSchema,
} from "discord-api-spec/zod";
import { z } from "zod";
import { type FakeComponent, flatComponents } from "./world.ts";

/** Answered as Discord answers. */
export class DiscordRefusal extends Error {
  override readonly name = "DiscordRefusal";
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

type Schema = {
  safeParse(value: unknown): {
    success: boolean;
    error?: { issues: readonly { path: PropertyKey[]; message: string }[] };
  };
};

/** Request bodies, by Discord's own OpenAPI description. */
export const SCHEMAS = {
  message: MessageCreateRequestSchema,
  edit: MessageEditRequestPartialSchema,
  reply: CreateMessageInteractionCallbackRequestSchema,
  update: UpdateMessageInteractionCallbackRequestSchema,
  suggestions: ApplicationCommandAutocompleteCallbackRequestSchema,
  modal: ModalInteractionCallbackRequestSchema,
  followUp: IncomingWebhookUpdateForInteractionCallbackRequestPartialSchema,
  commands: z.array(ApplicationCommandUpdateRequestSchema),
} as Record<string, Schema>;

export function checkSchema(name: keyof typeof SCHEMAS, body: unknown): void {
  const result = SCHEMAS[name]?.safeParse(body);
  if (result?.success === true) return;
  const issues = (result?.error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new DiscordRefusal(400, 50035, `Invalid Form Body (${String(name)}: ${issues.slice(0, 3).join("; ")})`);
}

export interface MessageBody {
  readonly content?: string | null;
  readonly embeds?: readonly unknown[] | null;
  readonly components?: FakeComponent[];
  readonly flags?: number | null;
  readonly nonce?: string | number;
  readonly enforce_nonce?: boolean;
  readonly allowed_mentions?: { readonly parse?: readonly string[]; readonly users?: readonly string[] };
  readonly message_reference?: { readonly message_id: string };
  readonly attachments?: readonly { readonly id: string; readonly filename?: string }[];
}

const COMPONENTS_V2 = 1 << 15;

/** What the schemas do not say. Source: Discord's reference, "Components". */
export function checkMessage(body: MessageBody, files: readonly { name: string }[]): void {
  const all = flatComponents(body.components ?? []);
  const fail = (why: string): never => {
    throw new DiscordRefusal(400, 50035, `Invalid Form Body (${why})`);
  };
  if (((body.flags ?? 0) & COMPONENTS_V2) === 0) {
    if (all.some((component) => component.type >= 9)) fail("components need the IS_COMPONENTS_V2 flag");
    if (!body.content && !body.embeds?.length && all.length === 0 && files.length === 0) {
      throw new DiscordRefusal(400, 50006, "Cannot send an empty message");
    }
  } else if (body.content || body.embeds?.length) fail("content and embeds cannot be used with components v2");
  if (all.length > 40) fail("at most 40 components");
  const text = all.reduce((sum, component) => sum + (component.type === 10 ? (component.content?.length ?? 0) : 0), 0);
  if (text > 4000) fail(`${text} characters of text; at most 4000`);
  unique(
    all.map((one) => one.custom_id),
    "custom_id",
    fail,
  );
  unique(
    all.map((one) => one.id),
    "id",
    fail,
  );
  if (String(body.nonce ?? "").length > 25) fail("nonce: at most 25 characters");
  const wanted = JSON.stringify(all).match(/attachment:\/\/[^"]+/g) ?? [];
  for (const reference of wanted) {
    if (!files.some((file) => `attachment://${file.name}` === reference)) fail(`no file for ${reference}`);
  }
}

function unique(values: readonly (string | number | undefined)[], what: string, fail: (why: string) => never): void {
  const given = values.filter((value) => value !== undefined);
  if (new Set(given).size < given.length) fail(`${what} must be unique`);
}

/** Discord numbers the components that bring no id. */
export function withIds(components: readonly FakeComponent[]): FakeComponent[] {
  const copy = structuredClone(components) as FakeComponent[];
  const taken = new Set(flatComponents(copy).map((one) => one.id));
  let next = 1;
  for (const component of flatComponents(copy)) {
    if (component.id !== undefined && component.id !== 0) continue;
    while (taken.has(next)) next += 1;
    component.id = next;
    taken.add(next);
  }
  return copy;
}

/** Who would be pinged, were `allowed_mentions` to let it. */
export function mentionsIn(body: MessageBody): string[] {
  const text = flatComponents(body.components ?? [])
    .map((one) => one.content ?? "")
    .join("\n");
  const visible = text.replace(/\\./g, "").replace(/`[^`]*`/g, "");
  const allowed = body.allowed_mentions?.parse ?? ["everyone", "users", "roles"];
  return [
    ...(allowed.includes("everyone") ? (visible.match(/@(?:everyone|here)/g) ?? []) : []),
    ...(allowed.includes("users") ? (visible.match(/<@!?\d+>/g) ?? []) : []),
    ...(allowed.includes("roles") ? (visible.match(/<@&\d+>/g) ?? []) : []),
  ];
}

import type { KnownBlock, View } from "@slack/types";
import { z } from "zod";

/**
 * What Slack refuses in blocks, as its reference says it; shapes are strict, so that a misspelt field is refused as well.
 * Written from the reference and not from src/platforms/slack/limits.ts: one checks the other.
 */
const plain = (max: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(max), emoji: z.boolean().optional() });
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal("mrkdwn"), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });
const actionId = z.string().min(1).max(255);
const blockId = z.string().min(1).max(255).optional();
const style = z
  .strictObject({ bold: z.boolean(), italic: z.boolean(), strike: z.boolean(), code: z.boolean() })
  .partial()
  .optional();

const richElement = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string().min(1), style }),
  z.strictObject({ type: z.literal("link"), url: z.url().max(3000), text: z.string().min(1).optional(), style }),
  z.strictObject({ type: z.literal("emoji"), name: z.string().regex(/^[a-z0-9_+-]+$/) }),
  z.strictObject({
    type: z.literal("date"),
    timestamp: z.int().positive(),
    format: z.string().regex(/\{[a-z_]+\}/),
    fallback: z.string().min(1).optional(),
  }),
  z.strictObject({ type: z.literal("user"), user_id: z.string() }),
  z.strictObject({ type: z.literal("broadcast"), range: z.enum(["here", "channel", "everyone"]) }),
]);
const richSection = z.strictObject({ type: z.literal("rich_text_section"), elements: z.array(richElement).min(1) });
const richBlock = z.discriminatedUnion("type", [
  richSection,
  z.strictObject({ type: z.literal("rich_text_quote"), elements: z.array(richElement).min(1) }),
  z.strictObject({
    type: z.literal("rich_text_list"),
    style: z.enum(["bullet", "ordered"]),
    indent: z.int().min(0).max(8).optional(),
    elements: z.array(richSection).min(1),
  }),
]);

const option = z.strictObject({ text: plain(75), value: z.string().min(1).max(150) });
const button = z.strictObject({
  type: z.literal("button"),
  action_id: actionId,
  text: plain(75),
  value: z.string().max(2000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  accessibility_label: z.string().min(1).max(75).optional(),
});
const multiSelect = z.strictObject({
  type: z.literal("multi_static_select"),
  action_id: actionId,
  options: z.array(option).min(1).max(100),
  max_selected_items: z.int().min(1).optional(),
});
const staticSelect = z.strictObject({
  type: z.literal("static_select"),
  action_id: actionId,
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
});
const conversationsSelect = z.strictObject({
  type: z.literal("conversations_select"),
  action_id: actionId,
  filter: z
    .strictObject({
      include: z.array(z.enum(["im", "mpim", "private", "public"])).min(1),
      exclude_bot_users: z.boolean(),
      exclude_external_shared_channels: z.boolean(),
    })
    .partial()
    .optional(),
});
const checkboxes = z.strictObject({
  type: z.literal("checkboxes"),
  action_id: actionId,
  options: z.array(option).min(1).max(10),
  initial_options: z.array(option).min(1).optional(),
});
// Needs the scope files:read as well.
const fileInput = z.strictObject({
  type: z.literal("file_input"),
  action_id: actionId,
  filetypes: z
    .array(z.string().regex(/^[a-z0-9]+$/))
    .min(1)
    .optional(),
  max_files: z.int().min(1).max(10).optional(),
});
const textInput = z.strictObject({
  type: z.literal("plain_text_input"),
  action_id: actionId,
  multiline: z.boolean().optional(),
  max_length: z.int().min(1).max(3000).optional(),
  initial_value: z.string().optional(),
});

const block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), block_id: blockId, text: plain(150) }),
  z.strictObject({ type: z.literal("rich_text"), block_id: blockId, elements: z.array(richBlock).min(1) }),
  z.strictObject({
    type: z.literal("context"),
    block_id: blockId,
    elements: z
      .array(z.union([mrkdwn(2000), plain(2000)]))
      .min(1)
      .max(10),
  }),
  // Multi-selects stand in sections and inputs, not in actions.
  z.strictObject({ type: z.literal("actions"), block_id: blockId, elements: z.array(button).min(1).max(25) }),
  z.strictObject({
    type: z.literal("section"),
    block_id: blockId,
    text: z.union([plain(3000), mrkdwn(3000)]),
    accessory: z.union([button, multiSelect]).optional(),
  }),
  z.strictObject({
    type: z.literal("image"),
    block_id: blockId,
    slack_file: z.strictObject({ id: z.string() }),
    alt_text: z.string().min(1).max(2000),
  }),
  z.strictObject({
    type: z.literal("input"),
    block_id: blockId,
    label: plain(2000),
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    element: z.discriminatedUnion("type", [textInput, staticSelect, checkboxes, conversationsSelect, fileInput]),
  }),
]);

/** Seen in the wild: Slack refused a sum of all `text` of 11,341 with rich text in it. */
const TOTAL_TEXT = 11_300;

/** undefined where Slack would take it, else its error code with the reason. */
export function refuseBlocks(blocks: unknown, where: "message" | "view" = "message"): string | undefined {
  const parsed = z
    .array(block)
    .max(where === "message" ? 50 : 100)
    .safeParse(blocks);
  if (!parsed.success) return `invalid_blocks: ${issues(parsed.error)}`;
  const list = parsed.data as readonly KnownBlock[];
  const ids = list.flatMap((one) => (one.block_id === undefined ? [] : [one.block_id]));
  if (new Set(ids).size !== ids.length) return "invalid_blocks: a block_id is used twice";
  for (const one of list) {
    const actions = one.type === "actions" ? one.elements.map((element) => element.action_id) : [];
    if (new Set(actions).size !== actions.length) return "invalid_blocks: an action_id is used twice in one block";
    const problem = refuseOptions(one);
    if (problem !== undefined) return problem;
  }
  if (where === "message" && textLength(list) > TOTAL_TEXT) return "msg_blocks_too_long";
  return undefined;
}

/** Of a select or checkboxes: every value once, and what is chosen at first exactly as it is offered. */
function refuseOptions(block: KnownBlock): string | undefined {
  const element = block.type === "section" ? block.accessory : block.type === "input" ? block.element : undefined;
  if (element === undefined || !("options" in element)) return undefined;
  const offered = (element.options ?? []).map((option) => JSON.stringify(option));
  const values = (element.options ?? []).map((option) => ("value" in option ? option.value : undefined));
  if (new Set(values).size !== values.length) return "invalid_blocks: an option's value is used twice";
  const one = "initial_option" in element && element.initial_option ? [element.initial_option] : [];
  const several = "initial_options" in element ? (element.initial_options ?? []) : [];
  const isOffered = [...one, ...several].every((option) => offered.includes(JSON.stringify(option)));
  return isOffered ? undefined : "invalid_blocks: what is chosen at first is not offered";
}

const modal = z.strictObject({
  type: z.literal("modal"),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  title: plain(24),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  blocks: z.array(z.unknown()),
});
const home = z.strictObject({
  type: z.literal("home"),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  blocks: z.array(z.unknown()),
});

export function refuseView(view: unknown, type: "modal" | "home"): string | undefined {
  const parsed = (type === "modal" ? modal : home).safeParse(view);
  if (!parsed.success) return `invalid_arguments: ${issues(parsed.error)}`;
  const { blocks } = parsed.data as View;
  const problem = refuseBlocks(blocks, "view");
  if (problem !== undefined) return problem;
  const hasInput = blocks.some((one) => one.type === "input");
  if (hasInput && type === "modal" && !("submit" in parsed.data && parsed.data.submit))
    return "invalid_arguments: a view with inputs needs submit";
  return undefined;
}

function textLength(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, child]) => sum + (key === "text" && typeof child === "string" ? child.length : textLength(child)),
    0,
  );
}

function issues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join("/")} ${issue.message}`)
    .join("; ");
}

import { z } from "zod";

/** What Slack sends; only the fields that are used. Ids are opaque: U… and W… are people, T… workspaces, E… organizations. */
const id = z.string().min(1).max(64);
const text = z.string().max(50_000);

export const commandPayload = z.object({
  command: z.string().max(200),
  text: text.default(""),
  team_id: id.nullish(),
  enterprise_id: id.nullish(),
  channel_id: id,
  channel_name: z.string().optional(),
  user_id: id,
  user_name: z.string().default(""),
  trigger_id: z.string(),
  response_url: z.string().optional(),
});
export type CommandPayload = z.infer<typeof commandPayload>;

const interactingUser = z.object({
  id,
  username: z.string().optional(),
  name: z.string().optional(),
  team_id: id.nullish(),
});
const option = z.object({ value: z.string() });
const sentFile = z.object({
  name: z.string().max(1_000).nullish(),
  /** In bytes. */
  size: z.int().min(0).nullish(),
  url_private: z.string().max(3_000).nullish(),
});
/** A file that somebody put into a form. */
export type SentFile = z.infer<typeof sentFile>;
/** What is in an input or a select. */
const inputState = z.object({
  value: z.string().nullish(),
  selected_option: option.nullish(),
  selected_conversation: id.nullish(),
  selected_options: z.array(option).nullish(),
  files: z.array(sentFile).nullish(),
});
export type InputState = z.infer<typeof inputState>;
/** By block id and action id. */
const stateValues = z.record(z.string(), z.record(z.string(), inputState));
const place = { team: z.object({ id }).nullish(), enterprise: z.object({ id }).nullish() };

export const actionPayload = z.object({
  type: z.literal("block_actions"),
  ...place,
  user: interactingUser,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id }).optional(),
  container: z
    .object({ type: z.string().optional(), message_ts: z.string().optional(), view_id: z.string().optional() })
    .optional(),
  message: z.object({ ts: z.string() }).optional(),
  state: z.object({ values: stateValues }).optional(),
  view: z.object({ id: z.string() }).optional(),
  actions: z
    .array(z.object({ action_id: z.string(), action_ts: z.string().optional(), type: z.string().optional() }))
    .min(1),
});
export type ActionPayload = z.infer<typeof actionPayload>;

/** A form as Slack hands it back: it can be shown again with more on it. */
const sentView = z.object({
  id: z.string(),
  callback_id: z.string().optional(),
  private_metadata: z.string().default(""),
  title: z.unknown().optional(),
  submit: z.unknown().optional(),
  close: z.unknown().optional(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })).default([]),
  state: z.object({ values: stateValues }),
});
export type SentView = z.infer<typeof sentView>;

export const viewPayload = z.object({
  type: z.literal("view_submission"),
  ...place,
  user: interactingUser,
  trigger_id: z.string().default(""),
  view: sentView,
});
export type ViewPayload = z.infer<typeof viewPayload>;

/** A form's private metadata: its submission does not say by itself where it was opened. */
export const formOrigin = z.object({
  action: z.string(),
  community: id,
  /** Absent where it was opened from the App Home. */
  channel: id.optional(),
  /** The command or button that opened it checks whether the user is an admin, and so does the form. */
  checksAdmin: z.literal(true).optional(),
});
export type FormOrigin = z.infer<typeof formOrigin>;

const envelope = {
  event_id: z.string(),
  /** In seconds; up to the year 5138. */
  event_time: z.int().min(0).max(100_000_000_000),
  team_id: id.nullish(),
  enterprise_id: id.nullish(),
  authorizations: z.array(z.object({ team_id: id.nullish(), enterprise_id: id.nullish() })).nullish(),
};
export const eventPayload = z.object({ ...envelope, event: z.looseObject({ type: z.string() }) });
export type EventPayload = z.infer<typeof eventPayload>;

export const reactionEvent = z.object({
  type: z.literal("reaction_added"),
  user: id,
  reaction: z.string(),
  item: z.object({ type: z.literal("message"), channel: id, ts: z.string() }),
  event_ts: z.string().optional(),
});
export const homeEvent = z.object({ type: z.literal("app_home_opened"), user: id, tab: z.string().optional() });
export const memberEvent = z.object({ type: z.string(), user: id, channel: id, inviter: id.optional() });
export const channelEvent = z.object({ type: z.string(), channel: id });
export const revokedEvent = z.object({ type: z.string(), tokens: z.object({ bot: z.array(id).nullish() }) });
export const renameEvent = z.object({ type: z.string(), channel: z.object({ id, name: z.string() }) });
export const idChangeEvent = z.object({ type: z.string(), old_channel_id: id, new_channel_id: id });

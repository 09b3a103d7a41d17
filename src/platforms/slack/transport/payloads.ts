import { z } from "zod";

/** What Slack sends, only the fields that are used. Ids are opaque: U… and W… people, T… workspaces, E… organisations. */
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
const chosen = z.object({ value: z.string() }).nullish();
const stateValues = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_option: chosen,
      selected_conversation: id.nullish(),
      selected_options: z.array(z.object({ value: z.string() })).nullish(),
    }),
  ),
);
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

export const viewPayload = z.object({
  type: z.literal("view_submission"),
  ...place,
  user: interactingUser,
  trigger_id: z.string().default(""),
  view: z.object({
    id: z.string(),
    callback_id: z.string().optional(),
    private_metadata: z.string().default(""),
    app_installed_team_id: id.nullish(),
    state: z.object({ values: stateValues }),
  }),
});
export type ViewPayload = z.infer<typeof viewPayload>;

/** What a form's private metadata carries: its submission does not say by itself where it was opened. */
export const formOrigin = z.object({
  action: z.string(),
  community: id,
  /** Absent where it was opened from the App Home. */
  channel: id.optional(),
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

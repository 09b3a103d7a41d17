import { InteractionType } from "discord.js";
import { z } from "zod";

/** The fields of Discord's payloads that the bot uses. What lacks them is logged in one line and dropped. */
const snowflake = z.string().regex(/^\d{1,20}$/);

const userSchema = z.object({
  id: snowflake,
  username: z.string().default(""),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});

const memberSchema = z.object({
  user: userSchema.optional(),
  nick: z.string().nullish(),
  roles: z.array(snowflake).default([]),
  /** What the member may do in the channel, as a bit set in decimal. Only interactions carry it. */
  permissions: z.string().regex(/^\d+$/).optional(),
});

export type DiscordMember = z.infer<typeof memberSchema>;

const optionSchema = z.object({
  name: z.string(),
  type: z.number(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().optional(),
  get options() {
    return z.array(optionSchema).optional();
  },
});

export type DiscordOption = z.infer<typeof optionSchema>;

const componentSchema = z.object({
  type: z.number().optional(),
  id: z.number().optional(),
  custom_id: z.string().optional(),
  content: z.string().optional(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
  get component() {
    return componentSchema.optional();
  },
  get components() {
    return z.array(componentSchema).optional();
  },
});

export type DiscordComponent = z.infer<typeof componentSchema>;

const attachmentSchema = z.object({
  filename: z.string(),
  /** In bytes. */
  size: z.number().nonnegative(),
  url: z.url({ protocol: /^https?$/ }),
});

export type DiscordAttachment = z.infer<typeof attachmentSchema>;

const messageSchema = z.object({ id: snowflake, components: z.array(componentSchema).default([]) });

/** What it takes to answer an interaction, even one that cannot be read. */
export const interactionHeadSchema = z.object({
  id: snowflake,
  application_id: snowflake,
  /** Becomes part of an address. */
  token: z
    .string()
    .min(1)
    .refine((token) => token.isWellFormed(), "half a character"),
  type: z.number().optional(),
});

export type InteractionHead = z.infer<typeof interactionHeadSchema>;

const interactionBase = interactionHeadSchema.extend({
  guild_id: snowflake.optional(),
  channel_id: snowflake.optional(),
  member: memberSchema.optional(),
});

export const interactionSchema = z.discriminatedUnion("type", [
  interactionBase.extend({
    type: z.literal([InteractionType.ApplicationCommand, InteractionType.ApplicationCommandAutocomplete]),
    data: z.object({
      name: z.string(),
      options: z.array(optionSchema).default([]),
      resolved: z.object({ roles: z.record(z.string(), z.unknown()).optional() }).optional(),
    }),
  }),
  interactionBase.extend({
    type: z.literal(InteractionType.MessageComponent),
    message: messageSchema,
    data: z.object({ custom_id: z.string(), values: z.array(z.string()).default([]) }),
  }),
  interactionBase.extend({
    type: z.literal(InteractionType.ModalSubmit),
    message: messageSchema.optional(),
    data: z.object({
      custom_id: z.string(),
      components: z.array(componentSchema).default([]),
      resolved: z.object({ attachments: z.record(z.string(), attachmentSchema).optional() }).optional(),
    }),
  }),
]);

export type Interaction = z.infer<typeof interactionSchema>;

export const reactionSchema = z.object({
  user_id: snowflake,
  channel_id: snowflake,
  message_id: snowflake,
  guild_id: snowflake.optional(),
  member: memberSchema.optional(),
  emoji: z.object({ id: snowflake.nullish(), name: z.string().nullish() }),
});

export type ReactionAdded = z.infer<typeof reactionSchema>;

export const guildSchema = z.object({ id: snowflake, unavailable: z.boolean().optional() });

/** Events about a server's channels, threads, roles and members. */
export const placeSchema = z.object({ guild_id: snowflake });

/** A message as REST answers with it. */
export const restMessageSchema = z.object({
  id: snowflake,
  author: z.object({ id: snowflake }),
  components: z.array(componentSchema).default([]),
  reactions: z
    .array(z.object({ count: z.number(), me: z.boolean(), emoji: z.object({ name: z.string().nullish() }) }))
    .default([]),
});

export const restUserSchema = z.object({ id: snowflake, bot: z.boolean().optional() });

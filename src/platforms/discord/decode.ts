import { ApplicationCommandOptionType, ComponentType, InteractionType, PermissionFlagsBits } from "discord.js";
import type { EpochMs } from "../../chat/card.ts";
import type { ChatEvent, ChatUser, LifecycleEvent, ReactionEvent, SuggestEvent } from "../../chat/event.ts";
import type { FormFile } from "../../chat/form.ts";
import { parseCustomId } from "./custom-id.ts";
import type {
  DiscordAttachment,
  DiscordComponent,
  DiscordMember,
  DiscordOption,
  Interaction,
  ReactionAdded,
} from "./gateway/payloads.ts";
import { labelOfEmoji } from "./text/keycaps.ts";

const ADMIN_BITS = PermissionFlagsBits.Administrator | PermissionFlagsBits.ManageGuild;
const DISCORD_EPOCH = 1_420_070_400_000n;

/** When Discord made this id. */
export function snowflakeTime(id: string): EpochMs {
  return Number((BigInt(id) >> 22n) + DISCORD_EPOCH);
}

/** The smallest id of this moment, to list what came after it. */
export function snowflakeAt(at: EpochMs): string {
  return String((BigInt(Math.max(Math.floor(at), Number(DISCORD_EPOCH))) - DISCORD_EPOCH) << 22n);
}

type Command = Extract<
  Interaction,
  { type: InteractionType.ApplicationCommand | InteractionType.ApplicationCommandAutocomplete }
>;
type Component = Extract<Interaction, { type: InteractionType.MessageComponent }>;
type Modal = Extract<Interaction, { type: InteractionType.ModalSubmit }>;

/** What a user caused by an interaction. */
export type InteractionEvent = Extract<ChatEvent, { type: "command" | "suggest" | "action" | "form" }>;

/** Makes a form's file from what Discord says about the attachment in that field. */
export type ToFormFile = (field: string, attachment: DiscordAttachment) => FormFile;

/** undefined outside a server, where there is no community. */
export function decodeInteraction(interaction: Interaction, toFile: ToFormFile): InteractionEvent | undefined {
  const { guild_id: community, channel_id: channel, member } = interaction;
  const user = member && userOf(member);
  if (community === undefined || channel === undefined || user === undefined) return undefined;
  const base = {
    id: interaction.id,
    platform: "discord",
    community,
    channel,
    user,
    at: snowflakeTime(interaction.id),
  } as const;
  switch (interaction.type) {
    case InteractionType.ApplicationCommand:
      return { type: "command", ...base, command: interaction.data.name, input: commandInput(interaction) };
    case InteractionType.ApplicationCommandAutocomplete:
      return { type: "suggest", ...base, command: interaction.data.name, ...focused(interaction) };
    case InteractionType.MessageComponent:
      return {
        type: "action",
        ...base,
        message: interaction.message.id,
        action: parseCustomId(interaction.data.custom_id).action,
        values: interaction.data.values,
      };
    case InteractionType.ModalSubmit:
      return decodeModal(interaction, base, toFile);
  }
}

type Base = Pick<SuggestEvent, "id" | "platform" | "community" | "channel" | "user" | "at">;

function decodeModal(interaction: Modal, base: Base, toFile: ToFormFile): InteractionEvent {
  const { kind, action } = parseCustomId(interaction.data.custom_id);
  const inputs = flatten(interaction.data.components);
  // This modal is how a select on a message looks on Discord.
  if (kind === "picked") {
    const values = inputs.flatMap((input) => input.values ?? []);
    return { type: "action", ...base, message: interaction.message?.id ?? "", action, values };
  }
  const [chosenChannel] = inputs.flatMap(({ type, values = [] }) =>
    type === ComponentType.ChannelSelect ? values : [],
  );
  const checked = byName(inputs, ({ type, values = [] }) =>
    type === ComponentType.CheckboxGroup ? values : undefined,
  );
  const files = byName(inputs, ({ type, values = [], custom_id = "" }) => {
    const attachment = interaction.data.resolved?.attachments?.[values[0] ?? ""];
    return type === ComponentType.FileUpload && attachment !== undefined ? toFile(custom_id, attachment) : undefined;
  });
  return {
    type: "form",
    ...base,
    channel: chosenChannel ?? base.channel,
    action,
    fields: byName(inputs, ({ type, value, values }) => (type === ComponentType.StringSelect ? values?.[0] : value)),
    ...(Object.keys(checked).length > 0 && { checked }),
    ...(Object.keys(files).length > 0 && { files }),
  };
}

/** What `read` finds in each field, by the field's name. */
function byName<T>(
  inputs: readonly DiscordComponent[],
  read: (input: DiscordComponent) => T | undefined,
): Readonly<Record<string, T>> {
  const found = inputs.flatMap((input) => {
    const value = input.custom_id === undefined ? undefined : read(input);
    return value === undefined ? [] : [[input.custom_id ?? "", value] as const];
  });
  return Object.fromEntries(found);
}

function flatten(components: readonly DiscordComponent[]): readonly DiscordComponent[] {
  return components.flatMap((one) => [
    one,
    ...flatten(one.component ? [one.component] : []),
    ...flatten(one.components ?? []),
  ]);
}

/** The text of the message that was acted on, up to its controls. */
export function textOf(components: Component["message"]["components"]): string {
  const inside = flatten(components);
  const end = inside.findIndex((component) => component.type === ComponentType.ActionRow);
  return inside
    .slice(0, end === -1 ? undefined : end)
    .map((component) => component.content ?? "")
    .filter((text) => text !== "")
    .join("\n\n");
}

function commandInput({ data }: Command) {
  const [first] = data.options;
  const subcommand = first?.type === ApplicationCommandOptionType.Subcommand ? first : undefined;
  const given = subcommand === undefined ? data.options : (subcommand.options ?? []);
  const options = given.flatMap((option) =>
    option.value === undefined ? [] : [[option.name, mentionOrWord(option, data.resolved)] as const],
  );
  return { ...(subcommand && { subcommand: subcommand.name }), options: Object.fromEntries(options) };
}

/** A picked person or role becomes a mention, which is what people type on other platforms. */
function mentionOrWord({ type, value }: DiscordOption, resolved: Command["data"]["resolved"]): string {
  const text = String(value);
  if (type !== ApplicationCommandOptionType.Mentionable) return text;
  return resolved?.roles?.[text] === undefined ? `<@${text}>` : `<@&${text}>`;
}

function focused({ data }: Command): { option: string; partial: string } {
  const found = [...data.options, ...data.options.flatMap((option) => option.options ?? [])].find(
    (option) => option.focused === true,
  );
  return { option: found?.name ?? "", partial: String(found?.value ?? "") };
}

/** undefined for emoji that stand for no option, and where a bot reacted. */
export function decodeReaction(added: ReactionAdded, at: EpochMs): ReactionEvent | undefined {
  const label = added.emoji.id == null ? labelOfEmoji(added.emoji.name ?? "") : undefined;
  const { guild_id: community, member } = added;
  if (label === undefined || community === undefined || member?.user?.bot === true) return undefined;
  const user = (member && userOf(member)) ?? { id: added.user_id, name: "", isAdmin: false, roles: undefined };
  // Discord gives these events no id; a person may well give the same reaction twice.
  const id = `reaction:${added.message_id}:${added.user_id}:${label}:${at}`;
  return {
    type: "reaction",
    id,
    platform: "discord",
    community,
    channel: added.channel_id,
    message: added.message_id,
    user: { ...user, id: added.user_id },
    at,
    label,
  };
}

/** `community` is "" where it concerns the whole connection. */
export function lifecycleEvent(what: LifecycleEvent["what"], community: string, at: EpochMs): LifecycleEvent {
  return { type: "lifecycle", id: `${what}:${community}:${at}`, platform: "discord", community, at, what };
}

function userOf(member: DiscordMember): ChatUser | undefined {
  const { user } = member;
  if (user === undefined) return undefined;
  return {
    id: user.id,
    name: member.nick ?? user.global_name ?? user.username,
    isAdmin: (BigInt(member.permissions ?? "0") & ADMIN_BITS) !== 0n,
    roles: member.roles,
  };
}

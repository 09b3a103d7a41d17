import type { EpochMs } from "../../chat/card.ts";
import type { ChatEvent, ChatUser, LifecycleEvent, ReactionEvent, SuggestEvent } from "../../chat/event.ts";
import { parseCustomId } from "./custom-id.ts";
import type { DiscordComponent, DiscordMember, DiscordOption, Interaction, ReactionAdded } from "./gateway/payloads.ts";
import { labelOfEmoji } from "./text/keycaps.ts";

/** ADMINISTRATOR and MANAGE_GUILD. */
const ADMIN_BITS = (1n << 3n) | (1n << 5n);
const DISCORD_EPOCH = 1_420_070_400_000n;

/** When Discord made this id. */
export function snowflakeTime(id: string): EpochMs {
  return Number((BigInt(id) >> 22n) + DISCORD_EPOCH);
}

/** The smallest id of this moment, as a border in lists. */
export function snowflakeAt(at: EpochMs): string {
  return String((BigInt(Math.max(Math.floor(at), Number(DISCORD_EPOCH))) - DISCORD_EPOCH) << 22n);
}

type Command = Extract<Interaction, { type: 2 | 4 }>;
type Component = Extract<Interaction, { type: 3 }>;
type Modal = Extract<Interaction, { type: 5 }>;

/** undefined outside of a guild, where nothing of ours is. */
export function decodeInteraction(interaction: Interaction): ChatEvent | undefined {
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
    case 2:
      return { type: "command", ...base, command: interaction.data.name, input: commandInput(interaction) };
    case 4:
      return { type: "suggest", ...base, command: interaction.data.name, ...focused(interaction) };
    case 3:
      return {
        type: "action",
        ...base,
        message: interaction.message.id,
        action: parseCustomId(interaction.data.custom_id).action,
        values: interaction.data.values,
      };
    case 5:
      return decodeModal(interaction, base);
  }
}

type Base = Pick<SuggestEvent, "id" | "platform" | "community" | "channel" | "user" | "at">;

/** Check boxes in a modal are a select by another look. */
function decodeModal(interaction: Modal, base: Base): ChatEvent {
  const { kind, action } = parseCustomId(interaction.data.custom_id);
  const inputs = flatten(interaction.data.components);
  if (kind === "picked") {
    const values = inputs.flatMap((input) => input.values ?? []);
    return { type: "action", ...base, message: interaction.message?.id ?? "", action, values };
  }
  const fields = inputs.flatMap((input) =>
    input.custom_id === undefined || input.value === undefined ? [] : [[input.custom_id, input.value] as const],
  );
  return { type: "form", ...base, action, fields: Object.fromEntries(fields) };
}

function flatten(components: readonly DiscordComponent[]): readonly DiscordComponent[] {
  return components.flatMap((one) => [
    one,
    ...flatten(one.component ? [one.component] : []),
    ...flatten(one.components ?? []),
  ]);
}

/** Of the message that was acted on: what stands in it up to its controls. */
export function textOf(components: Component["message"]["components"]): string {
  const inside = flatten(components);
  const end = inside.findIndex((component) => component.type === 1);
  return inside
    .slice(0, end === -1 ? undefined : end)
    .map((component) => component.content ?? "")
    .filter((text) => text !== "")
    .join("\n\n");
}

function commandInput({ data }: Command) {
  const [first] = data.options;
  const subcommand = first?.type === 1 ? first : undefined;
  const given = subcommand === undefined ? data.options : (subcommand.options ?? []);
  const options = given.flatMap((option) =>
    option.value === undefined ? [] : [[option.name, mentionOrWord(option, data.resolved)] as const],
  );
  return { ...(subcommand && { subcommand: subcommand.name }), options: Object.fromEntries(options) };
}

/** A picked person or role is written as its mention, which is what people type elsewhere. */
function mentionOrWord({ type, value }: DiscordOption, resolved: Command["data"]["resolved"]): string {
  const text = String(value);
  if (type !== 9) return text;
  return resolved?.roles?.[text] === undefined ? `<@${text}>` : `<@&${text}>`;
}

function focused({ data }: Command): { option: string; partial: string } {
  const found = [...data.options, ...data.options.flatMap((option) => option.options ?? [])].find(
    (option) => option.focused === true,
  );
  return { option: found?.name ?? "", partial: String(found?.value ?? "") };
}

/** undefined for emoji that are no option's, and where a bot reacted. */
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

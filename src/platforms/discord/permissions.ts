import { type GuildBasedChannel, PermissionFlagsBits, PermissionsBitField } from "discord.js";

/** The permissions that the bot uses, by their names in Discord's settings. */
const NEEDED = [
  { bit: PermissionFlagsBits.ViewChannel, name: "View Channel" },
  { bit: PermissionFlagsBits.SendMessages, name: "Send Messages" },
  { bit: PermissionFlagsBits.SendMessagesInThreads, name: "Send Messages in Threads" },
  /** For channels that want a discussion under each question. */
  { bit: PermissionFlagsBits.CreatePublicThreads, name: "Create Public Threads" },
  { bit: PermissionFlagsBits.AttachFiles, name: "Attach Files" },
  { bit: PermissionFlagsBits.ReadMessageHistory, name: "Read Message History" },
  { bit: PermissionFlagsBits.AddReactions, name: "Add Reactions" },
  /** Removes answer reactions, so that nobody copies them. */
  { bit: PermissionFlagsBits.ManageMessages, name: "Manage Messages" },
] as const;

export const NEEDED_BITS: bigint = NEEDED.reduce((bits, { bit }) => bits | bit, 0n);

export function inviteLink(applicationId: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    permissions: String(NEEDED_BITS),
    scope: "bot applications.commands",
    integration_type: "0",
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

/** The names of the permissions that the bot lacks in this channel. Threads have a Send Messages of their own. */
export function missingIn(channel: GuildBasedChannel): readonly string[] {
  const me = channel.guild.members.me;
  const has = me === null ? new PermissionsBitField() : channel.permissionsFor(me);
  const skipped = channel.isThread() ? PermissionFlagsBits.SendMessages : PermissionFlagsBits.SendMessagesInThreads;
  return NEEDED.filter(({ bit }) => bit !== skipped && !has.has(bit)).map(({ name }) => name);
}

export function mayIn(channel: GuildBasedChannel, permission: bigint): boolean {
  const me = channel.guild.members.me;
  return me !== null && channel.permissionsFor(me).has(permission);
}

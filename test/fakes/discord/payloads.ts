import type { FakeChannel, FakeGuild, FakeMember, FakeMessage, World } from "./world.ts";
import { isThread } from "./world.ts";

/** What Discord says of its things, in its own shapes; only what a client needs. */
export function userPayload(user: { id: string; username: string; global_name: string | null; bot?: boolean }) {
  return { ...user, discriminator: "0", avatar: null, public_flags: 0 };
}

export function memberPayload(member: FakeMember) {
  return {
    user: userPayload(member.user),
    nick: member.nick,
    roles: member.roles,
    joined_at: "2026-01-01T00:00:00.000000+00:00",
    deaf: false,
    mute: false,
    flags: 0,
    avatar: null,
  };
}

export function channelPayload(channel: FakeChannel) {
  return {
    id: channel.id,
    type: channel.type,
    ...(channel.guild && { guild_id: channel.guild.id }),
    name: channel.name,
    position: 0,
    parent_id: channel.parent?.id ?? null,
    permission_overwrites: [...channel.denied].map(([id, deny]) => ({
      id,
      type: channel.guild?.roles.has(id) === true ? 0 : 1,
      allow: "0",
      deny: String(deny),
    })),
    ...(isThread(channel) && {
      owner_id: channel.guild?.owner,
      message_count: 0,
      member_count: 0,
      thread_metadata: {
        archived: channel.archived,
        locked: channel.locked,
        auto_archive_duration: 1440,
        archive_timestamp: "2026-01-01T00:00:00.000000+00:00",
      },
    }),
    ...(channel.recipient !== undefined && { recipients: [], last_message_id: null }),
  };
}

export function guildPayload(world: World, guild: FakeGuild) {
  const here = [...guild.channels].filter((channel) => world.channels.get(channel.id) === channel);
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.owner,
    icon: null,
    joined_at: "2026-01-01T00:00:00.000000+00:00",
    large: guild.members.size > 50,
    unavailable: false,
    member_count: guild.members.size,
    roles: [...guild.roles.values()].map((role, position) => ({
      id: role.id,
      name: role.name,
      permissions: String(role.permissions),
      position,
      color: 0,
      hoist: false,
      managed: false,
      mentionable: false,
      flags: 0,
    })),
    emojis: [],
    stickers: [],
    features: [],
    // Without the privileged intent, a server tells of the bot alone.
    members: [...guild.members.values()].filter((member) => member.user.id === world.bot.id).map(memberPayload),
    channels: here.filter((channel) => !isThread(channel)).map(channelPayload),
    threads: here.filter(isThread).map(channelPayload),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    preferred_locale: "en-US",
    premium_tier: 0,
    premium_progress_bar_enabled: false,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    afk_channel_id: null,
    afk_timeout: 300,
    application_id: null,
    banner: null,
    description: null,
    discovery_splash: null,
    splash: null,
    vanity_url_code: null,
    max_members: 500_000,
    ...guild.more,
  };
}

export function messagePayload(world: World, message: FakeMessage) {
  return {
    id: message.id,
    channel_id: message.channel.id,
    type: message.replyTo === undefined ? 0 : 19,
    author: userPayload(message.author),
    content: "",
    components: message.components,
    flags: message.flags,
    embeds: [],
    attachments: message.files.map((file, index) => ({
      id: String(index + 1),
      filename: file.name,
      size: file.content.length,
      url: "https://cdn.invalid/x",
      proxy_url: "https://cdn.invalid/x",
    })),
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    timestamp: new Date(world.now()).toISOString(),
    edited_timestamp: message.edits === 0 ? null : new Date(world.now()).toISOString(),
    ...(message.reactions.size > 0 && {
      reactions: [...message.reactions].map(([name, users]) => ({
        emoji: { id: null, name },
        count: users.length,
        count_details: { normal: users.length, burst: 0 },
        me: users.includes(world.bot.id),
        me_burst: false,
        burst_colors: [],
      })),
    }),
  };
}

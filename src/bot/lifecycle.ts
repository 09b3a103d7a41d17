import type { LifecycleEvent } from "../chat/event.ts";
import { type Channel, findChannel, listChannels, moveChannel, renameChannel } from "../storage/channels.ts";
import { type Community, ensureCommunity, findCommunity } from "../storage/communities.ts";
import { findPerson, markLeft } from "../storage/people/people.ts";
import { leaveTeam } from "../storage/people/teams.ts";
import type { Bot } from "./bot.ts";
import { setConnectionState } from "./connections.ts";
import { welcome } from "./people/welcome.ts";
import { handleLostAccess, inspectChannels, pauseAndNotify } from "./recovery/channel-access.ts";
import { readBack } from "./rounds/read-back.ts";
import { syncAllGroupTeams, syncGroupTeams } from "./teams/teams.ts";

/** What a handler gets: the event and, if it concerns one, the known community and the configured channel. */
interface LifecycleContext {
  readonly bot: Bot;
  readonly event: LifecycleEvent;
}
interface CommunityContext extends LifecycleContext {
  readonly community: Community;
}
interface ChannelContext extends CommunityContext {
  readonly channel: Channel;
}

/** One handler per event. Platforms report each event once and expect no reply. */
const HANDLERS: Readonly<Record<LifecycleEvent["what"], (context: LifecycleContext) => Promise<void>>> = {
  disconnected: async ({ bot, event }) => setConnectionState(bot, event.platform, "lost"),
  resumed: async ({ bot, event }) => setConnectionState(bot, event.platform, "connected"),
  reconnected: async ({ bot, event }) => {
    setConnectionState(bot, event.platform, "connected");
    await readBack(bot, event.platform);
    await syncAllGroupTeams(bot, event.platform);
  },
  "community-lost": async ({ bot, event }) => handleLostAccess(bot, await channelsLost(bot, event)),
  "channel-joined": channelJoined,
  "groups-changed": forKnownCommunity(async ({ bot, community }) => void (await syncGroupTeams(bot, community))),
  "person-left": forKnownCommunity(personLeft),
  "channels-changed": forKnownCommunity(({ bot, community }) => inspectChannels(bot, community)),
  "channel-renamed": forKnownChannel(async ({ bot, channel, event }) => {
    if (event.name !== undefined) await renameChannel(bot.db, channel.id, event.name);
  }),
  "channel-moved": forKnownChannel(async ({ bot, channel, event }) => {
    if (event.to !== undefined) await moveChannel(bot.db, channel, event.to);
  }),
  "channel-lost": forKnownChannel(({ bot, channel }) => pauseAndNotify(bot, channel, "removed")),
};

export async function handleLifecycle(bot: Bot, event: LifecycleEvent): Promise<void> {
  await HANDLERS[event.what]({ bot, event });
}

/** Ignores events about communities that the bot does not know. */
function forKnownCommunity(
  handle: (context: CommunityContext) => Promise<void>,
): (context: LifecycleContext) => Promise<void> {
  return async ({ bot, event }) => {
    const community = await findCommunity(bot.db, event.platform, event.community);
    if (community !== undefined) await handle({ bot, event, community });
  };
}

function forKnownChannel(
  handle: (context: ChannelContext) => Promise<void>,
): (context: LifecycleContext) => Promise<void> {
  return forKnownCommunity(async ({ bot, event, community }) => {
    const channel = event.channel === undefined ? undefined : await findChannel(bot.db, community.id, event.channel);
    if (channel !== undefined) await handle({ bot, event, community, channel });
  });
}

async function channelJoined({ bot, event }: LifecycleContext): Promise<void> {
  const community = await ensureCommunity(bot.db, {
    platform: event.platform,
    external: event.community,
    name: event.community,
    timeZone: bot.defaults.timeZone,
    now: bot.now(),
  });
  const channel = event.channel === undefined ? undefined : await findChannel(bot.db, community.id, event.channel);
  await welcome(bot, community, channel, event);
}

/** A token may serve several communities. If such a token is lost, the event names none of them. */
async function channelsLost(bot: Bot, event: LifecycleEvent): Promise<readonly Channel[]> {
  const channels = (await listChannels(bot.db)).filter((channel) => channel.platform === event.platform);
  return event.community === "" ? channels : channels.filter((channel) => channel.community === event.community);
}

/** Boards leave them out until they answer again. They also leave their team, so that it does not wait for them. */
async function personLeft({ bot, community, event }: CommunityContext): Promise<void> {
  const person = event.user && (await findPerson(bot.db, community.id, event.user.id));
  if (person === undefined) return;
  await bot.db.transaction().execute(async (tx) => {
    await markLeft(tx, person.id, bot.now());
    await leaveTeam(tx, person.id, bot.now());
  });
}

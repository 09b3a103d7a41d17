import type { LifecycleEvent } from "../chat/event.ts";
import { type Channel, findChannel, listChannels, moveChannel, renameChannel } from "../storage/channels.ts";
import { type Community, ensureCommunity, findCommunity } from "../storage/communities.ts";
import { findPerson, markLeft } from "../storage/people/people.ts";
import { leaveTeam } from "../storage/people/teams.ts";
import type { Bot } from "./bot.ts";
import { noteConnection } from "./connections.ts";
import { welcome } from "./people/welcome.ts";
import { lookAtChannels, loseAccess, pauseForTrouble } from "./recovery/trouble.ts";
import { readBack } from "./rounds/read-back.ts";
import { readAllGroups, readGroups } from "./teams/teams.ts";

/** What happened to the bot, a community that it knows, or a channel that is set up. */
interface Happened {
  readonly bot: Bot;
  readonly event: LifecycleEvent;
}
interface InCommunity extends Happened {
  readonly community: Community;
}
interface InChannel extends InCommunity {
  readonly channel: Channel;
}

/** What each of them asks for; the platform tells it once and takes no answer. */
const HANDLERS: Readonly<Record<LifecycleEvent["what"], (happened: Happened) => Promise<void>>> = {
  disconnected: async ({ bot, event }) => noteConnection(bot, event.platform, "lost"),
  resumed: async ({ bot, event }) => noteConnection(bot, event.platform, "connected"),
  reconnected: async ({ bot, event }) => {
    noteConnection(bot, event.platform, "connected");
    await readBack(bot, event.platform);
    await readAllGroups(bot, event.platform);
  },
  "community-lost": async ({ bot, event }) => loseAccess(bot, await channelsLost(bot, event)),
  "channel-joined": joined,
  "groups-changed": inCommunity(async ({ bot, community }) => void (await readGroups(bot, community))),
  "person-left": inCommunity(personLeft),
  "channels-changed": inCommunity(({ bot, community }) => lookAtChannels(bot, community)),
  "channel-renamed": inChannel(async ({ bot, channel, event }) => {
    if (event.name !== undefined) await renameChannel(bot.db, channel.id, event.name);
  }),
  "channel-moved": inChannel(async ({ bot, channel, event }) => {
    if (event.to !== undefined) await moveChannel(bot.db, channel, event.to);
  }),
  "channel-lost": inChannel(({ bot, channel }) => pauseForTrouble(bot, channel, "removed")),
};

export async function handleLifecycle(bot: Bot, event: LifecycleEvent): Promise<void> {
  await HANDLERS[event.what]({ bot, event });
}

/** What is said of a community that the bot does not know changes nothing. */
function inCommunity(handle: (happened: InCommunity) => Promise<void>): (happened: Happened) => Promise<void> {
  return async ({ bot, event }) => {
    const community = await findCommunity(bot.db, event.platform, event.community);
    if (community !== undefined) await handle({ bot, event, community });
  };
}

function inChannel(handle: (happened: InChannel) => Promise<void>): (happened: Happened) => Promise<void> {
  return inCommunity(async ({ bot, event, community }) => {
    const channel = event.channel === undefined ? undefined : await findChannel(bot.db, community.id, event.channel);
    if (channel !== undefined) await handle({ bot, event, community, channel });
  });
}

async function joined({ bot, event }: Happened): Promise<void> {
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

/** One token may serve many communities: where it is lost, the event names none. */
async function channelsLost(bot: Bot, event: LifecycleEvent): Promise<readonly Channel[]> {
  const channels = (await listChannels(bot.db)).filter((channel) => channel.platform === event.platform);
  return event.community === "" ? channels : channels.filter((channel) => channel.community === event.community);
}

/** Boards do not list them until they answer again. They leave their team, so that it need not wait for them. */
async function personLeft({ bot, community, event }: InCommunity): Promise<void> {
  const person = event.user && (await findPerson(bot.db, community.id, event.user.id));
  if (person === undefined) return;
  await bot.db.transaction().execute(async (tx) => {
    await markLeft(tx, person.id, bot.now());
    await leaveTeam(tx, person.id, bot.now());
  });
}

import type { Logger } from "pino";
import type { EpochMs } from "../../../chat/card.ts";
import type { ChatUser } from "../../../chat/event.ts";
import type { GroupTarget } from "../../../chat/platform.ts";
import { translateErrors, type WebClient } from "../api/client.ts";
import type { Actor, Installation } from "../decode.ts";
import { slackCode, toPlatformError } from "../errors.ts";
import { createMemory, type Memory } from "./memory.ts";
import { membershipIn, type Person, personFrom, unknownMembership } from "./person.ts";

const FRESH_MS = 10 * 60_000;
/** Who is an admin is looked up afresh, but not at every click. */
const ADMIN_FRESH_MS = 60_000;
const PEOPLE_KEPT = 10_000;
const CHANNELS_KEPT = 2_000;
const COMMUNITIES_KEPT = 1_000;
/** Pages of 200 channels that a person shares with the bot. */
const PAGES = 5;

interface Place {
  readonly community: string;
  /** undefined in the App Home. */
  readonly channel?: string;
}

/** Who people and what channels are, remembered for a while. Where Slack can't be asked, the event goes on without it. */
export interface Directory {
  /** `checksAdmin`: whether the user is an admin matters, so it must not be old. */
  user(actor: Actor, place: Place & { readonly checksAdmin: boolean }): Promise<ChatUser>;
  /** Channels of the user that the bot may see. */
  channelsOf(user: string, community: string): Promise<readonly string[]>;
  /** As Slack says now; undefined where it does not say. */
  groupMembers(group: GroupTarget): Promise<readonly string[] | undefined>;
}

interface DirectoryParts {
  readonly web: WebClient;
  readonly installation: Installation;
  readonly log: Logger;
  readonly now: () => EpochMs;
}

interface Group {
  readonly id: string;
  readonly users: readonly string[];
}

export function createDirectory(parts: DirectoryParts): Directory {
  const { web, installation, now } = parts;
  const people = createMemory<Person>(PEOPLE_KEPT, now);
  const creators = createMemory<string | undefined>(CHANNELS_KEPT, now);
  const groups = createMemory<readonly Group[] | undefined>(COMMUNITIES_KEPT, now);
  const groupsOf = (community: string, maxAgeMs: number) =>
    groups.get(community, maxAgeMs, () => readGroups(parts, community));
  return {
    user: async (actor, { community, channel, checksAdmin }) => {
      const maxAgeMs = checksAdmin ? ADMIN_FRESH_MS : FRESH_MS;
      const [person, all, creator] = await Promise.all([
        findPerson(parts, people, actor, maxAgeMs),
        groupsOf(community, maxAgeMs),
        checksAdmin && channel !== undefined && channel !== "" ? findCreator(web, creators, channel) : undefined,
      ]);
      const roles = all?.filter((group) => group.users.includes(actor.id)).map((group) => group.id);
      const membership =
        person === undefined ? unknownMembership(actor) : membershipIn(community, installation, person);
      return { id: actor.id, ...membership, roles, ...(checksAdmin && { ownsChannel: creator === actor.id }) };
    },
    groupMembers: async ({ community, group }) => {
      const all = await groupsOf(community, 0);
      return all && (all.find((one) => one.id === group)?.users ?? []);
    },
    channelsOf: (user, community) => readChannels(parts, user, community),
  };
}

async function findPerson(
  { web, log }: DirectoryParts,
  people: Memory<Person>,
  actor: Actor,
  maxAgeMs: number,
): Promise<Person | undefined> {
  try {
    return await people.get(actor.id, maxAgeMs, async () =>
      personFrom(await translateErrors(web.users.info({ user: actor.id }))),
    );
  } catch (error) {
    log.warn({ err: error }, "a user could not be looked up");
    return people.peek(actor.id);
  }
}

async function findCreator(
  web: WebClient,
  creators: Memory<string | undefined>,
  channel: string,
): Promise<string | undefined> {
  try {
    return await creators.get(channel, FRESH_MS, async () => {
      const found = await translateErrors(web.conversations.info({ channel }));
      return found.channel?.creator;
    });
  } catch {
    return undefined;
  }
}

/** Never throws, so that trouble is remembered as long as an answer: Slack is not asked again at every click. */
async function readGroups(
  { web, installation, log }: DirectoryParts,
  community: string,
): Promise<readonly Group[] | undefined> {
  try {
    const { usergroups = [] } = await translateErrors(
      web.usergroups.list({ include_users: true, ...workspace(installation, community) }),
    );
    return usergroups.flatMap(({ id, users = [] }) => (id === undefined ? [] : [{ id, users }]));
  } catch (error) {
    const code = slackCode(error);
    // Free plans have no user groups.
    if (code === "plan_upgrade_required") return [];
    log.warn({ code, reason: toPlatformError(error).reason }, "user groups could not be read");
    return undefined;
  }
}

async function readChannels(
  { web, installation }: DirectoryParts,
  user: string,
  community: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const result = await translateErrors(
      web.users.conversations({
        user,
        types: "public_channel,private_channel",
        exclude_archived: true,
        limit: 200,
        ...workspace(installation, community),
        ...(cursor && { cursor }),
      }),
    );
    found.push(...(result.channels ?? []).flatMap(({ id }) => (id === undefined ? [] : [id])));
    cursor = result.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === "") break;
  }
  return found;
}

/** An organization's token needs to be told which workspace is meant. */
function workspace({ isEnterprise }: Installation, community: string): { team_id?: string } {
  return isEnterprise ? { team_id: community } : {};
}

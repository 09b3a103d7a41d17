import type { Logger } from "pino";
import type { EpochMs } from "../../../chat/card.ts";
import type { ChatUser } from "../../../chat/event.ts";
import type { GroupTarget } from "../../../chat/platform.ts";
import { told, type WebClient } from "../api/client.ts";
import type { Actor, Installation } from "../decode.ts";
import { slackCode, toPlatformError } from "../errors.ts";

const FRESH_MS = 10 * 60_000;
/** Who may configure is looked up afresh, but not at every click. */
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

/** Who people and what channels are, remembered for a while. Where Slack cannot be asked, the event goes on without. */
export interface Directory {
  user(actor: Actor, view: Place & { readonly configures: boolean }): Promise<ChatUser>;
  /** Channels of the user that the bot may see. */
  channelsOf(user: string, community: string): Promise<readonly string[]>;
  /** As Slack says now; undefined where it does not. */
  groupMembers(group: GroupTarget): Promise<readonly string[] | undefined>;
}

export function createDirectory(options: {
  web: WebClient;
  installation: Installation;
  log: Logger;
  now: () => EpochMs;
}): Directory {
  const { web, installation, log, now } = options;
  const people = createMemory<Person>(PEOPLE_KEPT, now);
  const creators = createMemory<string | undefined>(CHANNELS_KEPT, now);
  const groups = createMemory<readonly Group[] | undefined>(COMMUNITIES_KEPT, now);
  /** The organisation's token needs to be told which workspace is meant. */
  const inTeam = (community: string) => (installation.isEnterprise ? { team_id: community } : {});

  async function personOf(actor: Actor, maxAgeMs: number): Promise<Person | undefined> {
    try {
      return await people.get(actor.id, maxAgeMs, async () =>
        personFrom(await told(web.users.info({ user: actor.id }))),
      );
    } catch (error) {
      log.warn({ err: error }, "a user could not be looked up");
      return people.peek(actor.id);
    }
  }
  async function creatorOf(channel: string): Promise<string | undefined> {
    try {
      return await creators.get(
        channel,
        FRESH_MS,
        async () => (await told(web.conversations.info({ channel }))).channel?.creator,
      );
    } catch {
      return undefined;
    }
  }
  /** Never throws, so that trouble is remembered as long as an answer: it is not asked for at every click. */
  async function readGroups(community: string): Promise<readonly Group[] | undefined> {
    try {
      return groupsFrom(await told(web.usergroups.list({ include_users: true, ...inTeam(community) })));
    } catch (error) {
      const code = slackCode(error);
      // Free plans have no user groups.
      if (code === "plan_upgrade_required") return [];
      log.warn({ code, reason: toPlatformError(error).reason }, "user groups could not be read");
      return undefined;
    }
  }
  const groupsOf = (community: string, maxAgeMs: number) =>
    groups.get(community, maxAgeMs, () => readGroups(community));
  return {
    user: async (actor, { community, channel, configures }) => {
      const maxAgeMs = configures ? ADMIN_FRESH_MS : FRESH_MS;
      const [person, all, creator] = await Promise.all([
        personOf(actor, maxAgeMs),
        groupsOf(community, maxAgeMs),
        configures && channel !== undefined && channel !== "" ? creatorOf(channel) : undefined,
      ]);
      const roles = all?.filter((group) => group.users.includes(actor.id)).map((group) => group.id);
      const who = person === undefined ? unknownPerson(actor) : seenFrom(community, installation, person);
      return { id: actor.id, ...who, roles, ...(configures && { ownsChannel: creator === actor.id }) };
    },
    groupMembers: async ({ community, group }) => {
      const all = await groupsOf(community, 0);
      return all && (all.find((one) => one.id === group)?.users ?? []);
    },
    channelsOf: async (user, community) => {
      const found: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < PAGES; page++) {
        const result = await told(
          web.users.conversations({
            user,
            types: "public_channel,private_channel",
            exclude_archived: true,
            limit: 200,
            ...inTeam(community),
            ...(cursor && { cursor }),
          }),
        );
        found.push(...(result.channels ?? []).flatMap((channel) => (channel.id === undefined ? [] : [channel.id])));
        cursor = result.response_metadata?.next_cursor;
        if (cursor === undefined || cursor === "") break;
      }
      return found;
    },
  };
}

/** What Slack says of somebody, whoever asks. */
interface Person {
  readonly name: string;
  /** Home workspace, and in an organisation all of them. */
  readonly teams: readonly string[];
  readonly enterprise: string | undefined;
  readonly isStranger: boolean;
  readonly runsTeam: boolean;
  readonly runsEnterprise: boolean;
}

interface Group {
  readonly id: string;
  readonly users: readonly string[];
}

type UserInfo = Awaited<ReturnType<WebClient["users"]["info"]>>;
type GroupList = Awaited<ReturnType<WebClient["usergroups"]["list"]>>;

function personFrom({ user }: UserInfo): Person {
  const grid = user?.enterprise_user;
  return {
    name: user?.profile?.display_name || user?.profile?.real_name || user?.real_name || user?.name || "",
    teams: [user?.team_id, ...(grid?.teams ?? [])].filter((team) => team !== undefined),
    enterprise: grid?.enterprise_id,
    isStranger: user?.is_stranger === true,
    runsTeam: [user?.is_admin, user?.is_owner, user?.is_primary_owner].includes(true),
    runsEnterprise: [grid?.is_admin, grid?.is_owner].includes(true),
  };
}

type Seen = Pick<ChatUser, "name" | "isAdmin" | "isGuest">;

/**
 * People of other workspaces are told apart by name, and what they run there counts nothing here. Asked with one
 * workspace's token, Slack says what somebody runs in it; asked with an organisation's, what they run in their home one.
 */
function seenFrom(community: string, installation: Installation, person: Person): Seen {
  const { name, teams, enterprise } = person;
  const isColleague = installation.enterprise !== undefined && enterprise === installation.enterprise;
  const isGuest = person.isStranger || !(teams.includes(community) || isColleague);
  if (isGuest) return { name: name === "" ? "" : `${name} (other workspace)`, isAdmin: false, isGuest };
  const isAdmin = installation.isEnterprise
    ? (person.runsTeam && teams[0] === community) || person.runsEnterprise
    : person.runsTeam && teams.includes(community);
  return { name, isAdmin, isGuest };
}

/** Of whom nothing is known, it is not known either whether they belong here. */
function unknownPerson(actor: Actor): Seen {
  return { name: actor.handle, isAdmin: false, isGuest: true };
}

function groupsFrom({ usergroups }: GroupList): readonly Group[] {
  return (usergroups ?? []).flatMap((group) =>
    group.id === undefined ? [] : [{ id: group.id, users: group.users ?? [] }],
  );
}

interface Memory<T> {
  get(key: string, maxAgeMs: number, load: () => Promise<T>): Promise<T>;
  /** However old. */
  peek(key: string): T | undefined;
}

/** Keeps the newest `limit`; asks once where several want the same at a time. */
function createMemory<T>(limit: number, now: () => EpochMs): Memory<T> {
  const entries = new Map<string, { value: T; at: EpochMs }>();
  const loading = new Map<string, Promise<T>>();
  const loadOnce = async (key: string, load: () => Promise<T>): Promise<T> => {
    try {
      const value = await load();
      entries.delete(key);
      entries.set(key, { value, at: now() });
      const [oldest] = entries.keys();
      if (entries.size > limit && oldest !== undefined) entries.delete(oldest);
      return value;
    } finally {
      loading.delete(key);
    }
  };
  return {
    peek: (key) => entries.get(key)?.value,
    get: async (key, maxAgeMs, load) => {
      const entry = entries.get(key);
      // The clock may have been set back since.
      if (entry !== undefined && Math.abs(now() - entry.at) < maxAgeMs) return entry.value;
      const running = loading.get(key) ?? loadOnce(key, load);
      loading.set(key, running);
      return running;
    },
  };
}

import type { Logger } from "pino";
import type { EpochMs } from "../../chat/card.ts";
import type { ChatUser } from "../../chat/event.ts";
import type { Actor, Installation } from "./decode.ts";
import { told, type WebClient } from "./web.ts";

const FRESH_MS = 10 * 60_000;
/** Who may configure is looked up afresh, but not at every click. */
const ADMIN_FRESH_MS = 60_000;
const PEOPLE_KEPT = 10_000;
const CHANNELS_KEPT = 2_000;
/** Pages of 200 channels that a person shares with the bot. */
const PAGES = 5;

/** Who people and what channels are, remembered for a while. Where Slack cannot be asked, the event goes on without. */
export interface Directory {
  user(actor: Actor, view: { readonly channel?: string; readonly configures: boolean }): Promise<ChatUser>;
  /** Channels of the user that the bot may see. */
  channelsOf(user: string): Promise<readonly string[]>;
}

export function createDirectory(options: {
  web: WebClient;
  installation: Installation;
  log: Logger;
  now: () => EpochMs;
}): Directory {
  const { web, installation, log, now } = options;
  const people = createMemory<Known>(PEOPLE_KEPT, now);
  const creators = createMemory<string | undefined>(CHANNELS_KEPT, now);
  const groups = createMemory<readonly Group[]>(1, now);

  async function known(actor: Actor, maxAgeMs: number): Promise<Known> {
    try {
      return await people.get(actor.id, maxAgeMs, async () =>
        knownFrom(await told(web.users.info({ user: actor.id })), installation),
      );
    } catch (error) {
      log.warn({ err: error }, "a user could not be looked up");
      // Of whom nothing is known, it is not known either whether they belong here.
      return people.peek(actor.id) ?? { name: actor.handle, isAdmin: false, isGuest: true };
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
  async function rolesOf(user: string): Promise<readonly string[]> {
    try {
      const list = await groups.get("all", ADMIN_FRESH_MS, async () =>
        groupsFrom(await told(web.usergroups.list({ include_users: true }))),
      );
      return list.filter((group) => group.users.includes(user)).map((group) => group.id);
    } catch {
      // Free plans have no user groups.
      return [];
    }
  }
  return {
    user: async (actor, { channel, configures }) => {
      if (!configures) return { id: actor.id, ...(await known(actor, FRESH_MS)), roles: [] };
      const [who, creator, roles] = await Promise.all([
        known(actor, ADMIN_FRESH_MS),
        channel === undefined || channel === "" ? undefined : creatorOf(channel),
        rolesOf(actor.id),
      ]);
      return { id: actor.id, ...who, roles, ownsChannel: creator === actor.id };
    },
    channelsOf: async (user) => {
      const found: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < PAGES; page++) {
        const result = await told(
          web.users.conversations({
            user,
            types: "public_channel,private_channel",
            exclude_archived: true,
            limit: 200,
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

interface Known {
  readonly name: string;
  readonly isAdmin: boolean;
  readonly isGuest: boolean;
}

interface Group {
  readonly id: string;
  readonly users: readonly string[];
}

type UserInfo = Awaited<ReturnType<WebClient["users"]["info"]>>;
type GroupList = Awaited<ReturnType<WebClient["usergroups"]["list"]>>;

/** People of another workspace are told apart by name, and what they run elsewhere counts nothing here. */
function knownFrom({ user }: UserInfo, installation: Installation): Known {
  const name = user?.profile?.display_name || user?.profile?.real_name || user?.real_name || user?.name || "";
  const grid = user?.enterprise_user;
  const isOurs =
    user?.is_stranger !== true &&
    (user?.team_id === installation.team ||
      grid?.teams?.includes(installation.team) === true ||
      (installation.enterprise !== undefined && grid?.enterprise_id === installation.enterprise));
  if (!isOurs) return { name: name === "" ? "" : `${name} (other workspace)`, isAdmin: false, isGuest: true };
  return { name, isAdmin: [user?.is_admin, user?.is_owner, user?.is_primary_owner].includes(true), isGuest: false };
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
      if (entry !== undefined && Math.abs(now() - entry.at) <= maxAgeMs) return entry.value;
      const running = loading.get(key) ?? loadOnce(key, load);
      loading.set(key, running);
      return running;
    },
  };
}

import type { Selectable } from "kysely";
import type { EpochMs } from "../chat/card.ts";
import type { PlatformName } from "../chat/event.ts";
import type { Schedule } from "../study/schedule.ts";
import type { ScoringRule } from "../study/scoring.ts";
import type { Db } from "./database.ts";
import { flag } from "./flag.ts";
import { prepared } from "./prepared.ts";
import { forgetSkips } from "./rounds/missed-runs.ts";
import type { ChannelsTable } from "./schema.ts";

/** A channel's settings together with the community it belongs to. */
export interface Channel {
  readonly id: number;
  readonly communityId: number;
  readonly platform: PlatformName;
  /** Platform ids of the community and the channel. */
  readonly community: string;
  readonly external: string;
  readonly name: string;
  readonly settings: ChannelSettings;
  readonly state: "active" | "paused";
  readonly pausedReason: string | undefined;
  readonly nextRunAt: EpochMs | undefined;
  readonly createdBy: string | undefined;
}

export interface ChannelSettings {
  readonly deck: string;
  readonly schedule: Schedule;
  readonly windowMs: number;
  readonly catchUpMs: number;
  readonly scoringRule: ScoringRule;
  readonly firstAnswerCounts: boolean;
  readonly instantFeedback: boolean;
  readonly reactions: boolean;
  /** Whether each question opens a thread to discuss it. */
  readonly discussion?: boolean;
}

const selectChannels = (db: Db) =>
  db
    .selectFrom("channels")
    .innerJoin("communities", "communities.id", "channels.community_id")
    .selectAll("channels")
    .select(["communities.platform as platform", "communities.external_id as community"]);

export async function findChannel(db: Db, communityId: number, external: string): Promise<Channel | undefined> {
  const [row] = (await channelRow(db, { communityId, external })).rows;
  return row && channelOf(row);
}

const channelRow = prepared((db, params: { communityId: number; external: string }) =>
  selectChannels(db)
    .where("channels.community_id", "=", params.communityId)
    .where("channels.external_id", "=", params.external),
);

/**
 * The platform id of the community that set the channel up. If several did, `community` wins if it is one of them, otherwise
 * the first.
 */
export async function findOwningCommunity(
  db: Db,
  platform: PlatformName,
  community: string,
  external: string,
): Promise<string | undefined> {
  if ((await ownChannelRow(db, { platform, community, external })).rows.length > 0) return community;
  const row = await db
    .selectFrom("channels")
    .innerJoin("communities", "communities.id", "channels.community_id")
    .select("communities.external_id")
    .where("communities.platform", "=", platform)
    .where("channels.external_id", "=", external)
    .orderBy("channels.id")
    .executeTakeFirst();
  return row?.external_id;
}

const ownChannelRow = prepared((db, params: { platform: PlatformName; community: string; external: string }) =>
  db
    .selectFrom("channels")
    .select("id")
    .where("external_id", "=", params.external)
    .where("community_id", "=", ({ selectFrom }) =>
      selectFrom("communities")
        .select("id")
        .where("platform", "=", params.platform)
        .where("external_id", "=", params.community),
    ),
);

export async function getChannel(db: Db, id: number): Promise<Channel> {
  return channelOf(await selectChannels(db).where("channels.id", "=", id).executeTakeFirstOrThrow());
}

export async function listChannels(db: Db, communityId?: number): Promise<readonly Channel[]> {
  const query = selectChannels(db).orderBy("channels.id");
  const rows = await (communityId === undefined
    ? query
    : query.where("channels.community_id", "=", communityId)
  ).execute();
  return rows.map(channelOf);
}

/** Ids of active channels with a due question, longest overdue first. */
export async function dueChannels(db: Db, now: EpochMs): Promise<readonly number[]> {
  const rows = await db
    .selectFrom("channels")
    .select("id")
    .where("state", "=", "active")
    .where("next_run_at", "<=", now)
    .orderBy("next_run_at")
    .execute();
  return rows.map((row) => row.id);
}

/** @returns false where the community has it already, and nothing is changed */
export async function createChannel(
  db: Db,
  given: {
    communityId: number;
    external: string;
    name: string;
    settings: ChannelSettings;
    nextRunAt: EpochMs | undefined;
    createdBy: string | undefined;
    now: EpochMs;
  },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("channels")
    .values({
      community_id: given.communityId,
      external_id: given.external,
      name: given.name,
      ...settingsRow(given.settings),
      state: "active",
      paused_reason: null,
      next_run_at: given.nextRunAt ?? null,
      created_by: given.createdBy ?? null,
      created_at: given.now,
    })
    .onConflict((conflict) => conflict.columns(["community_id", "external_id"]).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

export async function renameChannel(db: Db, id: number, name: string): Promise<void> {
  await db.updateTable("channels").set({ name }).where("id", "=", id).execute();
}

/** Stores the platform's new id for the channel. Does nothing if a channel with that id is already set up. */
export async function moveChannel(
  db: Db,
  channel: Pick<Channel, "id" | "communityId">,
  external: string,
): Promise<void> {
  if ((await findChannel(db, channel.communityId, external)) !== undefined) return;
  await db.updateTable("channels").set({ external_id: external }).where("id", "=", channel.id).execute();
}

export async function saveSettings(
  db: Db,
  id: number,
  settings: ChannelSettings,
  nextRunAt: EpochMs | undefined,
): Promise<void> {
  await db
    .updateTable("channels")
    .set({ ...settingsRow(settings), next_run_at: nextRunAt ?? null })
    .where("id", "=", id)
    .execute();
  await forgetSkips(db, id, nextRunAt);
}

export async function setNextRun(db: Db, id: number, nextRunAt: EpochMs | undefined): Promise<void> {
  await db
    .updateTable("channels")
    .set({ next_run_at: nextRunAt ?? null })
    .where("id", "=", id)
    .execute();
}

/** Keeps the settings. `reason` is given if the bot itself pauses the channel. */
export async function pauseChannel(db: Db, id: number, reason: string | undefined): Promise<void> {
  await db
    .updateTable("channels")
    .set({ state: "paused", paused_reason: reason ?? null, next_run_at: null })
    .where("id", "=", id)
    .execute();
}

export async function resumeChannel(db: Db, id: number, nextRunAt: EpochMs | undefined): Promise<void> {
  await db
    .updateTable("channels")
    .set({ state: "active", paused_reason: null, next_run_at: nextRunAt ?? null })
    .where("id", "=", id)
    .execute();
  await forgetSkips(db, id, nextRunAt);
}

function settingsRow(settings: ChannelSettings) {
  return {
    deck: settings.deck,
    time_zone: settings.schedule.timeZone,
    crons: JSON.stringify(settings.schedule.crons),
    days_off: JSON.stringify(settings.schedule.daysOff),
    window_ms: settings.windowMs,
    catch_up_ms: settings.catchUpMs,
    scoring_rule: settings.scoringRule,
    first_answer_counts: flag(settings.firstAnswerCounts),
    instant_feedback: flag(settings.instantFeedback),
    reactions: flag(settings.reactions),
    discussion: flag(settings.discussion === true),
  };
}

function channelOf(row: Selectable<ChannelsTable> & { platform: PlatformName; community: string }): Channel {
  return {
    id: row.id,
    communityId: row.community_id,
    platform: row.platform,
    community: row.community,
    external: row.external_id,
    name: row.name,
    settings: {
      deck: row.deck,
      schedule: {
        crons: JSON.parse(row.crons) as string[],
        timeZone: row.time_zone,
        daysOff: JSON.parse(row.days_off) as string[],
      },
      windowMs: row.window_ms,
      catchUpMs: row.catch_up_ms,
      scoringRule: row.scoring_rule,
      firstAnswerCounts: row.first_answer_counts === 1,
      instantFeedback: row.instant_feedback === 1,
      reactions: row.reactions === 1,
      discussion: row.discussion === 1,
    },
    state: row.state,
    pausedReason: row.paused_reason ?? undefined,
    nextRunAt: row.next_run_at ?? undefined,
    createdBy: row.created_by ?? undefined,
  };
}

import type { Selectable } from "kysely";
import type { EpochMs } from "../../chat/card.ts";
import type { PlatformName } from "../../chat/event.ts";
import type { Difficulty } from "../../deck/format.ts";
import type { PastRound } from "../../study/choice.ts";
import type { GradableQuestion } from "../../study/kinds/kind.ts";
import type { QuestionKind } from "../../study/kinds/registry.ts";
import type { ScoringRule } from "../../study/scoring.ts";
import type { Db } from "../database.ts";
import { flag } from "../flag.ts";
import { prepared } from "../prepared.ts";
import type { RoundsTable } from "../schema.ts";

export type RoundState = "scheduled" | "posting" | "open" | "closed" | "revealed" | "void";

/** The question as it was asked; later changes to the deck do not affect it. */
export interface RoundContent extends GradableQuestion {
  readonly prompt: string;
  readonly explanation: string;
}

export interface Round {
  readonly id: number;
  readonly channelId: number;
  readonly slot: string;
  readonly state: RoundState;
  readonly deck: string;
  readonly question: string;
  readonly topic: string;
  readonly entries: readonly string[];
  readonly kind: QuestionKind;
  readonly difficulty: Difficulty;
  readonly content: RoundContent;
  readonly scoringRule: ScoringRule;
  readonly firstAnswerCounts: boolean;
  readonly instantFeedback: boolean;
  readonly reactions: boolean;
  readonly scheduledAt: EpochMs;
  readonly postedAt: EpochMs | undefined;
  readonly closesAt: EpochMs | undefined;
  readonly closedAt: EpochMs | undefined;
  readonly sequence: number | undefined;
  readonly exempt: boolean;
  readonly week: string;
  readonly month: string;
  readonly seasonId: number;
  readonly message: string | undefined;
}

export interface NewRound extends Omit<Round, "id"> {
  readonly deckVersion: string;
  /** The random seed that chose the question and shuffled its options. */
  readonly seed: number;
  readonly reason: PastRound["reason"];
}

/** The fields to change. A sequence of undefined removes the round from the channel's sequence. */
export type RoundPatch = Partial<
  Pick<Round, "state" | "content" | "sequence"> & {
    readonly postedAt: EpochMs;
    readonly closesAt: EpochMs;
    readonly revealedAt: EpochMs;
    readonly message: string;
  }
>;

export const UNREVEALED = ["scheduled", "posting", "open", "closed"] as const satisfies readonly RoundState[];

export async function insertRound(tx: Db, round: NewRound): Promise<number> {
  const { id } = await tx
    .insertInto("rounds")
    .values({
      channel_id: round.channelId,
      slot: round.slot,
      state: round.state,
      deck: round.deck,
      deck_version: round.deckVersion,
      question: round.question,
      topic: round.topic,
      entries: JSON.stringify(round.entries),
      kind: round.kind,
      difficulty: round.difficulty,
      content: JSON.stringify(round.content),
      seed: round.seed,
      reason: round.reason,
      scoring_rule: round.scoringRule,
      first_answer_counts: flag(round.firstAnswerCounts),
      instant_feedback: flag(round.instantFeedback),
      reactions: flag(round.reactions),
      scheduled_at: round.scheduledAt,
      posted_at: round.postedAt ?? null,
      closes_at: round.closesAt ?? null,
      closed_at: round.closedAt ?? null,
      revealed_at: null,
      sequence: round.sequence ?? null,
      exempt: flag(round.exempt),
      week: round.week,
      month: round.month,
      season_id: round.seasonId,
      message: round.message ?? null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

export async function updateRound(tx: Db, id: number, patch: RoundPatch): Promise<void> {
  await tx
    .updateTable("rounds")
    // Fields missing from the patch are undefined here, and Kysely skips those.
    .set({
      state: patch.state,
      content: patch.content && JSON.stringify(patch.content),
      sequence: "sequence" in patch ? (patch.sequence ?? null) : undefined,
      posted_at: patch.postedAt,
      closes_at: patch.closesAt,
      revealed_at: patch.revealedAt,
      message: patch.message,
    })
    .where("id", "=", id)
    .execute();
}

/** Closes an open round and sets the end of its window to `closesAt`. Any other round stays as it is. */
export async function closeOpenRound(
  db: Db,
  id: number,
  { closedAt, closesAt }: { readonly closedAt: EpochMs; readonly closesAt: EpochMs },
): Promise<void> {
  await db
    .updateTable("rounds")
    .set({ state: "closed", closed_at: closedAt, closes_at: closesAt })
    .where("id", "=", id)
    .where("state", "=", "open")
    .execute();
}

export async function findRound(db: Db, id: number): Promise<Round | undefined> {
  const row = await db.selectFrom("rounds").selectAll().where("id", "=", id).executeTakeFirst();
  return row && roundOf(row);
}

/**
 * The round, if it belongs to this channel of the platform. Communities are not compared, because a shared channel belongs
 * to several.
 */
export async function findRoundIn(
  db: Db,
  id: number,
  place: { readonly platform: PlatformName; readonly channel: string },
): Promise<Round | undefined> {
  const [row] = (await roundInPlace(db, { id, ...place })).rows;
  return row && roundOf(row);
}

const roundInPlace = prepared((db, params: { id: number; platform: PlatformName; channel: string }) =>
  db
    .selectFrom("rounds")
    .selectAll()
    .where("id", "=", params.id)
    .where("channel_id", "in", ({ selectFrom }) =>
      selectFrom("channels")
        .select("id")
        .where("external_id", "=", params.channel)
        .where("community_id", "in", selectFrom("communities").select("id").where("platform", "=", params.platform)),
    ),
);

export async function getRound(db: Db, id: number): Promise<Round> {
  return roundOf(await db.selectFrom("rounds").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
}

/** The channel's one unrevealed round. */
export async function currentRound(db: Db, channelId: number): Promise<Round | undefined> {
  const row = await db
    .selectFrom("rounds")
    .selectAll()
    .where("channel_id", "=", channelId)
    .where("state", "in", UNREVEALED)
    .executeTakeFirst();
  return row && roundOf(row);
}

/** The newest round that people have seen. */
export async function lastPostedRound(db: Db, channelId: number): Promise<Round | undefined> {
  const row = await db
    .selectFrom("rounds")
    .selectAll()
    .where("channel_id", "=", channelId)
    .where("posted_at", "is not", null)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && roundOf(row);
}

export async function findRoundByMessage(db: Db, channelId: number, message: string): Promise<Round | undefined> {
  const row = await db
    .selectFrom("rounds")
    .selectAll()
    .where("channel_id", "=", channelId)
    .where("message", "=", message)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && roundOf(row);
}

export async function slotExists(db: Db, channelId: number, slot: string): Promise<boolean> {
  return (await slotsTaken(db, channelId, [slot])).size > 0;
}

/** Which of these slots have a round. */
export async function slotsTaken(db: Db, channelId: number, slots: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("rounds")
    .select("slot")
    .where("channel_id", "=", channelId)
    .where("slot", "in", slots)
    .execute();
  return new Set(rows.map((row) => row.slot));
}

/** Ids of open rounds whose window has ended. */
export async function roundsToClose(db: Db, now: EpochMs): Promise<readonly number[]> {
  const rows = await db
    .selectFrom("rounds")
    .select("id")
    .where("state", "=", "open")
    .where("closes_at", "<=", now)
    .orderBy("closes_at")
    .execute();
  return rows.map((row) => row.id);
}

/** Ids, oldest first. */
export async function roundsInState(db: Db, state: RoundState): Promise<readonly number[]> {
  const rows = await db.selectFrom("rounds").select("id").where("state", "=", state).orderBy("id").execute();
  return rows.map((row) => row.id);
}

/** Entries that the community's unrevealed rounds ask about; `/ask` withholds them until the reveal. */
export async function entriesInPlay(db: Db, communityId: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("rounds")
    .innerJoin("channels", "channels.id", "rounds.channel_id")
    .select(["rounds.deck", "rounds.entries"])
    .where("channels.community_id", "=", communityId)
    .where("rounds.state", "in", UNREVEALED)
    .execute();
  return new Set(rows.flatMap((row) => (JSON.parse(row.entries) as string[]).map((entry) => `${row.deck}/${entry}`)));
}

/** The deck's questions that were already posted in the channel. */
export async function askedQuestions(db: Db, channelId: number, deck: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("rounds")
    .select("question")
    .distinct()
    .where("channel_id", "=", channelId)
    .where("deck", "=", deck)
    .where("posted_at", "is not", null)
    .execute();
  return new Set(rows.map((row) => row.question));
}

/**
 * The rounds posted in the channel from this deck, oldest first. The channel missed a round if at least one person answered
 * and at most half of them were right. For rounds before `missedSince` this is not computed, because over the years a
 * channel has a hundred times as many answers as rounds.
 */
export async function pastRounds(
  db: Db,
  channelId: number,
  deck: string,
  missedSince: EpochMs,
): Promise<readonly PastRound[]> {
  const rows = await db
    .selectFrom("rounds")
    .leftJoin("answers", (join) =>
      join.onRef("answers.round_id", "=", "rounds.id").on("rounds.scheduled_at", ">=", missedSince),
    )
    .select(["rounds.question", "rounds.entries", "rounds.scheduled_at", "rounds.reason", "rounds.state"])
    .select(({ fn }) => [
      fn.count<number>("answers.person_id").as("answered"),
      fn.sum<number | null>("answers.is_right").as("right"),
    ])
    .where("rounds.channel_id", "=", channelId)
    .where("rounds.deck", "=", deck)
    .where("rounds.posted_at", "is not", null)
    .groupBy("rounds.id")
    .orderBy("rounds.id")
    .execute();
  return rows.map((row) => ({
    question: row.question,
    entries: JSON.parse(row.entries) as string[],
    at: row.scheduled_at,
    missed: row.state === "revealed" && row.answered > 0 && (row.right ?? 0) * 2 <= row.answered,
    reason: row.reason,
  }));
}

function roundOf(row: Selectable<RoundsTable>): Round {
  return {
    id: row.id,
    channelId: row.channel_id,
    slot: row.slot,
    state: row.state,
    deck: row.deck,
    question: row.question,
    topic: row.topic,
    entries: JSON.parse(row.entries) as string[],
    kind: row.kind,
    difficulty: row.difficulty,
    content: JSON.parse(row.content) as RoundContent,
    scoringRule: row.scoring_rule,
    firstAnswerCounts: row.first_answer_counts === 1,
    instantFeedback: row.instant_feedback === 1,
    reactions: row.reactions === 1,
    scheduledAt: row.scheduled_at,
    postedAt: row.posted_at ?? undefined,
    closesAt: row.closes_at ?? undefined,
    closedAt: row.closed_at ?? undefined,
    sequence: row.sequence ?? undefined,
    exempt: row.exempt === 1,
    week: row.week,
    month: row.month,
    seasonId: row.season_id,
    message: row.message ?? undefined,
  };
}

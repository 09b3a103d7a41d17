import { sql } from "kysely";
import type { EpochMs } from "../../chat/card.ts";
import type { QuestionKind } from "../../study/kinds/registry.ts";
import type { Db } from "../database.ts";
import { flag } from "../flag.ts";
import type { RoundContent } from "../rounds/rounds.ts";

/** Monday 09:00. */
export const DEFAULT_RECAP_CRON = "0 9 * * 1";

/** When and how a channel's recap is posted. */
export interface RecapSettings {
  /** One time a week, in the channel's zone. */
  readonly cron: string;
  readonly enabled: boolean;
  readonly pictures: boolean;
  /** The zone that `nextAt` was computed in. */
  readonly timeZone: string;
  readonly nextAt: EpochMs | undefined;
}

/** undefined if the channel has the defaults. */
export async function findRecap(db: Db, channelId: number): Promise<RecapSettings | undefined> {
  const row = await db.selectFrom("recaps").selectAll().where("channel_id", "=", channelId).executeTakeFirst();
  return (
    row && {
      cron: row.cron,
      enabled: row.enabled === 1,
      pictures: row.pictures === 1,
      timeZone: row.time_zone,
      nextAt: row.next_at ?? undefined,
    }
  );
}

export async function saveRecap(db: Db, channelId: number, recap: RecapSettings): Promise<void> {
  const values = {
    cron: recap.cron,
    enabled: flag(recap.enabled),
    pictures: flag(recap.pictures),
    time_zone: recap.timeZone,
    next_at: recap.nextAt ?? null,
  } as const;
  await db
    .insertInto("recaps")
    .values({ channel_id: channelId, ...values })
    .onConflict((conflict) => conflict.column("channel_id").doUpdateSet(values))
    .execute();
}

/** Active channels whose recap is due, or whose next recap must be computed because the channel is new or its zone changed. */
export async function channelsToRecap(db: Db, now: EpochMs): Promise<readonly number[]> {
  const rows = await db
    .selectFrom("channels")
    .leftJoin("recaps", "recaps.channel_id", "channels.id")
    .select("channels.id")
    .where("channels.state", "=", "active")
    .where(({ or, and, eb, ref }) =>
      or([
        eb("recaps.channel_id", "is", null),
        and([
          eb("recaps.enabled", "=", 1),
          or([eb("recaps.time_zone", "!=", ref("channels.time_zone")), eb("recaps.next_at", "<=", now)]),
        ]),
      ]),
    )
    .orderBy("channels.id")
    .execute();
  return rows.map((row) => row.id);
}

/** A round of a week with its answer counts, including deleted people's. */
export interface WeekRound {
  readonly deck: string;
  readonly topic: string;
  readonly kind: QuestionKind;
  readonly entries: readonly string[];
  readonly content: RoundContent;
  readonly answers: number;
  readonly right: number;
}

/** The channel's revealed rounds of a week, oldest first. */
export async function weekRounds(db: Db, channelId: number, week: string): Promise<readonly WeekRound[]> {
  const { rows } = await sql<{
    deck: string;
    topic: string;
    kind: QuestionKind;
    entries: string;
    content: string;
    answers: number | null;
    right_answers: number | null;
  }>`
    select rounds.deck, rounds.topic, rounds.kind, rounds.entries, rounds.content, counts.answers, counts.right_answers
    from rounds left join (
      select round_id, sum(number) as answers, sum(number * is_right) as right_answers from (
        select round_id, is_right, count(*) as number from answers
          where round_id in (select id from rounds where channel_id = ${channelId} and week = ${week})
          group by round_id, is_right
        union all select round_id, is_right, sum(count) from forgotten_answers
          where round_id in (select id from rounds where channel_id = ${channelId} and week = ${week})
          group by round_id, is_right
      ) as given group by round_id
    ) as counts on counts.round_id = rounds.id
    where rounds.channel_id = ${channelId} and rounds.week = ${week} and rounds.state = 'revealed'
    order by rounds.sequence`.execute(db);
  return rows.map((row) => ({
    deck: row.deck,
    topic: row.topic,
    kind: row.kind,
    entries: JSON.parse(row.entries) as string[],
    content: JSON.parse(row.content) as RoundContent,
    answers: Number(row.answers ?? 0),
    right: Number(row.right_answers ?? 0),
  }));
}

/** How many people, including hidden ones, answered the channel's revealed rounds of a week. */
export async function weekPeople(db: Db, channelId: number, week: string): Promise<number> {
  const row = await db
    .selectFrom("totals")
    .select(({ fn }) => fn.countAll<number>().as("people"))
    .where("channel_id", "=", channelId)
    .where("period", "=", `week:${week}`)
    .executeTakeFirst();
  return Number(row?.people ?? 0);
}

/** Everyone who is listed, with their points for the week. */
export async function weekBoard(
  db: Db,
  channelId: number,
  week: string,
): Promise<readonly { readonly person: number; readonly name: string; readonly points: number }[]> {
  return db
    .selectFrom("totals")
    .innerJoin("people", "people.id", "totals.person_id")
    .select(["totals.person_id as person", "people.name", "totals.points"])
    .where("totals.channel_id", "=", channelId)
    .where("totals.period", "=", `week:${week}`)
    .where("people.hidden", "=", 0)
    .where("people.left_at", "is", null)
    .execute();
}

import { performance } from "node:perf_hooks";
import { sql } from "kysely";
import { type BoardScope, peopleBoard } from "../src/storage/boards/boards.ts";
import { addToCommunity } from "../src/storage/boards/community-totals.ts";
import type { Db } from "../src/storage/database.ts";
import { insertRound } from "../src/storage/rounds/rounds.ts";
import { totalsFromScores } from "../src/storage/rounds/scores.ts";
import { newRound } from "../test/support/new-round.ts";
import { openHome, quantile } from "./home.ts";
import type { BenchLine } from "./line.ts";

/** How many rounds each person answers. */
const ROUNDS = 20;

/**
 * A board page with the viewer's own rank and neighbors, for viewers all over the board: the first page, a page in the
 * middle, and how the time grows with a hundred times the answers. The baseline computes the same page from the answers in
 * one SQL statement.
 */
export async function benchLeaderboard(): Promise<readonly BenchLine[]> {
  const tiny = await benchSize(1_000);
  const small = await benchSize(10_000);
  const medium = await benchSize(100_000);
  const large = await benchSize(1_000_000);
  return [
    ...tiny.lines,
    ...small.lines,
    ...medium.lines,
    ...large.lines,
    {
      name: "leaderboard: p99, 1,000,000 to 10,000 answers",
      value: large.p99 / small.p99,
      unit: "times",
      baseline: large.baseline / small.baseline,
      ratio: large.p99 / small.p99 / (large.baseline / small.baseline),
    },
    ...(await benchEverywhere()),
  ];
}

/**
 * The board over all channels of a community, with 50,000 people who answered once in each of 20 channels. The baseline adds
 * up the channels' totals.
 */
async function benchEverywhere(): Promise<readonly BenchLine[]> {
  const people = 50_000;
  const channels = 20;
  const { db, community, channel } = await openHome("small");
  await db.transaction().execute(async (tx) => {
    await addPeople(tx, community.id, people);
    await sql`with recursive n(i) as (select 2 union all select i + 1 from n where i <= ${channels})
      insert into channels (community_id, external_id, name, deck, time_zone, crons, days_off, window_ms, catch_up_ms,
        scoring_rule, first_answer_counts, instant_feedback, reactions, state, created_at)
      select community_id, 'ch' || i, '#ch' || i, deck, time_zone, crons, days_off, window_ms, catch_up_ms,
        scoring_rule, first_answer_counts, instant_feedback, reactions, state, 0 from n, channels where id = ${channel.id}`.execute(
      tx,
    );
    const made = await tx.selectFrom("channels").select("id").where("id", "!=", channel.id).execute();
    for (const { id } of made) {
      const revealed = { channelId: id, slot: "at:1", state: "revealed", sequence: 1, postedAt: 1 } as const;
      const round = await insertRound(tx, newRound(revealed));
      await sql`insert into totals (channel_id, period, person_id, points, right_answers, answers)
        select ${id}, 'all', id, (${round} * 31 + id * 17) % 7 * 5, 1, 1 from people`.execute(tx);
      await addToCommunity(tx, id);
    }
  });
  const channelIds = (await db.selectFrom("channels").select("id").execute()).map((one) => one.id);
  const board: BoardScope = { communityId: community.id, channelIds, period: "all" };
  const first = await timed(100, (turn) => ownPage(db, board, people, turn, 0));
  const middle = await timed(100, (turn) => ownPage(db, board, people, turn, people / 2));
  const baseline = await timed(3, async () => {
    await sql`select people.name, sum(points) as points, rank() over (order by sum(points) desc) as rank
      from totals join people on people.id = totals.person_id
      where totals.channel_id in (${sql.join(channelIds)}) and period = 'all'
      group by people.id order by points desc limit 10`.execute(db);
  });
  await db.destroy();
  const line = (name: string, value: number): BenchLine => ({
    name: `leaderboard: ${name}, everywhere, 1,000,000 answers in ${channels} channels`,
    value,
    unit: "ms",
    baseline: baseline.p50,
    ratio: value / baseline.p50,
  });
  return [line("first page p50", first.p50), line("first page p99", first.p99), line("middle page p99", middle.p99)];
}

async function addPeople(tx: Db, community: number, people: number): Promise<void> {
  await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${people})
    insert into people (community_id, name, hidden, created_at)
    select ${community}, 'Person ' || i, i % 100 = 0, 0 from n`.execute(tx);
}

/** Reads a page with the viewer's own rank; viewers are spread over the whole board. */
async function ownPage(db: Db, board: BoardScope, people: number, turn: number, from: number): Promise<void> {
  const me = 1 + ((turn * 7919) % people);
  const { page: shown } = await peopleBoard(db, board, { from, size: 10, around: 1 }, me);
  if (shown.own === undefined) throw new Error("own row is missing");
}

async function benchSize(answers: number) {
  const people = answers / ROUNDS;
  const { db, community, channel } = await openHome("small");
  await db.transaction().execute(async (tx) => {
    await addPeople(tx, community.id, people);
    for (let round = 1; round <= ROUNDS; round++) {
      const place = { slot: `at:${round}`, sequence: round, postedAt: round };
      await insertRound(tx, newRound({ channelId: channel.id, state: "revealed", ...place }));
    }
    await sql`insert into answers (round_id, person_id, choice, is_right, via, read_back, at)
      select rounds.id, people.id, '1', (rounds.id * 31 + people.id * 17) % 7 > people.id % 5, 'button', 0, rounds.id
      from rounds, people`.execute(tx);
    await sql`insert into scores (round_id, person_id, base, bonus, points, streak)
      select round_id, person_id, 10 * is_right, person_id % 6 * is_right, (10 + person_id % 6) * is_right, 1
      from answers`.execute(tx);
    await sql`insert into totals (channel_id, period, person_id, points, right_answers, answers)
      ${totalsFromScores(channel.id)}`.execute(tx);
  });
  const board: BoardScope = { communityId: community.id, channelIds: [channel.id], period: "all" };
  const first = await timed(200, (turn) => ownPage(db, board, people, turn, 0));
  const middle = await timed(200, (turn) => ownPage(db, board, people, turn, Math.floor(people / 2)));
  const baseline = await timed(5, async () => {
    await sql`select people.name, sum(points) as points, rank() over (order by sum(points) desc) as rank
      from scores join rounds on rounds.id = scores.round_id join people on people.id = scores.person_id
      where rounds.channel_id = ${channel.id} group by people.id order by points desc limit 10`.execute(db);
  });
  await db.destroy();
  const size = `${answers.toLocaleString("en")} answers of ${people.toLocaleString("en")} people`;
  const line = (name: string, value: number): BenchLine => ({
    name: `leaderboard: ${name}, ${size}`,
    value,
    unit: "ms",
    baseline: baseline.p50,
    ratio: value / baseline.p50,
  });
  return {
    p99: first.p99,
    baseline: baseline.p50,
    lines: [line("first page p50", first.p50), line("first page p99", first.p99), line("middle page p99", middle.p99)],
  };
}

async function timed(times: number, work: (turn: number) => Promise<void>): Promise<{ p50: number; p99: number }> {
  await work(0);
  const taken: number[] = [];
  for (let turn = 1; turn <= times; turn++) {
    const from = performance.now();
    await work(turn);
    taken.push(performance.now() - from);
  }
  taken.sort((a, b) => a - b);
  return { p50: quantile(taken, 0.5), p99: quantile(taken, 0.99) };
}

import { performance } from "node:perf_hooks";
import { sql } from "kysely";
import { boardRows } from "../src/storage/boards.ts";
import { rescoreChannel } from "../src/storage/scores.ts";
import { boardPage, rank } from "../src/study/ranking.ts";
import { roundRow } from "../test/support/rows.ts";
import { openHome, quantile } from "./home.ts";
import type { BenchLine } from "./line.ts";

const PAGES = 200;

/** One page of a board with own rank and neighbours, against adding it up from the answers in one SQL statement. */
export async function benchLeaderboard(): Promise<readonly BenchLine[]> {
  return [...(await benchSize(1_000, 50)), ...(await benchSize(100_000, 2_000))];
}

async function benchSize(answers: number, people: number): Promise<readonly BenchLine[]> {
  const { db, community, channel } = await openHome("small");
  const rounds = Math.ceil(answers / people);
  await db.transaction().execute(async (tx) => {
    for (let person = 1; person <= people; person++) {
      await tx
        .insertInto("people")
        .values({ community_id: community.id, name: `Person ${person}`, hidden: 0, created_at: 0 })
        .execute();
    }
    for (let round = 1; round <= rounds; round++) {
      const row = roundRow({
        channel_id: channel.id,
        slot: `at:${round}`,
        state: "revealed",
        sequence: round,
        posted_at: round,
      });
      await tx.insertInto("rounds").values(row).execute();
    }
    await sql`insert into answers (round_id, person_id, choice, is_right, via, read_back, at)
      select rounds.id, people.id, '1', (rounds.id * 31 + people.id * 17) % 3 > 0, 'button', 0, rounds.id from rounds, people`.execute(
      tx,
    );
    await rescoreChannel(tx, channel.id);
  });
  const me = Math.ceil(people / 2);
  const page = await timed(async () => {
    const rows = await boardRows(db, channel.id, "all", me);
    const shown = boardPage(rank(rows), { top: 10, around: 1, isMe: (row) => row.person === me });
    if (shown.own === undefined) throw new Error("own row is missing");
  });
  const baseline = await timed(async () => {
    await sql`select people.name, sum(points) as points, rank() over (order by sum(points) desc) as rank
      from scores join rounds on rounds.id = scores.round_id join people on people.id = scores.person_id
      where rounds.channel_id = ${channel.id} group by people.id order by points desc limit 10`.execute(db);
  });
  await db.destroy();
  const size = answers.toLocaleString("en");
  return [
    {
      name: `leaderboard: page over ${size} answers, p50`,
      value: page.p50,
      unit: "ms",
      baseline: baseline.p50,
      ratio: page.p50 / baseline.p50,
    },
    {
      name: `leaderboard: page over ${size} answers, p99`,
      value: page.p99,
      unit: "ms",
      baseline: baseline.p99,
      ratio: page.p99 / baseline.p99,
    },
  ];
}

async function timed(work: () => Promise<void>): Promise<{ p50: number; p99: number }> {
  await work();
  const times: number[] = [];
  for (let index = 0; index < PAGES; index++) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { sql } from "kysely";
import type { Db } from "../src/storage/database.ts";
import { runInBackground } from "../src/storage/operations/background.ts";
import { recordAnswer } from "../src/storage/rounds/answers.ts";
import { insertRound } from "../src/storage/rounds/rounds.ts";
import { newRound } from "../test/support/new-round.ts";
import { benchFolder, openHome, quantile, START } from "./home.ts";
import type { BenchLine } from "./line.ts";

const PEOPLE = 50_000;
const ROUNDS = 20;
const ANSWERS = 500;

/**
 * Backs up a million answers and runs the check that follows an unclean stop. Also measures how the backup slows people who
 * answer during it.
 */
export async function benchBackup(): Promise<readonly BenchLine[]> {
  const { db, file, community, channel } = await openHome("small");
  await db.transaction().execute(async (tx) => {
    await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${PEOPLE})
      insert into people (community_id, name, hidden, created_at) select ${community.id}, 'Person ' || i, 0, 0 from n`.execute(
      tx,
    );
    for (let round = 1; round <= ROUNDS; round++) {
      const revealed = { channelId: channel.id, slot: `at:${round}`, state: "revealed", sequence: round } as const;
      await insertRound(tx, newRound(revealed));
    }
    await sql`insert into answers (round_id, person_id, choice, is_right, via, read_back, at)
      select rounds.id, people.id, '1', 1, 'button', 0, rounds.id from rounds, people`.execute(tx);
    await insertRound(tx, newRound({ channelId: channel.id, slot: "at:open", state: "open", closesAt: START * 2 }));
  });
  const open = { roundId: ROUNDS + 1, communityId: community.id };
  const alone = await answerTimes(db, open, (turn) => turn >= ANSWERS);
  const from = performance.now();
  let took: number | undefined;
  const given = { database: file, folder: join(benchFolder(), "backups"), keep: 1, now: START };
  const backup = runInBackground("back-up", given, new AbortController().signal).then(() => {
    took = performance.now() - from;
  });
  const beside = await answerTimes(db, open, () => took !== undefined);
  await backup;
  const checking = performance.now();
  await sql`pragma quick_check(1)`.execute(db);
  const checked = performance.now() - checking;
  await db.destroy();
  const line = (name: string, q: number): BenchLine => {
    const [value, baseline] = [quantile(beside, q), quantile(alone, q)];
    return { name: `backup: an answer meanwhile, ${name}`, value, unit: "ms", baseline, ratio: value / baseline };
  };
  return [
    { name: "backup: of 1,000,000 answers, checked", value: took ?? 0, unit: "ms" },
    line("p50", 0.5),
    line("p99", 0.99),
    line("longest", 1),
    { name: "backup: quick_check of it at a start", value: checked, unit: "ms" },
  ];
}

/** Gives answers one after another until `isEnough`. Returns times in ms, ascending. */
async function answerTimes(
  db: Db,
  open: { readonly roundId: number; readonly communityId: number },
  isEnough: (turn: number) => boolean,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let turn = 0; !isEnough(turn); turn++) {
    const user = { id: `u${turn % 100}`, name: `Person ${turn % 100}` };
    const answer = {
      choice: String(1 + (turn % 3)),
      isRight: true,
      via: "button",
      readBack: false,
      at: START + turn,
    } as const;
    const from = performance.now();
    await recordAnswer(db, { ...open, user, ...answer }, START);
    times.push(performance.now() - from);
    // People pause between answers, and the worker's messages need the event loop.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return times.sort((a, b) => a - b);
}

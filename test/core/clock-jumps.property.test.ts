import fc from "fast-check";
import { IANAZone } from "luxon";
import { expect, test } from "vitest";
import { missedRuns } from "../../src/storage/rounds/missed-runs.ts";
import { singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, startTeam, type Team } from "../support/team.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Plan {
  readonly words: string;
  /** "HH:MM", on every day or on Monday to Friday. */
  readonly times: readonly string[];
  readonly weekdaysOnly: boolean;
}
const PLANS: readonly Plan[] = [
  { words: "weekdays 09:00", times: ["09:00"], weekdaysOnly: true },
  { words: "daily 02:30", times: ["02:30"], weekdaysOnly: false },
  { words: "daily 08:00, 09:00, 17:30", times: ["08:00", "09:00", "17:30"], weekdaysOnly: false },
];
/** Clocks change in Berlin on 25 October, in New York on 1 November, on Lord Howe (by half an hour) on 4 October. */
const ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"];
const STARTS = ["2026-10-02T05:07:00Z", "2026-10-23T05:07:00Z", "2026-10-30T05:07:00Z", "2027-03-26T05:07:00Z"];

const minutes = (from: number, to: number) => fc.integer({ min: from, max: to }).map((count) => count * MINUTE);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("run" as const), ms: minutes(20, 600) }) },
  // Asleep, or ahead: the bot cannot tell them apart.
  { weight: 3, arbitrary: fc.record({ do: fc.constant("jump" as const), ms: minutes(1, 600) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("jump" as const), ms: minutes(1_440, 525_600) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("jump" as const), ms: minutes(-600, -1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("jump" as const), ms: minutes(-7_200, -600) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("undo" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("skip" as const) }) },
);

test("whatever the clock does, a time gets its question once, and none that was due is left out", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PLANS),
      fc.constantFrom(...ZONES),
      fc.constantFrom(...STARTS),
      fc.constantFrom(0, 30, 180),
      fc.array(step, { minLength: 4, maxLength: 14 }),
      async (plan, zone, at, catchUp, steps) => {
        const team = await startTeam({ deck: smallDeck(singles(12)), at, setup: `/study setup zone:${zone}` });
        try {
          await team.say(ADMIN, `/study setup catchup:${catchUp}m`);
          await team.say(ADMIN, `/study schedule ${plan.words}`);
          await live(team, calendarOf(plan, zone), catchUp * MINUTE, steps);
          expect(await team.differences()).toBe(0);
        } finally {
          await team.stop();
        }
      },
    ),
    { numRuns: 15 },
  );
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Calendar = (now: number) => number;

async function live(team: Team, newestRun: Calendar, catchUpMs: number, steps: readonly Step[]): Promise<void> {
  const skipped = new Set<number>();
  const asked = new Set<number>();
  let earliest = team.now;
  let jumpedFrom: number | undefined;
  const turn = async (to: number): Promise<void> => {
    await team.tickAt(to);
    earliest = Math.min(earliest, to);
    const due = newestRun(to);
    const isDue = to - due <= catchUpMs;
    const slots = await scheduledSlots(team);
    for (const slot of slots) {
      if (asked.has(slot)) continue;
      expect([slot, isDue, skipped.has(slot)]).toEqual([due, true, false]);
      asked.add(slot);
    }
    // What came before the bot was set up, by any reading of the clock, it need not know of.
    if (isDue && due > earliest && !skipped.has(due)) expect([...asked]).toContain(due);
    expect(await missedAndAsked(team, asked)).toEqual([]);
  };
  await turn(team.now);
  for (const one of steps) {
    if (one.do === "run") {
      const end = team.now + one.ms;
      while (team.now < end) await turn(team.now + 15 * MINUTE);
    } else if (one.do === "jump") {
      jumpedFrom = team.now;
      await turn(Math.max(team.now + one.ms, Date.parse("2026-06-01T00:00:00Z")));
    } else if (one.do === "undo" && jumpedFrom !== undefined) {
      await turn(jumpedFrom + MINUTE);
      jumpedFrom = undefined;
    } else if (one.do === "restart") {
      await team.restart();
    } else if (one.do === "skip") {
      const { next_run_at: next } = await team.db
        .selectFrom("channels")
        .select("next_run_at")
        .executeTakeFirstOrThrow();
      await team.say(ADMIN, "/study skip");
      if (next !== null) skipped.add(next);
    }
  }
  const rounds = team.channelMessages().filter(({ card }) => card.tone === "question" || card.tone === "reveal");
  const questions = rounds.map((message) => message.key);
  expect(new Set(questions).size).toBe(questions.length);
  expect(questions).toHaveLength(asked.size);
}

async function scheduledSlots(team: Team): Promise<readonly number[]> {
  const rounds = await team.db.selectFrom("rounds").select("slot").execute();
  const slots = rounds.map((round) => Number(round.slot.replace("at:", "")));
  expect(new Set(slots).size).toBe(slots.length);
  return slots;
}

/** `/study status` never says of a time that no question came, where one did. */
async function missedAndAsked(team: Team, asked: ReadonlySet<number>): Promise<readonly number[]> {
  return (await missedRuns(team.db, 1, 100)).map((run) => run.runAt).filter((run) => asked.has(run));
}

/**
 * The newest scheduled time up to a moment, found the slow way: a time of a day is the first half hour at which the clock on the
 * wall shows it or has passed it.
 */
function calendarOf(plan: Plan, zoneName: string): Calendar {
  const zone = IANAZone.create(zoneName);
  const wallAt = (at: number) => at + zone.offset(at) * MINUTE;
  const runs = new Map<string, number>();
  const runOf = (day: number, time: string): number => {
    const wall = day + Date.parse(`1970-01-01T${time}:00Z`);
    const key = String(wall);
    let run = runs.get(key);
    if (run === undefined) {
      run = wall - 15 * HOUR;
      while (wallAt(run) < wall) run += 30 * MINUTE;
      runs.set(key, run);
    }
    return run;
  };
  return (now) => {
    const today = Math.floor(wallAt(now) / DAY) * DAY;
    const days = [1, 0, -1, -2, -3, -4].map((away) => today + away * DAY);
    const open = days.filter((day) => !plan.weekdaysOnly || ![0, 6].includes(new Date(day).getUTCDay()));
    return Math.max(...open.flatMap((day) => plan.times.map((time) => runOf(day, time))).filter((run) => run <= now));
  };
}

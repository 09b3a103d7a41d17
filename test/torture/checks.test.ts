import { describe, expect, test } from "vitest";
import { CRASH_POINTS } from "../../src/bot/observe.ts";
import { nextRun } from "../../src/study/schedule.ts";
import { parseSchedule } from "../../src/study/schedule-text.ts";
import type { Outcome, Person } from "./door.ts";
import { type AnswerReport, type Entry, judge, type StoredAnswer } from "./journal.ts";
import { planKills } from "./kills.ts";
import { DISCORD_PLANS, dueTimes, PLAYGROUND_PLAN, type Plan, SLACK_PLANS } from "./schedules.ts";

const HOUR = 3_600_000;

test("trying every minute finds the very times that the bot's own schedule comes to, across the change of clocks", () => {
  const from = Date.parse("2026-10-24T12:00:00Z");
  const to = from + 72 * HOUR;
  for (const plan of [...SLACK_PLANS, ...DISCORD_PLANS, PLAYGROUND_PLAN]) {
    const parsed = parseSchedule(plan.schedule);
    if (!parsed.ok) throw new Error(parsed.problem.kind);
    const daysOff = plan.daysOff === undefined ? [] : [plan.daysOff];
    const schedule = { crons: parsed.crons, timeZone: plan.zone, daysOff };
    const runs: number[] = [];
    for (let at = nextRun(schedule, from - 1); at !== undefined && at <= to; at = nextRun(schedule, at)) runs.push(at);
    expect([plan.schedule, plan.zone, dueTimes(plan, from, to)]).toEqual([plan.schedule, plan.zone, runs]);
  }
});

test("each named moment gets a tenth of the kills, and a seed always plans the same", () => {
  for (const [kills, least] of [
    [200, 20],
    [20, 2],
  ] as const) {
    const plan = planKills(kills, 5);
    expect(plan).toHaveLength(kills);
    for (const point of CRASH_POINTS)
      expect(plan.filter(({ how }) => how.point === point).length).toBeGreaterThanOrEqual(least);
    expect(planKills(kills, 5)).toEqual(plan);
    expect(planKills(kills, 6)).not.toEqual(plan);
  }
});

describe("what people were told against what is stored", () => {
  const place = { platform: "slack", community: "T1", channel: "C1", plan: SLACK_PLANS[0] as Plan } as const;
  const ann: Person = { id: "ann", place };
  const told = (stated: string): Outcome => ({ kind: "acknowledged", stated });
  const DOUBT: Outcome = { kind: "doubt" };
  const REFUSED: Outcome = { kind: "refused" };
  const gave = (choice: string, outcome: Outcome, stands = false): Entry => ({
    what: "answer",
    person: ann,
    round: 1,
    choice,
    outcome,
    stands,
    byCommand: false,
  });
  const deleted = (outcome: Outcome): Entry => ({ what: "deletion", person: ann, outcome });
  const judged = (entries: readonly Entry[], choice?: string): AnswerReport => {
    const stored: StoredAnswer[] =
      choice === undefined ? [] : [{ platform: "slack", community: "T1", user: "ann", round: 1, choice }];
    return judge({ entries: [...entries] }, stored);
  };

  test.each<[string, readonly Entry[], string | undefined]>([
    ["kept", [gave("2", told("2"))], "2"],
    ["changed", [gave("2", told("2")), gave("3", told("3"))], "3"],
    ["of two in a hurry, the later one counts", [gave("2", told("3")), gave("3", told("3"))], "3"],
    ["in doubt, and taken", [gave("2", told("2")), gave("3", DOUBT)], "3"],
    ["in doubt, and not taken", [gave("2", told("2")), gave("3", DOUBT)], "2"],
    ["refused", [gave("2", REFUSED)], undefined],
    ["deleted", [gave("2", told("2")), deleted(told(""))], undefined],
    ["deleted, perhaps", [gave("2", told("2")), deleted(DOUBT)], "2"],
    ["deleted, and a reaction still stands", [gave("2", told("2"), true), deleted(told(""))], "2"],
  ])("%s: all is well", (_, entries, choice) => {
    expect(judged(entries, choice)).toMatchObject({ lost: 0, invented: 0, problems: [] });
  });

  test.each<[string, readonly Entry[], string | undefined, Partial<AnswerReport>]>([
    ["lost", [gave("2", told("2"))], undefined, { acknowledged: 1, lost: 1 }],
    ["undone by an older one", [gave("2", told("2")), gave("3", told("3"))], "2", { acknowledged: 1, lost: 1 }],
    ["back after the deletion", [gave("2", told("2")), deleted(told(""))], "2", {}],
    ["invented", [], "2", { invented: 1 }],
    ["taken though refused", [gave("2", REFUSED)], "2", {}],
  ])("%s: it is told", (_, entries, choice, counts) => {
    const report = judged(entries, choice);
    expect(report).toMatchObject(counts);
    expect(report.problems).toHaveLength(1);
  });
});

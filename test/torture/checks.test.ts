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
  const gave = (
    choice: string,
    outcome: Outcome,
    stands = false,
    rivals: string[] = [],
  ): Extract<Entry, { what: "answer" }> => ({
    what: "answer",
    person: ann,
    round: 1,
    choice,
    outcome,
    stands,
    byCommand: false,
    rivals,
  });
  const deleted = (outcome: Outcome): Entry => ({ what: "deletion", person: ann, outcome });
  const inRound = (round: number, choice: string): StoredAnswer => ({
    platform: "slack",
    community: "T1",
    user: "ann",
    round,
    choice,
  });
  const judged = (entries: readonly Entry[], choice?: string): AnswerReport =>
    judge({ entries: [...entries] }, choice === undefined ? [] : [inRound(1, choice)], []);

  test.each<[string, readonly Entry[], string | undefined]>([
    ["kept", [gave("2", told("2"))], "2"],
    ["changed", [gave("2", told("2")), gave("3", told("3"))], "3"],
    ["of two in a hurry, the later one counts", [gave("2", told("3")), gave("3", told("3"))], "3"],
    [
      "of two in a hurry whose order nothing tells, either may count",
      [gave("2", told("2"), false, ["3"]), gave("3", told("3"), false, ["2"])],
      "2",
    ],
    ["in doubt, and taken", [gave("2", told("2")), gave("3", DOUBT)], "3"],
    ["in doubt, and not taken", [gave("2", told("2")), gave("3", DOUBT)], "2"],
    ["refused", [gave("2", REFUSED)], undefined],
    ["deleted", [gave("2", told("2")), deleted(told(""))], undefined],
    ["deleted, perhaps", [gave("2", told("2")), deleted(DOUBT)], "2"],
    ["deleted, and a reaction still stands", [gave("2", told("2"), true), deleted(told(""))], "2"],
  ])("%s: all is well", (_, entries, choice) => {
    expect(judged(entries, choice)).toMatchObject({ lost: 0, invented: 0, problems: [] });
  });

  describe("typed, so that it names no round", () => {
    const typed = (choice: string, round = 1): Entry => ({ ...gave(choice, told(choice)), byCommand: true, round });
    const rounds = (first: "void" | "revealed") => [
      { id: 1, channelId: 7, state: first },
      { id: 2, channelId: 8, state: "revealed" },
      { id: 3, channelId: 7, state: "revealed" },
    ];

    test.each<[string, readonly Entry[], "void" | "revealed", StoredAnswer]>([
      [
        "the question was given up, and its answer went to the same one, asked again",
        [typed("2")],
        "void",
        inRound(3, "2"),
      ],
      ["words went to the next question", [typed("guess ann 1")], "revealed", inRound(3, "guess ann 1")],
      [
        "and were changed there",
        [typed("guess ann 1"), typed("guess ann 2", 3)],
        "revealed",
        inRound(3, "guess ann 2"),
      ],
      [
        "in doubt, it went to the next question, whose own words are in doubt too",
        [
          { ...gave("4", DOUBT), byCommand: true },
          { ...gave("guess ann 1", DOUBT), round: 3 },
        ],
        "revealed",
        inRound(3, "4"),
      ],
    ])("%s: all is well", (_, entries, first, stored) => {
      expect(judge({ entries: [...entries] }, [stored], rounds(first)).problems).toEqual([]);
    });

    test.each([
      ["a choice", typed("2")],
      ["words", typed("guess ann 1")],
    ])("%s that is nowhere is told", (_, entry) => {
      expect(judge({ entries: [entry] }, [], rounds("revealed"))).toMatchObject({ lost: 1 });
    });
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

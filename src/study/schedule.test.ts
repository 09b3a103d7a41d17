import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { closingTime, DEFAULT_CRONS, dueRun, isDayOff, nextRun, periodsOf, type Schedule } from "./schedule.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function schedule(
  timeZone: string,
  crons: readonly string[] = DEFAULT_CRONS,
  daysOff: readonly string[] = [],
): Schedule {
  return { crons, timeZone, daysOff };
}

const utc = (text: string) => Date.parse(`${text}Z`);
const local = (at: number | undefined, zone: string) =>
  at === undefined ? "never" : DateTime.fromMillis(at, { zone }).toFormat("ccc yyyy-MM-dd HH:mm");

function runsBetween(plan: Schedule, after: number, until: number): number[] {
  const runs: number[] = [];
  for (let run = nextRun(plan, after); run !== undefined && run <= until; run = nextRun(plan, run)) runs.push(run);
  return runs;
}

/** The first runs after a moment (UTC), in the channel's zone. */
function firstRuns(plan: Schedule, after: string, count: number): string[] {
  const runs: string[] = [];
  for (let run = nextRun(plan, utc(after)); run !== undefined && runs.length < count; run = nextRun(plan, run)) {
    runs.push(local(run, plan.timeZone));
  }
  return runs;
}

describe("the next question", () => {
  test("comes Monday to Friday at 09:00 by default", () => {
    expect(firstRuns(schedule("Europe/Berlin"), "2026-11-19T12:00", 3)).toEqual([
      "Fri 2026-11-20 09:00",
      "Mon 2026-11-23 09:00",
      "Tue 2026-11-24 09:00",
    ]);
  });

  test("comes strictly after the given moment", () => {
    const run = utc("2026-11-20T08:00");
    expect(nextRun(schedule("Europe/Berlin"), run - 1)).toBe(run);
    expect(nextRun(schedule("Europe/Berlin"), run)).toBe(utc("2026-11-23T08:00"));
  });

  test("at a time that does not exist that day comes at the next valid minute, once", () => {
    expect(firstRuns(schedule("Europe/Berlin", ["0,30 2 * * *"]), "2026-03-28T12:00", 2)).toEqual([
      "Sun 2026-03-29 03:00",
      "Mon 2026-03-30 02:00",
    ]);
    expect(firstRuns(schedule("Australia/Lord_Howe", ["15 2 * * *"]), "2026-10-03T12:00", 1)).toEqual([
      "Sun 2026-10-04 02:30",
    ]);
    expect(firstRuns(schedule("America/Nuuk", ["30 23 * * 6"]), "2026-03-28T12:00", 2)).toEqual([
      "Sun 2026-03-29 00:00",
      "Sat 2026-04-04 23:30",
    ]);
  });

  test("at a time that exists twice comes once, the first time, stars and steps too", () => {
    const [first, second] = runsBetween(
      schedule("Europe/Berlin", ["30 2 * * *"]),
      utc("2026-10-24T12:00"),
      utc("2026-10-27T00:00"),
    );
    expect([first, second]).toEqual([utc("2026-10-25T00:30"), utc("2026-10-26T01:30")]);
    const night = firstRuns(schedule("Europe/Berlin", ["*/30 * * * *"]), "2026-10-24T23:59", 5);
    expect(night.map((run) => run.slice(-5))).toEqual(["02:00", "02:30", "03:00", "03:30", "04:00"]);
  });

  test("does not come on days off, nor twice where two expressions name one time", () => {
    const plan = schedule(
      "Europe/Berlin",
      ["0 9 * * 1-5", "0 9 * * 5", "0 12 * * 5"],
      ["2026-12-24..2027-01-03", "2026-12-22"],
    );
    expect(firstRuns(plan, "2026-12-18T00:00", 6)).toEqual([
      "Fri 2026-12-18 09:00",
      "Fri 2026-12-18 12:00",
      "Mon 2026-12-21 09:00",
      "Wed 2026-12-23 09:00",
      "Mon 2027-01-04 09:00",
      "Tue 2027-01-05 09:00",
    ]);
    expect(firstRuns(schedule("Europe/Berlin", ["0 0 * * *"], ["2026-12-24"]), "2026-12-23T12:00", 1)).toEqual([
      "Fri 2026-12-25 00:00",
    ]);
    expect(isDayOff(plan, utc("2026-12-23T22:59"))).toBe(false);
    expect(isDayOff(plan, utc("2026-12-23T23:00"))).toBe(true);
  });

  test("never comes without expressions, on the 30th of February, or when five years are off", () => {
    expect(nextRun(schedule("Europe/Berlin", []), 0)).toBeUndefined();
    expect(nextRun(schedule("Europe/Berlin", ["0 9 30 2 *"]), 0)).toBeUndefined();
    const years = [2026, 2027, 2028, 2029, 2030, 2031].map((year) => `${year}-01-01..${year}-12-31`);
    expect(nextRun(schedule("Europe/Berlin", DEFAULT_CRONS, years), utc("2026-01-01T00:00"))).toBeUndefined();
  });
});

const YEARS = [
  ["Europe/Berlin", 2026],
  ["America/New_York", 2026],
  ["Australia/Lord_Howe", 2026],
  ["America/Sao_Paulo", 2018],
  ["Asia/Kolkata", 2026],
  ["Africa/Casablanca", 2025],
  ["Pacific/Apia", 2011],
  ["Pacific/Apia", 2012],
] as const;

test.each(YEARS)("09:00 stays 09:00 all year, once every scheduled day, in %s %i", (zone, year) => {
  const begin = DateTime.fromObject({ year }, { zone });
  const end = begin.plus({ years: 1 }).toMillis();
  const runs = runsBetween(schedule(zone), begin.toMillis() - 1, end - 1);
  // Hour by hour, for a zone may leave a day out.
  const days = new Set<number>();
  for (let hour = begin.toMillis(); hour < end; hour += HOUR) {
    days.add(Math.floor((hour + begin.zone.offset(hour) * MINUTE) / DAY) * DAY);
  }
  const weekdays = [...days].map((day) => DateTime.fromMillis(day, { zone: "UTC" })).filter((day) => day.weekday <= 5);
  expect(runs.map((run) => local(run, zone))).toEqual(weekdays.map((day) => day.toFormat("ccc yyyy-MM-dd '09:00'")));
});

/** Days on which clocks change. */
const CHANGES = [
  ["Europe/Berlin", "2026-03-29"],
  ["Europe/Berlin", "2026-10-25"],
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["America/Sao_Paulo", "2018-11-04"],
  ["America/Sao_Paulo", "2019-02-17"],
  ["Asia/Kolkata", "2026-03-29"],
  ["Africa/Casablanca", "2025-02-23"],
  ["Africa/Casablanca", "2025-04-06"],
  ["Pacific/Apia", "2011-12-30"],
  ["Pacific/Apia", "2012-04-01"],
  ["America/Nuuk", "2026-03-29"],
  ["America/Havana", "2026-11-01"],
  ["Africa/Cairo", "2026-04-24"],
] as const;

/** What a clock on the wall shows, minute by minute from `from` to `until`, in minutes since 1970. */
function readings(zone: string, from: number, until: number): number[] {
  const clock = DateTime.fromMillis(from, { zone }).zone;
  const shown: number[] = [];
  for (let at = from; at <= until; at += MINUTE) shown.push((at + clock.offset(at) * MINUTE) / MINUTE);
  return shown;
}

/** What a person who watches that clock would note: when it first shows, or jumps over, a scheduled time. */
function watchTheClock([start = 0, ...shown]: readonly number[], times: ReadonlySet<number>, from: number): number[] {
  const runs: number[] = [];
  let latest = start;
  for (const [place, now] of shown.entries()) {
    if (now <= latest) continue;
    // A day that the zone skips has no times.
    const first = now - latest > 720 ? now : latest + 1;
    const passed = Array.from({ length: now - first + 1 }, (_, more) => (first + more) % 1440);
    if (passed.some((minute) => times.has(minute))) runs.push(from + (place + 1) * MINUTE);
    latest = now;
  }
  return runs;
}

const anyTimes = fc.uniqueArray(
  // Quarter hours, mostly near the times at which clocks change.
  fc.oneof(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 0, max: 16 }), fc.integer({ min: 90, max: 95 })),
  { minLength: 1, maxLength: 5 },
);

test.each(CHANGES)(
  "in %s around %s questions come exactly when somebody watching the clock expects them",
  (zone, day) => {
    const from = utc(`${day}T00:00`) - 36 * HOUR;
    const until = from + 4 * DAY;
    const clock = readings(zone, from, until);
    fc.assert(
      fc.property(anyTimes, fc.nat(2880), (quarters, wake) => {
        const times = quarters.map((quarter) => quarter * 15);
        const plan = schedule(
          zone,
          times.map((time) => `${time % 60} ${Math.floor(time / 60)} * * *`),
        );
        const expected = watchTheClock(clock, new Set(times), from);
        expect(runsBetween(plan, from, until)).toEqual(expected);
        const later = from + wake * MINUTE;
        expect(runsBetween(plan, later, until)).toEqual(expected.filter((run) => run > later));
      }),
      { numRuns: 8 },
    );
  },
);

describe("a bot that was away", () => {
  const plan = schedule("UTC", ["0 9 * * *"]);
  const day = (number: number, time = "09:00") => utc(`2026-11-${String(number).padStart(2, "0")}T${time}`);

  test("posts at 09:20 what was due at 09:00", () => {
    expect(dueRun(plan, day(2), day(2, "09:20"), 3 * HOUR)).toEqual({ post: day(2), missed: [], next: day(3) });
  });

  test("skips to the next after the catch-up limit, and tells what was missed", () => {
    expect(dueRun(plan, day(2), day(2, "12:00"), 3 * HOUR).post).toBe(day(2));
    expect(dueRun(plan, day(2), day(2, "12:01"), 3 * HOUR)).toEqual({
      post: undefined,
      missed: [day(2)],
      next: day(3),
    });
  });

  test("posts only the newest of several", () => {
    expect(dueRun(plan, day(2), day(5, "09:01"), 3 * HOUR)).toEqual({
      post: day(5),
      missed: [day(2), day(3), day(4)],
      next: day(6),
    });
  });

  test("posts nothing before it is due", () => {
    expect(dueRun(plan, day(2), day(1), 3 * HOUR)).toEqual({ post: undefined, missed: [], next: day(2) });
  });

  test("posts nothing on a day that was made a day off since", () => {
    const off = { ...plan, daysOff: ["2026-11-02..2026-11-03"] };
    expect(dueRun(off, day(2), day(2, "09:01"), 3 * HOUR)).toEqual({ post: undefined, missed: [], next: day(4) });
  });

  test("after years tells the last 20 missed", () => {
    const busy = schedule("Europe/Berlin", ["*/15 * * * *"]);
    const due = dueRun(busy, utc("2016-01-01T00:00"), utc("2026-11-20T10:07"), HOUR);
    expect(due.post).toBe(utc("2026-11-20T10:00"));
    expect(due.missed).toHaveLength(20);
    expect(due.missed.at(-1)).toBe(utc("2026-11-20T09:45"));
    expect(due.missed[0]).toBe(utc("2026-11-20T05:00"));
  });
});

test("a bot that wakes whenever, its clock set back and forth, neither repeats a question nor loses one", () => {
  const anyPlan = fc.constantFrom(
    schedule("Europe/Berlin", ["0 9 * * *", "30 2 * * *"], ["2026-10-27"]),
    schedule("America/New_York", ["30 1 * * *", "0 9 * * 1-5"]),
    schedule("Australia/Lord_Howe", ["45 1 * * *"]),
    schedule("Africa/Casablanca", ["0 */6 * * *"]),
  );
  const anyJumps = fc.array(fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: -600, max: 2 * 1440 })), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(anyPlan, anyJumps, fc.integer({ min: 0, max: 12 }), (plan, jumps, catchUpHours) => {
      const start = utc("2026-10-20T00:00");
      let now = start;
      let latest = start;
      let nextAt = nextRun(plan, start);
      const posted: number[] = [];
      const missed: number[] = [];
      for (const minutes of jumps) {
        now += minutes * MINUTE;
        latest = Math.max(latest, now);
        if (nextAt === undefined) throw new Error("these schedules always go on");
        const due = dueRun(plan, nextAt, now, catchUpHours * HOUR);
        if (due.post !== undefined) {
          posted.push(due.post);
          expect(now - due.post).toBeGreaterThanOrEqual(0);
          expect(now - due.post).toBeLessThanOrEqual(catchUpHours * HOUR);
        }
        missed.push(...due.missed);
        expect(due.next).toBeGreaterThan(now);
        nextAt = due.next;
      }
      const all = [...posted, ...missed].sort((a, b) => a - b);
      expect(all).toEqual(runsBetween(plan, start, latest));
    }),
  );
});

test("a round closes after its window or when the next question comes, whichever is first", () => {
  const postedAt = utc("2026-11-20T09:00");
  const windowMs = 8 * HOUR;
  expect(closingTime({ postedAt, windowMs, nextRunAt: postedAt + DAY })).toBe(postedAt + 8 * HOUR);
  expect(closingTime({ postedAt, windowMs, nextRunAt: postedAt + 5 * HOUR })).toBe(postedAt + 5 * HOUR);
  expect(closingTime({ postedAt, windowMs, nextRunAt: undefined })).toBe(postedAt + 8 * HOUR);
  expect(closingTime({ postedAt, windowMs, nextRunAt: postedAt })).toBe(postedAt + 8 * HOUR);
});

describe("the periods of a round", () => {
  test.each([
    ["2026-11-22T12:00", "UTC", "monday", "2026-11-16", "2026-11"],
    ["2026-11-22T12:00", "UTC", "sunday", "2026-11-22", "2026-11"],
    ["2026-11-23T12:00", "UTC", "monday", "2026-11-23", "2026-11"],
    ["2027-01-01T12:00", "UTC", "monday", "2026-12-28", "2027-01"],
    ["2026-11-30T23:30", "Asia/Kolkata", "monday", "2026-11-30", "2026-12"],
    ["2026-12-01T04:30", "America/New_York", "sunday", "2026-11-29", "2026-11"],
  ] as const)("%s in %s, weeks from %s: %s, %s", (at, zone, weekStart, week, month) => {
    expect(periodsOf(utc(at), zone, weekStart)).toEqual({ week, month });
  });

  test("agree with the calendar of the zone", () => {
    const anyTime = fc.integer({ min: utc("2010-01-01T00:00"), max: utc("2040-01-01T00:00") });
    fc.assert(
      fc.property(fc.constantFrom(...CHANGES), anyTime, ([zone], at) => {
        const day = DateTime.fromMillis(at, { zone });
        expect(periodsOf(at, zone, "monday")).toEqual({
          week: day.startOf("week").toFormat("yyyy-MM-dd"),
          month: day.toFormat("yyyy-MM"),
        });
      }),
    );
  });
});

import { describe, expect, test } from "vitest";
import { describeSchedule, parseSchedule } from "./schedule-text.ts";

function described(text: string): string {
  const parsed = parseSchedule(text);
  return parsed.ok ? describeSchedule(parsed.crons) : parsed.problem.kind;
}

describe("a schedule in words", () => {
  test.each([
    ["weekdays 09:00", "Monday to Friday at 09:00"],
    ["9:00", "Monday to Friday at 09:00"],
    ["weekdays at 9:00 and 14:30", "Monday to Friday at 09:00 and 14:30"],
    ["14:30, 9:00 on weekdays", "Monday to Friday at 09:00 and 14:30"],
    ["mon,wed,fri 09:00", "Monday, Wednesday and Friday at 09:00"],
    ["mon-thu 16:15", "Monday to Thursday at 16:15"],
    ["Monday to Friday at 9.30am", "Monday to Friday at 09:30"],
    ["daily 08:00", "Every day at 08:00"],
    ["every day 9am", "Every day at 09:00"],
    ["tues & thurs 1 p.m.", "Tuesday and Thursday at 13:00"],
    ["weekends noon", "Saturday and Sunday at 12:00"],
    ["sundays 12am", "Sunday at 00:00"],
    ["fri-mon 21:00", "Monday and Friday to Sunday at 21:00"],
    ["mon 9:00; wed 10:00", "Monday at 09:00; Wednesday at 10:00"],
    ["weekdays 9:00; fri 15:00; weekdays 12:00", "Monday to Friday at 09:00 and 12:00; Friday at 15:00"],
  ])("%s", (text, description) => {
    expect(described(text)).toBe(description);
  });

  test("becomes cron expressions of five fields", () => {
    expect(parseSchedule("weekdays at 9:00 and 14:30")).toEqual({ ok: true, crons: ["0 9 * * 1-5", "30 14 * * 1-5"] });
    expect(parseSchedule("sat, sun 8:05")).toEqual({ ok: true, crons: ["5 8 * * 0,6"] });
    expect(parseSchedule("daily 9pm")).toEqual({ ok: true, crons: ["0 21 * * *"] });
  });
});

describe("cron expressions", () => {
  test.each([
    ["0 9 * * 1-5", "Monday to Friday at 09:00"],
    ["0  9 * * mon-fri", "Monday to Friday at 09:00"],
    ["0 9 * * 7", "Sunday at 09:00"],
    ["0,30 9 * * *", "Every day at 09:00 and 09:30"],
    ["0 9 1 * *", "0 9 1 * *"],
    ["0 9 * * 1#1; 0 9 * * 3", "0 9 * * 1#1; Wednesday at 09:00"],
    ["*/15 * * * *", "*/15 * * * *"],
    ["0 9 29 2 *", "0 9 29 2 *"],
  ])("%s", (text, description) => {
    expect(described(text)).toBe(description);
  });
});

describe("what a schedule cannot be", () => {
  test.each([
    ["", { kind: "empty" }],
    ["sometimes", { kind: "no-time" }],
    ["every 2 hours", { kind: "no-time" }],
    ["someday 9:00", { kind: "unknown-word", text: "someday" }],
    ["weekdays 9 and 11am", { kind: "unclear-number", text: "9" }],
    ["mon 24:00", { kind: "out-of-day", text: "24:00" }],
    ["mon 13pm", { kind: "not-a-time", text: "13pm" }],
    ["mon 9:00, wed 10:00", { kind: "mixed-days" }],
    ["9:00 mon 10:00 wed", { kind: "mixed-days" }],
    ["daily 8:00 9:00 10:00 11:00 12:00 13:00 14:00", { kind: "too-many-a-day", limit: 6 }],
    ["daily 8:00 9:00 10:00 11:00; daily 12:00 13:00 14:00", { kind: "too-many-a-day", limit: 6 }],
    ["daily 9:00 9:10", { kind: "too-close", limit: 15 }],
    ["daily 23:50; daily 0:00", { kind: "too-close", limit: 15 }],
    ["sun 23:50; mon 0:00", { kind: "too-close", limit: 15 }],
    ["*/10 * * * *", { kind: "too-close", limit: 15 }],
    ["0 9 * * *; 5 9 * * 2", { kind: "too-close", limit: 15 }],
    ["0 9 1 * 1; 5 9 * * 3", { kind: "too-close", limit: 15 }],
    ["0 9 30 2 *", { kind: "never" }],
    ["61 9 * * *", { kind: "bad-cron" }],
    ["0 9 * * 1-5 2026", { kind: "no-time" }],
    [Array.from({ length: 21 }, (_, hour) => `0 ${hour} 1 * *`).join(";"), { kind: "too-many-times", limit: 20 }],
    ["9:00;".repeat(100), { kind: "too-long", limit: 300 }],
  ])("%.60s is refused: %o", (text, problem) => {
    expect(parseSchedule(text)).toMatchObject({ ok: false, problem });
  });

  test("times on different days may be near each other", () => {
    expect(described("mon 9:00; tue 9:05")).toBe("Monday at 09:00; Tuesday at 09:05");
  });
});

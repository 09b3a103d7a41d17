import { expect, test } from "vitest";
import { parseDays, parseTimeZone } from "../../study/calendar.ts";
import { parseSchedule } from "../../study/schedule-text.ts";
import { calendarProblem } from "./calendar.ts";

test.each([
  [parseSchedule("sometimes"), "I see no time in"],
  [parseSchedule("mon 24:00"), "use 00\\:00 to 23\\:59"],
  [parseSchedule("9:00;".repeat(100)), "at most 300 characters"],
  [parseSchedule("daily 9:00 9:10"), "at least 15 minutes apart"],
  [parseTimeZone("berlin"), "Did you mean Europe/Berlin?"],
  [parseTimeZone("*Middle* earth"), 'the time zone "\\*Middle\\* earth"\\. Name it by its region and city'],
  [parseDays("24.12.2026"), '"24\\.12\\.2026" is no date'],
  [parseDays("2026-01-01..2027-01-02"), "is more than 366 days"],
])("a problem says what to write instead, and nothing in it is markup: %o", (parsed, words) => {
  expect(parsed.ok || calendarProblem(parsed.problem)).toContain(words);
});

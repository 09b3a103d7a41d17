import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { instantOf, wallOf } from "./wall-clock.ts";

const wall = (text: string) => Date.parse(`${text}Z`);
const shown = (at: number) => new Date(at).toISOString().replace(":00.000", "");

describe("when a clock on the wall shows a time", () => {
  test.each([
    ["an ordinary day", "Europe/Berlin", "2026-07-01T09:00", "2026-07-01T07:00Z"],
    ["in the spring gap: when it ends", "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00Z"],
    ["right after the gap", "Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00Z"],
    ["twice in autumn: the first time", "Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30Z"],
    ["a gap of half an hour", "Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30Z"],
    ["twice within half an hour", "Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45Z"],
    ["a gap at midnight", "America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00Z"],
    ["a gap that ends at midnight", "America/Nuuk", "2026-03-28T23:30", "2026-03-29T01:00Z"],
  ])("%s", (_, zone, text, instant) => {
    expect(shown(instantOf(wall(text), zone))).toBe(instant);
  });

  test("an unknown zone is an error, not a wrong time", () => {
    expect(() => instantOf(0, "Europe/Atlantis")).toThrow(RangeError);
    expect(() => wallOf(0, "Europe/Atlantis")).toThrow(RangeError);
  });
});

const anyZone = fc.constantFrom(
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Africa/Casablanca",
  "Pacific/Apia",
  "America/Nuuk",
  "Africa/Cairo",
  "Pacific/Chatham",
);
const anyMinute = fc
  .integer({ min: Date.UTC(2010, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 })
  .map((at) => at * 60_000);

test("the wall shows what the zone's calendar says", () => {
  fc.assert(
    fc.property(anyZone, anyMinute, (zone, at) => {
      const calendar = DateTime.fromMillis(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
      expect(new Date(wallOf(at, zone)).toISOString().slice(0, 16)).toBe(calendar);
    }),
  );
});

test("a moment's wall time leads back to the moment, or to the first of the two that show it", () => {
  fc.assert(
    fc.property(anyZone, anyMinute, (zone, at) => {
      const first = instantOf(wallOf(at, zone), zone);
      expect(first).toBeLessThanOrEqual(at);
      expect(wallOf(first, zone)).toBe(wallOf(at, zone));
    }),
  );
});

test("a later wall time is never an earlier moment", () => {
  fc.assert(
    fc.property(anyZone, anyMinute, fc.nat(3000), (zone, time, minutes) => {
      expect(instantOf(time + minutes * 60_000, zone)).toBeGreaterThanOrEqual(instantOf(time, zone));
    }),
  );
});

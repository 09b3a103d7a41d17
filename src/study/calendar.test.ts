import { describe, expect, test } from "vitest";
import { parseDays, parseTimeZone } from "./calendar.ts";

describe("a time zone", () => {
  test.each([
    ["Europe/Berlin", "Europe/Berlin"],
    [" america/new_york ", "America/New_York"],
    ["America/New York", "America/New_York"],
    ["asia/kolkata", "Asia/Kolkata"],
    ["EUROPE/KYIV", "Europe/Kyiv"],
    ["africa/porto-novo", "Africa/Porto-Novo"],
    ["america/argentina/buenos_aires", "America/Argentina/Buenos_Aires"],
    ["us/eastern", "US/Eastern"],
    ["utc", "UTC"],
  ])("%s is %s", (text, zone) => {
    expect(parseTimeZone(text)).toEqual({ ok: true, zone });
  });

  test.each([
    ["Europe/Berln", "Europe/Berlin"],
    ["berlin", "Europe/Berlin"],
    ["New York", "America/New_York"],
    ["kolkatta", "Asia/Kolkata"],
    ["EST", "America/New_York"],
    ["cet", "Europe/Berlin"],
  ])("%s is not known, but %s is suggested", (text, suggestion) => {
    const parsed = parseTimeZone(text);
    expect(parsed).toMatchObject({ ok: false, problem: { kind: "unknown-zone", nearest: suggestion } });
  });

  test.each(["", "+02:00", "Middle-earth", "x".repeat(5000)])("%.20s is refused without a guess", (text) => {
    const parsed = parseTimeZone(text);
    expect(parsed).toMatchObject({ ok: false, problem: { kind: "unknown-zone", nearest: undefined } });
  });
});

describe("days off", () => {
  test.each([
    ["2026-12-24", ["2026-12-24"]],
    ["2026-12-24..2027-01-01, 2026-11-26", ["2026-11-26", "2026-12-24..2027-01-01"]],
    ["2026-12-24 to 2027-01-01", ["2026-12-24..2027-01-01"]],
    ["2026-12-24 – 2027-01-01; 2026-12-24", ["2026-12-24", "2026-12-24..2027-01-01"]],
    ["2026-05-01 2026-05-01", ["2026-05-01"]],
    ["2026-05-01..2026-05-01", ["2026-05-01"]],
    ["2028-01-01..2028-12-31", ["2028-01-01..2028-12-31"]],
    ["2028-02-29", ["2028-02-29"]],
  ])("%s", (text, days) => {
    expect(parseDays(text)).toEqual({ ok: true, days });
  });

  test.each([
    ["", { kind: "no-days" }],
    ["24.12.2026", { kind: "not-a-date", text: "24.12.2026" }],
    ["2026-02-29", { kind: "not-a-date", text: "2026-02-29" }],
    ["2027-01-01..2026-12-24", { kind: "ends-first" }],
    ["2026-01-01..2027-01-02", { kind: "long-range", limit: 366 }],
    ["2026-01-01..2026-01-02..2026-01-03", { kind: "not-a-range" }],
    ["2026-01-01 ".repeat(101), { kind: "too-many-days", limit: 100 }],
  ])("%.40s is refused: %o", (text, problem) => {
    expect(parseDays(text)).toMatchObject({ ok: false, problem });
  });
});

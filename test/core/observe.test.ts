import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { statusPage } from "../../src/bot/messages/status-page.ts";
import type { BotEvent } from "../../src/bot/observe.ts";
import { overviewOf } from "../../src/bot/recovery/overview.ts";
import { noteBackup } from "../../src/storage/operations/backup-notes.ts";
import { ADMIN, startTeam, type Team } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const page = async () =>
  statusPage(await overviewOf(team.bot.bot, { version: "1.2.3", upSince: Date.parse("2026-11-23T05:00:00Z") }));

test("what a human reads of a bot that is well", async () => {
  team = await startTeam({ at: "2026-11-23T07:00:00Z" });
  await team.say(ADMIN, "/study post");
  await team.tickAt("2026-11-23T07:01:00Z");
  await noteBackup(team.db, Date.parse("2026-11-22T02:00:00Z"));
  const text = await page();
  expect(
    text.replace(/\d+\.\d MB/, "0.5 MB"),
  ).toBe(`studybot 1.2.3, up since 23 Nov 2026, 06:00 (Europe/Berlin) (2 h 1 min)

All is well.

Playground:      connected since 23 Nov 2026, 08:00 (Europe/Berlin)
Channels:        1 with questions, 0 paused
Rounds open:     1
Last question:   23 Nov 2026, 08:00 (Europe/Berlin)
Next question:   23 Nov 2026, 09:00 (Europe/Berlin)
Waiting to go:   0 messages
Deck:            small 1.0.0, 4 questions
Database:        0.5 MB
Last backup:     22 Nov 2026, 03:00 (Europe/Berlin)
`);
});

test("what is wrong comes first, with what to do, and names nobody", async () => {
  team = await startTeam();
  team.chat.faults.push({ kind: "refuse", reason: "unavailable" });
  await team.say(ADMIN, "/study post");
  const lifecycle = { type: "lifecycle", id: "x", platform: "playground", at: team.now } as const;
  await team.chat.handle({ ...lifecycle, community: "", what: "disconnected" });
  team.now += 10 * 60_000;
  const text = await page();
  expect(text).toContain("Look at this:\n- Playground is not reached since 23 Nov 2026, 07:00");
  expect(text).toContain("- 1 message is being tried again (unavailable)");
  expect(text).toContain("- The clock has not turned since");
  expect(text).toContain("Last backup:     none is known; `studybot db backup <file>` makes one");
  await team.chat.handle({ ...lifecycle, community: "home", channel: "study", what: "channel-lost" });
  await team.chat.handle({ ...lifecycle, community: "", what: "resumed" });
  await team.db.updateTable("channels").set({ deck: "gone" }).execute();
  await team.tickAt(team.now);
  const later = await page();
  expect(later).toContain(
    "1 channel is paused, because I was removed from the channel. When that is mended, `/study resume`",
  );
  expect(later).toContain("Channels use gone, which is not loaded.");
  expect(later).not.toContain("not reached");
  expect(`${text}${later}`).not.toMatch(/#?study\b(?! (?:resume|status|deck))|\bAda\b|\bada\b|home/);
});

test("everything that is measured is told once, with nothing of what people wrote", async () => {
  const heard: BotEvent[] = [];
  const lines: string[] = [];
  team = await startTeam({
    observe: (event) => heard.push(event),
    log: pino({ level: "debug" }, { write: (line: string) => void lines.push(line) }),
  });
  await team.say(ADMIN, "/study post");
  await team.press("ben", team.lastQuestion(), "1");
  await team.say("ben", "/ask of single");
  await team.say("ben", "/ask zebra crossing");
  await team.say("ben", "/wrong");
  team.chat.faults.push({ kind: "refuse", reason: "refused" });
  await team.say(ADMIN, "/study close");
  const of = <What extends BotEvent["what"]>(what: What) =>
    heard.filter((one): one is Extract<BotEvent, { what: What }> => one.what === what);
  expect(of("answered")).toEqual([{ what: "answered", platform: "playground", via: "button" }]);
  expect(of("asked").map(({ result }) => result)).toEqual(["withheld", "miss"]);
  expect(of("posted").map(({ kind }) => kind)).toContain("question");
  expect(of("post-failed").length).toBeLessThanOrEqual(1);
  expect(of("event").map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([
    "command done",
    "command done",
    "action done",
    "command done",
    "command done",
    "command refused",
    "command done",
  ]);
  const debug = lines.filter((line) => line.includes('"level":20'));
  expect(debug).toHaveLength(of("event").length);
  expect(debug.join("")).toMatch(/"event":"action","platform":"playground","outcome":"done","ms":[\d.]+/);
  expect(lines.join("")).not.toMatch(/zebra|right answer|\bben\b/i);
});

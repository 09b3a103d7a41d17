import { sql } from "kysely";
import { afterEach, expect, test, vi } from "vitest";
import { createLimiter } from "../../src/bot/rate-limits.ts";
import { ADMIN, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(async () => {
  vi.restoreAllMocks();
  await team?.stop();
});

const TOO_MUCH = "more at once than I take from one person";

/** The first of so many that is refused, from 1. */
async function firstRefused(many: number, act: () => Promise<string>): Promise<{ at: number; text: string }> {
  for (let at = 1; at <= many; at++) {
    const text = await act();
    if (text.includes(TOO_MUCH)) return { at, text };
  }
  throw new Error("none was refused");
}

test("somebody who asks in a flood is told in private when to try again, and others are not slowed", async () => {
  team = await startTeam();
  const ask = async (user: string) => textOf(await team.say(user, "/ask single"));
  const refused = await firstRefused(12, () => ask("ben"));
  expect(refused.at).toBe(11);
  expect(refused.text).toContain("Try again in 30 seconds");
  expect(await ask("chi")).not.toContain(TOO_MUCH);
  expect(textOf(await team.say("ben", "/progress"))).not.toContain(TOO_MUCH);
  team.now += 29_500;
  expect(await ask("ben")).toContain("Try again in 1 second.");
  team.now += 500;
  expect(await ask("ben")).not.toContain(TOO_MUCH);
});

test("other commands: twenty a minute", async () => {
  team = await startTeam();
  expect((await firstRefused(30, async () => textOf(await team.say("ben", "/leaderboard")))).at).toBe(21);
});

test("thirty answers within ten seconds all count; one more is refused and the one before it stands", async () => {
  team = await startTeam();
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  const labels = ["1", "2", "3", "4"];
  let presses = 0;
  const press = async () => textOf(await team.press("ben", question, labels[presses++ % 4] ?? "1"));
  const refused = await firstRefused(40, press);
  expect(refused.at).toBe(31);
  expect(refused.text).toContain("this answer was not taken, what I confirmed before stands");
  const stored = await team.db.selectFrom("answers").select("choice").execute();
  expect(stored).toEqual([{ choice: expect.stringContaining(labels[29 % 4] ?? "") }]);
  team.now += 10_000;
  expect(textOf(await team.press("ben", question, "1"))).not.toContain(TOO_MUCH);
});

test("reactions are never limited: what is stored follows what stands on the message", async () => {
  team = await startTeam();
  await team.say(ADMIN, "/study post");
  for (let n = 0; n < 150; n++) await team.react("ben", team.lastQuestion(), n % 2 === 0 ? "1" : "2");
  await team.react("ben", team.lastQuestion(), "3");
  expect(await team.db.selectFrom("answers").select("choice").execute()).toEqual([
    { choice: expect.stringContaining("3") },
  ]);
});

test("suggestions over the limit stay away, the home tab stays as it is", async () => {
  team = await startTeam();
  const user = { id: "ben", name: "Ben", isAdmin: false, roles: [] };
  const base = { platform: "playground", community: "home", at: team.now, user } as const;
  const suggest = (n: number) =>
    team.chat.handle({
      type: "suggest",
      id: `s${n}`,
      ...base,
      channel: "study",
      command: "ask",
      option: "words",
      partial: "sing",
    });
  const home = (n: number) => team.chat.handle({ type: "home", id: `h${n}`, ...base });
  for (let n = 0; n < 100; n++) await suggest(n);
  expect(await suggest(100)).toEqual({ kind: "suggestions", suggestions: [] });
  for (let n = 0; n < 20; n++) expect((await home(n)).kind).toBe("private");
  expect(await home(20)).toEqual({ kind: "nothing" });
});

test("memory is bounded, whoever comes; a clock that is set back locks nobody out", () => {
  let now = 1_000_000;
  const budget = { name: "ask", count: 1, perMs: 30_000 } as const;
  const limiter = createLimiter(() => now);
  let largest = 0;
  for (let n = 0; n < 100_000; n++) {
    now += 1;
    limiter.take(`person ${n}`, budget);
    largest = Math.max(largest, limiter.size);
  }
  expect(largest).toBeLessThanOrEqual(20_000);
  limiter.take("ada", budget);
  expect(limiter.take("ada", budget)).toBe(30_000);
  now -= 3_600_000;
  expect(limiter.take("ada", budget)).toBeUndefined();
});

test("trouble with somebody's groups costs them no receipt, and the answer is kept", async () => {
  team = await startTeam();
  await team.say(ADMIN, "/study post");
  team.roles.set("ben", ["red"]);
  await sql`alter table teams rename to away`.execute(team.db);
  expect(textOf(await team.press("ben", team.lastQuestion(), "2"))).toContain("Your answer");
  await sql`alter table away rename to teams`.execute(team.db);
  expect(await team.db.selectFrom("answers").select("choice").execute()).toEqual([
    { choice: expect.stringContaining("2") },
  ]);
});

test("an option may be as long as a typed command, whatever the platform lets through", async () => {
  team = await startTeam();
  const user = { id: "ben", name: "Ben", isAdmin: false, roles: [] };
  const base = {
    type: "command",
    platform: "playground",
    community: "home",
    at: team.now,
    user,
    channel: "study",
  } as const;
  const ask = (words: string) =>
    team.chat.handle({ ...base, id: words.slice(0, 9), command: "ask", input: { options: { words } } });
  const reply = await ask("kinesis ".repeat(700));
  expect(reply.kind === "private" && textOf(reply.card)).toContain("too long: at most 2000 characters");
  expect(await ask("single")).toMatchObject({ kind: "private" });
});

import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, labelOf, rankingOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const DECK = { deck: smallDeck(singles(12)) };
const questions = () => team.channelMessages();

test("however often the clock turns, a question comes once", async () => {
  team = await startTeam(DECK);
  for (let second = 0; second < 5; second++) await team.tickAt(Date.parse("2026-11-23T08:00:00Z") + second * 1000);
  await team.restart();
  await team.tickAt("2026-11-23T08:00:30Z");
  expect(questions()).toHaveLength(1);
});

test("two requests with the same event id post one question", async () => {
  team = await startTeam(DECK);
  await team.say(ADMIN, "/study post", "same");
  await team.say(ADMIN, "/study post", "same");
  expect(questions()).toHaveLength(1);
});

test("a message whose answer got lost is found again instead of posted twice", async () => {
  team = await startTeam(DECK);
  team.chat.faults.push({ kind: "lose-answer" });
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(questions()).toHaveLength(1);
  await team.tickAt("2026-11-23T08:01:00Z");
  expect(questions()).toHaveLength(1);
  const question = team.lastQuestion();
  await team.press("ben", question, labelOf(question, RIGHT));
  await team.say(ADMIN, "/study close");
  expect(question.card.tone).toBe("reveal");
});

test("a bot that dies between sending and recording finds its message after the restart", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T08:00:00Z");
  await team.db.updateTable("deliveries").set({ state: "sending", sent_at: null, message: null }).execute();
  await team.db.updateTable("rounds").set({ state: "posting", posted_at: null, message: null }).execute();
  await team.restart();
  expect(questions()).toHaveLength(1);
  const [round] = await team.db.selectFrom("rounds").selectAll().execute();
  expect(round).toMatchObject({ state: "open", message: team.lastQuestion().id });
});

test("a question withdrawn before it was known to stand there is marked in the channel all the same", async () => {
  team = await startTeam(DECK);
  team.chat.faults.push({ kind: "lose-answer" });
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  await team.say(ADMIN, "/study void");
  expect(question.card.tone).toBe("question");
  await team.tickAt("2026-11-23T08:01:00Z");
  expect(question.card.title).toContain("Withdrawn");
  expect(questions()).toHaveLength(1);
});

test("... and so is one that was in flight just then", async () => {
  team = await startTeam(DECK);
  const { post } = team.chat;
  let voided: Promise<unknown> | undefined;
  team.chat.post = async (...given) => {
    const posted = await post(...given);
    team.chat.post = post;
    voided = team.say(ADMIN, "/study void");
    const isVoid = () => team.db.selectFrom("rounds").select("id").where("state", "=", "void").executeTakeFirst();
    while ((await isVoid()) === undefined) await setImmediate();
    return posted;
  };
  await team.tickAt("2026-11-23T08:00:00Z");
  await voided;
  expect(questions().map((message) => message.card.title)).toEqual([expect.stringContaining("Withdrawn")]);
});

test("one withdrawn that never arrived is not posted any more", async () => {
  team = await startTeam(DECK);
  team.chat.faults.push({ kind: "refuse", reason: "unavailable" });
  await team.tickAt("2026-11-23T08:00:00Z");
  await team.say(ADMIN, "/study void");
  await team.tickAt("2026-11-23T08:01:00Z");
  expect(questions()).toEqual([]);
  expect(await team.db.selectFrom("deliveries").select("kind").where("state", "=", "pending").execute()).toEqual([]);
});

test("a click proves the post: the round takes answers before its sending is recorded", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T08:00:00Z");
  await team.db.updateTable("deliveries").set({ state: "sending", sent_at: null, message: null }).execute();
  await team.db.updateTable("rounds").set({ state: "posting", posted_at: null, message: null }).execute();
  const question = team.lastQuestion();
  expect((await team.press("ben", question, labelOf(question, RIGHT))).title).toBe("Your answer is in");
  await team.say(ADMIN, "/study close");
  expect(question.card.tone).toBe("reveal");
  expect(questions()).toHaveLength(1);
});

test("back within the catch-up limit, the question comes late; after it, the next one is waited for and status says so", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T07:30:00Z");
  await team.restart();
  await team.tickAt("2026-11-23T08:20:00Z");
  expect(questions()).toHaveLength(1);
  await team.say(ADMIN, "/study close");

  await team.tickAt("2026-11-24T11:01:00Z");
  expect(questions()).toHaveLength(1);
  const status = textOf(await team.say(ADMIN, "/study status"));
  expect(status).toContain(
    "No question came 24 Nov 2026, 09:00 (Europe/Berlin): I was away for longer than the catch-up limit",
  );
  expect(status).toContain("Next question 2026-11-25T08:00:00.000Z");
});

test("after days away one question comes, not one for each day", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-27T08:30:00Z");
  expect(questions()).toHaveLength(1);
});

test("an outage breaks no streak", async () => {
  team = await startTeam(DECK);
  const play = async (day: string, answering: boolean, away: boolean) => {
    await team.tickAt(`2026-11-${day}T08:00:00Z`);
    const question = team.lastQuestion();
    if (answering) await team.press("ben", question, labelOf(question, RIGHT));
    await team.press("dev", question, labelOf(question, RIGHT));
    // The clock turns through the day, or stands still while the bot is away.
    if (!away)
      for (let hour = 8; hour < 16; hour++)
        for (let ten = 0; ten < 6; ten++)
          await team.tickAt(`2026-11-${day}T${String(hour).padStart(2, "0")}:${ten}0:00Z`);
    await team.tickAt(`2026-11-${day}T16:00:00Z`);
  };
  await play("23", true, false);
  await play("24", false, true);
  await play("25", true, false);
  expect(textOf(await team.say("ben", "/progress"))).toContain("Streak here: 2 rounds");
  await play("26", false, false);
  await play("27", true, false);
  expect(textOf(await team.say("ben", "/progress"))).toContain("Streak here: 1 round");
  expect(await team.differences()).toBe(0);
});

test("reactions given while the bot was away count if the person has exactly one", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  const right = labelOf(question, RIGHT);
  const wrong = labelOf(question, "wrong one");
  question.reactions.set(right, new Set(["ben", "chi"]));
  question.reactions.set(wrong, new Set(["chi"]));
  await team.restart();
  await team.say(ADMIN, "/study close");
  const rows = rankingOf(await team.say("dev", "/leaderboard"));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.points).toBe(10);
});

test("a send that fails for a while is tried again; nothing is lost", async () => {
  team = await startTeam(DECK);
  team.chat.faults.push(
    { kind: "refuse", reason: "unavailable" },
    { kind: "refuse", reason: "unavailable", retryAfterMs: 30_000 },
  );
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(questions()).toHaveLength(0);
  await team.tickAt("2026-11-23T08:00:10Z");
  await team.tickAt("2026-11-23T08:00:20Z");
  expect(questions()).toHaveLength(0);
  await team.tickAt("2026-11-23T08:01:00Z");
  expect(questions()).toHaveLength(1);
});

test("a lost permission pauses the schedule, keeps the settings, and tells the admins", async () => {
  team = await startTeam({ ...DECK, setup: "/study setup scoring:difficulty" });
  team.chat.faults.push({ kind: "refuse", reason: "permission-lost" });
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(questions()).toHaveLength(0);
  const told = team.chat.messages.filter((message) => message.to.kind === "person" && message.to.user === ADMIN);
  expect(told.map((message) => textOf(message.card))).toEqual([expect.stringContaining("All settings are kept")]);
  expect(textOf(await team.say(ADMIN, "/study status"))).toContain("**Paused**, because I may no longer post there");

  await team.say(ADMIN, "/study resume");
  await team.tickAt("2026-11-24T08:00:00Z");
  expect(questions()).toHaveLength(1);
  expect(textOf(await team.say(ADMIN, "/study status"))).toContain("5, 10 or 15");
});

test("a question that somebody deleted still gets its reveal, posted afresh", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T08:00:00Z");
  team.lastQuestion().deleted = true;
  await team.tickAt("2026-11-23T16:00:00Z");
  expect(team.channelMessages().map((message) => message.card.tone)).toEqual(["reveal"]);
});

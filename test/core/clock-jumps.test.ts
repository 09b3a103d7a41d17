import { afterEach, expect, test } from "vitest";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, labelOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const DECK = { deck: smallDeck(singles(12)) };
const questions = () =>
  team.channelMessages().filter((message) => message.card.tone === "question" || message.card.tone === "reveal");
const recaps = () => team.channelMessages().filter((message) => message.card.title.includes("The week in"));
const status = async () => textOf(await team.say(ADMIN, "/study status"));

test("a clock that was a year ahead for a while: the schedule goes on as if nothing had been", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T07:30:00Z");
  await team.tickAt("2027-11-23T05:00:00Z");
  expect(await status()).toContain("Next question 2027-11-23T08:00:00.000Z");
  await team.tickAt("2026-11-23T07:32:00Z");
  expect(await status()).toContain("Next question 2026-11-23T08:00:00.000Z");
  expect(await status()).not.toContain("No question came");
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(questions()).toHaveLength(1);
});

test("a time that the clock leapt over by more than the catch-up limit comes after all once the clock is right", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T07:30:00Z");
  await team.tickAt("2026-11-23T17:00:00Z");
  expect(await status()).toContain("No question came 23 Nov 2026, 09:00");
  await team.tickAt("2026-11-23T08:20:00Z");
  expect(questions()).toHaveLength(1);
  expect(await status()).not.toContain("No question came");
});

test("a clock set back over 09:00 asks nothing twice, and leaves the round open", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  await team.tickAt("2026-11-23T07:20:00Z");
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(questions()).toEqual([question]);
  expect(question.card.tone).toBe("question");
  expect(await status()).toContain("Next question 2026-11-24T08:00:00.000Z");
});

test("a skipped time stays skipped when it comes again", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T07:30:00Z");
  await team.say(ADMIN, "/study skip");
  await team.tickAt("2026-11-23T09:00:00Z");
  await team.tickAt("2026-11-23T07:00:00Z");
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(questions()).toHaveLength(0);
});

test("a round posted by a clock that was ahead closes after its window, is revealed, and takes changed answers", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-20T16:00:00Z");
  await team.tickAt("2027-06-01T07:00:00Z");
  const question = team.lastQuestion();
  await team.press("ben", question, labelOf(question, "wrong one"));
  await team.tickAt("2026-11-20T16:10:00Z");
  await team.press("ben", question, labelOf(question, RIGHT));
  await team.tickAt("2026-11-21T00:09:00Z");
  expect(question.card.tone).toBe("question");
  await team.tickAt("2026-11-21T00:10:00Z");
  expect(question.card.tone).toBe("reveal");
  expect(textOf(question.card)).toContain("1 of 1 answer right");
  expect(await team.differences()).toBe(0);
});

test("a message that waits for its next try does not wait for the wrong clock's time", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T07:00:00Z");
  team.chat.faults.push({ kind: "lose-answer" });
  await team.tickAt("2027-11-23T08:00:00Z");
  expect(questions()).toHaveLength(1);
  await team.tickAt("2026-11-23T07:01:00Z");
  const [delivery] = await team.db.selectFrom("deliveries").selectAll().where("kind", "=", "question").execute();
  expect(delivery?.state).toBe("sent");
  expect(delivery?.maybe_sent_since).toBeLessThan(Date.parse("2026-11-23T07:00:00Z"));
  expect(questions()).toHaveLength(1);
});

test("the recap comes once a week, whatever the clock does", async () => {
  team = await startTeam({ ...DECK, at: "2026-11-18T06:00:00Z" });
  await team.tickAt("2026-11-18T08:00:00Z");
  await team.tickAt("2026-11-18T16:00:00Z");
  await team.tickAt("2027-11-18T16:00:00Z");
  await team.tickAt("2026-11-20T17:00:00Z");
  expect(recaps()).toHaveLength(0);
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(recaps()).toHaveLength(1);
  await team.tickAt("2026-11-23T07:00:00Z");
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(recaps()).toHaveLength(1);
});

test("a clock set back does not make an outage, and streaks stay", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T08:00:00Z");
  await team.tickAt("2026-11-23T07:00:00Z");
  await team.tickAt("2026-11-23T07:09:00Z");
  const [round] = await team.db.selectFrom("rounds").select("exempt").execute();
  expect(round?.exempt).toBe(0);
});

test("by a clock that was never set nothing happens", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T07:59:00Z");
  await team.tickAt("1970-01-01T08:00:00Z");
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(questions()).toHaveLength(1);
  const [round] = await team.db.selectFrom("rounds").select(["slot", "exempt"]).execute();
  expect(round).toEqual({ slot: `at:${Date.parse("2026-11-23T08:00:00Z")}`, exempt: 0 });
});

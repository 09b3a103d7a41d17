import { afterEach, expect, test } from "vitest";
import { claimRound, postNow, voidRound } from "../../src/bot/rounds/rounds.ts";
import { getChannel } from "../../src/storage/channels.ts";
import { currentRound } from "../../src/storage/rounds/rounds.ts";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, labelOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const DECK = { deck: smallDeck(singles(12)) };
const titles = () => team.channelMessages().map((message) => message.card.title.split(":")[0]);

test("a question whose answer got lost until the next one was due stands there as withdrawn, not as open", async () => {
  team = await startTeam(DECK);
  team.chat.faults.push({ kind: "lose-answer" });
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(titles()).toEqual(["Question"]);
  await team.tickAt("2026-11-24T08:00:00Z");
  await team.tickAt("2026-11-24T08:01:00Z");
  expect(titles()).toEqual(["Withdrawn", "Question"]);
});

test("a question withdrawn while it was on its way says so once it has arrived", async () => {
  team = await startTeam(DECK);
  const { post } = team.chat;
  const arrival = Promise.withResolvers<void>();
  team.chat.post = async (...args) => {
    const ref = await post(...args);
    await arrival.promise;
    return ref;
  };
  team.now = Date.parse("2026-11-23T08:00:00Z");
  await team.bot.tick();
  await expect.poll(titles).toEqual(["Question"]);
  const handled = team.say(ADMIN, "/study void");
  await expect.poll(async () => (await team.db.selectFrom("rounds").select("state").execute())[0]?.state).toBe("void");
  arrival.resolve();
  await handled;
  expect(titles()).toEqual(["Withdrawn"]);
});

test("a question withdrawn while it was on its way, and then the bot died: it says so after the restart", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T08:00:00Z");
  const died = { state: "sending", sent_at: null, message: null, maybe_sent_since: team.now } as const;
  await team.db.updateTable("deliveries").set(died).execute();
  await team.db.updateTable("rounds").set({ state: "void", posted_at: null, message: null }).execute();
  await team.restart();
  expect(titles()).toEqual(["Withdrawn"]);
});

test("a question that surely was not sent is not sent after its withdrawal", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T07:00:00Z");
  team.now = Date.parse("2026-11-23T08:00:00Z");
  await team.bot.outbox.stop();
  await team.bot.tick();
  await team.bot.tick();
  await team.say(ADMIN, "/study void");
  await team.restart();
  expect(titles()).toEqual([]);
});

test("a question claimed before the bot died, and back only after the catch-up limit, is not posted any more", async () => {
  team = await startTeam({ ...DECK, setup: "/study setup catchup:1h" });
  await team.bot.outbox.stop();
  team.now = Date.parse("2026-11-23T08:00:00Z");
  await team.bot.tick();
  team.now = Date.parse("2026-11-23T10:00:00Z");
  await team.restart();
  expect(titles()).toEqual([]);
  expect(textOf(await team.say(ADMIN, "/study status"))).toContain("No question came 23 Nov 2026, 09:00");
  await team.tickAt("2026-11-24T08:00:00Z");
  expect(titles()).toEqual(["Question"]);
});

test("a question whose answer got lost is looked for even after the catch-up limit", async () => {
  team = await startTeam({ ...DECK, setup: "/study setup catchup:0m" });
  team.chat.faults.push({ kind: "lose-answer" }, { kind: "refuse", reason: "unavailable" });
  await team.tickAt("2026-11-23T08:00:00Z");
  await team.tickAt("2026-11-23T08:10:00Z");
  expect(titles()).toEqual(["Question"]);
  await team.tickAt("2026-11-23T08:20:00Z");
  const question = team.lastQuestion();
  await team.press("ben", question, labelOf(question, RIGHT));
  await team.say(ADMIN, "/study close");
  expect(titles()).toEqual(["Answer"]);
});

test("at whatever moment of its sending a question is withdrawn, it stays withdrawn", async () => {
  team = await startTeam({ deck: smallDeck(singles(100)) });
  const { id } = await team.db.selectFrom("channels").select("id").executeTakeFirstOrThrow();
  const { bot } = team.bot;
  for (let moment = 0; moment < 80; moment++) {
    const channel = await getChannel(team.db, id);
    await postNow(bot, channel, `e${moment}`);
    const round = await currentRound(team.db, id);
    for (let turn = 0; turn < moment; turn++) await Promise.resolve();
    await voidRound(bot, channel, round?.id ?? 0);
    await team.settle();
    expect([moment, await currentRound(team.db, id), titles().includes("Question")]).toEqual([
      moment,
      undefined,
      false,
    ]);
  }
});

test("a question that finds another one in its place is noted as missed", async () => {
  team = await startTeam(DECK);
  const { id } = await team.db.selectFrom("channels").select("id").executeTakeFirstOrThrow();
  const channel = await getChannel(team.db, id);
  await team.say(ADMIN, "/study post");
  const scheduledAt = Date.parse("2026-11-23T08:00:00Z");
  const claim = { slot: `at:${scheduledAt}`, scheduledAt, schedule: { nextRunAt: scheduledAt + 86_400_000 } };
  expect(await claimRound(team.bot.bot, channel, claim)).toBe("busy");
  expect(textOf(await team.say(ADMIN, "/study status"))).toContain("No question came 23 Nov 2026, 09:00");
});

test("a post by hand that comes together with the scheduled one does not set the schedule back", async () => {
  team = await startTeam(DECK);
  const { id } = await team.db.selectFrom("channels").select("id").executeTakeFirstOrThrow();
  const before = await getChannel(team.db, id);
  await team.tickAt("2026-11-23T08:00:00Z");
  await expect(postNow(team.bot.bot, before, "late")).rejects.toThrow("A round is running");
  await team.tickAt("2026-11-23T08:01:00Z");
  expect(titles()).toEqual(["Question"]);
  expect((await getChannel(team.db, id)).nextRunAt).toBe(Date.parse("2026-11-24T08:00:00Z"));
});

test("/answer does not answer a question that was not sent yet", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T08:00:00Z");
  const label = labelOf(team.lastQuestion(), RIGHT);
  await team.db.updateTable("rounds").set({ state: "scheduled", posted_at: null, message: null }).execute();
  expect((await team.say("ben", `/answer ${label}`)).title).toBe("That did not work");
  expect(await team.db.selectFrom("answers").selectAll().execute()).toEqual([]);
});

import { PermissionFlagsBits } from "discord.js";
import { afterEach, expect, test } from "vitest";
import { addChannel } from "../fakes/discord/world.ts";
import { type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";
import { singles, smallDeck } from "../support/small-deck.ts";

let team: DiscordTeam;
afterEach(async () => {
  await team.stop();
  expect(team.discord.world.violations).toEqual([]);
});

const POST = /^\/channels\/\d+\/messages$/;
const NINE = Date.parse("2026-11-23T08:00:00Z");
const questions = () => team.messages().filter((message) => team.render(message).title.startsWith("Question"));

test("a post that fails with 500 is tried again and comes once", async () => {
  team = await startDiscordTeam();
  team.discord.fail("POST", POST, { kind: "status", status: 500 });
  await team.tickAt(NINE);
  expect(questions()).toHaveLength(0);
  await team.tickAt(NINE + 60_000);
  expect(questions()).toHaveLength(1);
});

test("a post whose answer was lost is found again instead of being sent again", async () => {
  team = await startDiscordTeam();
  team.discord.fail("POST", POST, { kind: "lose-answer" });
  await team.tickAt(NINE);
  expect(questions()).toHaveLength(1);
  await team.tickAt(NINE + 60_000);
  expect(questions()).toHaveLength(1);
  expect(team.discord.rest.calls.filter((call) => call.method === "POST" && POST.test(call.path))).toHaveLength(0);
  await team.press(team.ann, "1");
  expect(await team.answersOf(team.ann)).toHaveLength(1);
});

test("an hour later, when the nonce is forgotten, the mark on the message still finds it among others", async () => {
  team = await startDiscordTeam({ deck: smallDeck(singles(9)) });
  team.discord.fail("POST", POST, { kind: "lose-answer" });
  await team.tickAt(NINE);
  const [posted] = questions();
  if (posted === undefined) throw new Error("nothing was posted");
  Object.assign(posted, { nonceUntil: 0 });
  for (let other = 0; other < 250; other++) {
    team.now += 10;
    const chatter = {
      ...posted,
      id: team.discord.world.nextId(),
      author: { ...team.discord.world.bot, id: team.ann },
      components: [],
    };
    team.discord.world.messages.set(chatter.id, chatter);
  }
  await team.tickAt(NINE + 3_600_000);
  expect(questions().map((message) => message.id)).toEqual([posted.id]);
  expect(await team.study("status")).toContain("A round is open until");
});

test("where the bot may not read the history, an uncertain message is held for an admin", async () => {
  team = await startDiscordTeam();
  team.channel.denied.set(team.guild.id, PermissionFlagsBits.ReadMessageHistory);
  team.discord.changed(team.guild);
  await team.settle();
  team.discord.fail("POST", POST, { kind: "lose-answer" });
  await team.tickAt(NINE);
  await team.tickAt(NINE + 600_000);
  expect(questions()).toHaveLength(1);
  expect(await team.study("status")).toContain("may or may not have been posted");
});

test("a rate limit is waited out, short or long, and nothing comes twice", async () => {
  team = await startDiscordTeam();
  team.discord.fail("POST", POST, { kind: "rate-limit", retryAfterMs: 20 });
  await team.tickAt(NINE);
  expect(questions()).toHaveLength(1);
  await team.study("close");
  team.discord.fail("POST", POST, { kind: "rate-limit", retryAfterMs: 30_000 });
  await team.tickAt("2026-11-24T08:00:00Z");
  expect(questions()).toHaveLength(0);
  team.now += 31_000;
  // The limit holds by the clock on the wall too; another bot process knows nothing of it.
  await team.stopBot();
  await team.startBot();
  await team.tickAt(team.now + 60_000);
  const titles = team
    .messages()
    .filter((message) => message.replyTo === undefined)
    .map((message) => team.render(message).title);
  expect(titles).toEqual(["Answer: Topic a", "Question: Topic a"]);
});

test("the reveal is one edit, tried again when it fails", async () => {
  team = await startDiscordTeam();
  await team.tickAt(NINE);
  const question = team.question();
  team.discord.fail("PATCH", /messages/, { kind: "status", status: 502 });
  await team.tickAt("2026-11-23T16:00:00Z");
  expect(question.edits).toBe(0);
  await team.tickAt("2026-11-23T16:01:00Z");
  expect(question.edits).toBe(1);
});

test("a question that somebody deleted gets its reveal afresh", async () => {
  team = await startDiscordTeam();
  await team.tickAt(NINE);
  team.discord.deleteMessage(team.question());
  await team.tickAt("2026-11-23T16:00:00Z");
  expect(team.messages().map((message) => team.render(message).title)).toEqual(["Answer: Topic a"]);
});

test("reactions are seeded after all due posts are out, and what a crash cut short is made up for", async () => {
  team = await startDiscordTeam({ deck: smallDeck(singles(9)), times: { quietMs: 1_000 } });
  const other = addChannel(team.discord.world, team.guild, "other");
  team.discord.changed(team.guild);
  await team.study("setup", {}, other);
  const methods = () =>
    team.discord.rest.calls
      .filter(({ path, status }) => status < 300 && (POST.test(path) || path.endsWith("@me")))
      .map(({ method }) => method);
  team.now = NINE;
  await team.bot.tick();
  await team.bot.outbox.idle();
  expect(methods()).toEqual(["POST", "POST"]);
  // Nothing was posted for so long.
  team.now += 1_000;
  await team.settle();
  expect(methods()).toEqual(["POST", "POST", ...Array.from({ length: 8 }, () => "PUT")]);

  const question = team.question();
  await team.stopBot();
  question.reactions.delete("3️⃣");
  question.reactions.delete("4️⃣");
  await team.startBot();
  expect([...question.reactions.keys()].sort()).toEqual(["1️⃣", "2️⃣", "3️⃣", "4️⃣"]);
});

test("a clock that is set back after the post does not keep its reactions waiting", async () => {
  team = await startDiscordTeam({ times: { quietMs: 1_000 } });
  team.now = NINE;
  await team.bot.tick();
  await team.bot.outbox.idle();
  team.now -= 3_600_000;
  await team.settle();
  expect([...team.question().reactions.keys()].sort()).toEqual(["1️⃣", "2️⃣", "3️⃣", "4️⃣"]);
});

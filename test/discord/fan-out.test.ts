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

test("many questions in one minute: first every post, then the reactions, and Discord never has to say 429", async () => {
  // A fifth of Discord's real gaps. Its 50 requests a second have a test of their own (src/platforms/discord/client.test.ts).
  team = await startDiscordTeam({
    deck: smallDeck(singles(9)),
    reactionGapMs: 50,
    latencyMs: 5,
    times: { quietMs: 1_000, reactionGapMs: 60 },
  });
  const others = Array.from({ length: 9 }, (_, index) => addChannel(team.discord.world, team.guild, `other-${index}`));
  team.discord.changed(team.guild);
  for (const channel of others) await team.study("setup", {}, channel);
  const before = team.discord.rest.calls.length;
  const calls = () => team.discord.rest.calls.slice(before);
  const kinds = () =>
    calls().flatMap(({ method, path }) =>
      method === "POST" && POST.test(path) ? ["post"] : method === "PUT" && path.endsWith("/@me") ? ["reaction"] : [],
    );
  team.now = NINE;
  await team.bot.tick();
  await team.bot.outbox.idle();
  expect(kinds()).toEqual(Array(10).fill("post"));
  // Nothing was posted for so long.
  team.now += 1_000;
  await team.settle();
  expect(kinds()).toEqual([...Array(10).fill("post"), ...Array(40).fill("reaction")]);
  expect(calls().filter(({ status }) => status === 429)).toEqual([]);
  for (const channel of [team.channel, ...others]) {
    const [question] = team.discord.messagesIn(channel);
    expect([...(question?.reactions.keys() ?? [])].sort()).toEqual(["1️⃣", "2️⃣", "3️⃣", "4️⃣"]);
  }
});

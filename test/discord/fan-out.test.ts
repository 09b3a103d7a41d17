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
const NINE = "2026-11-23T08:00:00Z";

test("many questions in one minute: first every post, then the reactions, and Discord never has to say 429", {
  timeout: 60_000,
}, async () => {
  // Discord's real limits: 50 requests a second, a reaction every 250 ms in a channel.
  team = await startDiscordTeam({
    deck: smallDeck(singles(9)),
    reactionGapMs: 250,
    perSecond: 50,
    latencyMs: 5,
    times: { quietMs: 200, reactionGapMs: 300 },
  });
  const others = Array.from({ length: 9 }, (_, index) => addChannel(team.discord.world, team.guild, `other-${index}`));
  team.discord.changed(team.guild);
  for (const channel of others) await team.study("setup", {}, channel);
  const before = team.discord.rest.calls.length;
  await team.tickAt(NINE);
  const calls = team.discord.rest.calls.slice(before);
  const kinds = calls.flatMap(({ method, path }) =>
    method === "POST" && POST.test(path) ? ["post"] : method === "PUT" && path.endsWith("/@me") ? ["reaction"] : [],
  );
  expect(kinds).toEqual([...Array(10).fill("post"), ...Array(40).fill("reaction")]);
  expect(calls.filter(({ status }) => status === 429)).toEqual([]);
  for (const channel of [team.channel, ...others]) {
    const [question] = team.discord.messagesIn(channel);
    expect([...(question?.reactions.keys() ?? [])].sort()).toEqual(["1️⃣", "2️⃣", "3️⃣", "4️⃣"]);
  }
});

import { afterEach, expect, test } from "vitest";
import { addMember } from "../fakes/discord/world.ts";
import { type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";
import { waitFor } from "../support/process.ts";

let team: DiscordTeam;
afterEach(() => team.stop());

test("1,000 reactions in a second are all answers, are taken away in bulk, and the bot answers others meanwhile", {
  timeout: 60_000,
}, async () => {
  team = await startDiscordTeam({ reactionGapMs: 250 });
  const { discord, guild, db } = team;
  await team.study("post");
  const question = team.question();
  const crowd = Array.from({ length: 1000 }, (_, index) => addMember(discord.world, guild, `person${index}`).id);
  const before = discord.rest.calls.length;
  for (const [index, user] of crowd.entries()) discord.react(user, question, `${(index % 4) + 1}️⃣`);
  const started = performance.now();
  expect(await team.press(team.ann, "1")).toContain("Your answer is in");
  expect(performance.now() - started).toBeLessThan(3_000);
  const count = async () =>
    Number(
      (
        await db
          .selectFrom("answers")
          .select(({ fn }) => fn.countAll().as("count"))
          .executeTakeFirstOrThrow()
      ).count,
    );
  await waitFor(async () => ((await count()) === 1001 ? true : undefined), 30_000);
  const left = () => [...question.reactions.values()].flat().filter((user) => user !== discord.world.bot.id).length;
  await waitFor(() => (left() === 0 && question.reactions.size === 4 ? true : undefined), 40_000);
  const calls = discord.rest.calls.slice(before);
  expect(calls.length).toBeLessThan(150);
  expect(calls.filter((call) => call.status === 429).length).toBeLessThan(10);
  expect(discord.world.violations).toEqual([]);
});

import { afterEach, expect, test } from "vitest";
import { buttonId } from "../fakes/discord/fake-discord.ts";
import { addMember } from "../fakes/discord/world.ts";
import { type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";
import { waitFor } from "../support/process.ts";

let team: DiscordTeam;
afterEach(() => team.stop());

test("1,000 reactions in a second are all answers, are taken away in bulk, and the bot answers others meanwhile", {
  timeout: 240_000,
}, async () => {
  team = await startDiscordTeam({ reactionGapMs: 250 });
  const { discord, guild, db } = team;
  await team.study("post");
  const question = team.question();
  const crowd = Array.from({ length: 1000 }, (_, index) => addMember(discord.world, guild, `person${index}`).id);
  const before = discord.rest.calls.length;
  for (const [index, user] of crowd.entries()) discord.react(user, question, `${(index % 4) + 1}️⃣`);
  const started = performance.now();
  const pressed = await discord.press(team.ann, question, buttonId(question, "1"));
  expect(JSON.stringify(pressed.reply)).toContain("Your answer is in");
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
  await waitFor(async () => ((await count()) === 1001 ? true : undefined), 110_000);
  const left = () => [...question.reactions.values()].flat().filter((user) => user !== discord.world.bot.id).length;
  await waitFor(() => (left() === 0 && question.reactions.size === 4 ? true : undefined), 110_000);
  const calls = discord.rest.calls.slice(before);
  // About 50 where the machine is idle; one each would be more than 1,000, and take four minutes.
  expect(calls.length).toBeLessThan(400);
  expect(calls.filter((call) => call.status === 429).length).toBeLessThan(50);
  expect(discord.world.violations).toEqual([]);
});

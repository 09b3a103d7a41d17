import { afterEach, expect, test } from "vitest";
import { buttonId } from "../fakes/discord/fake-discord.ts";
import { addMember } from "../fakes/discord/world.ts";
import { type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";
import { until } from "../support/wait.ts";

let team: DiscordTeam;
afterEach(() => team.stop());

test("1,000 reactions at once are all answers, are taken away in bulk, and the bot answers others meanwhile", async () => {
  team = await startDiscordTeam();
  const { discord, guild, db } = team;
  await team.study("post");
  const question = team.question();
  const crowd = Array.from({ length: 1000 }, (_, index) => addMember(discord.world, guild, `person${index}`).id);
  const count = async () =>
    Number(
      (
        await db
          .selectFrom("answers")
          .select(({ fn }) => fn.countAll().as("count"))
          .executeTakeFirstOrThrow()
      ).count,
    );
  // Discord is slow to take the first reaction away: the others wait until all are answers.
  const { promise, resolve } = Promise.withResolvers<void>();
  let isSlow = true;
  discord.rest.plan = ({ method }) => (isSlow && method === "DELETE" ? { kind: "hold", until: promise } : undefined);

  const before = discord.rest.calls.length;
  for (const [index, user] of crowd.entries()) discord.react(user, question, `${(index % 4) + 1}️⃣`);
  const pressed = await discord.press(team.ann, question, buttonId(question, "1"));
  expect(JSON.stringify(pressed.reply)).toContain("Your answer is in");
  expect(await count()).toBeLessThan(500);
  await until(async () => (await count()) === 1001, "1,001 answers");
  isSlow = false;
  resolve();
  const left = () => [...question.reactions.values()].flat().filter((user) => user !== discord.world.bot.id).length;
  await until(() => left() === 0 && question.reactions.size === 4, "nobody's reaction but the bot's");
  await team.settle();
  const calls = discord.rest.calls.slice(before);
  // About 50; one each would be more than 1,000, and take four minutes.
  expect(calls.length).toBeLessThan(200);
  expect(calls.filter((call) => call.status === 429).length).toBeLessThan(50);
  expect(discord.world.violations).toEqual([]);
});

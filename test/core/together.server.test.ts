import { dirname, join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/bot/commands.ts";
import { readConfig } from "../../src/config.ts";
import { startStudybot } from "../../src/main.ts";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import { startFakeDiscord, TOKEN } from "../fakes/discord/fake-discord.ts";
import { addChannel, addGuild, type FakeMessage, flatComponents } from "../fakes/discord/world.ts";
import { sleepForEver } from "../fakes/slack/clock.ts";
import { inviteBot, joinTeam, openChannel, typeCommand } from "../fakes/slack/people.ts";
import { createFakeSlack } from "../fakes/slack/slack.ts";
import { TEA_FOLDER } from "../support/decks.ts";
import { CALM_DISCORD } from "../support/discord-team.ts";
import { query } from "../support/playground-process.ts";
import { tempFolder } from "../support/process.ts";
import { eventually, until } from "../support/wait.ts";

test("Slack, Discord and the playground run in one process, and one that fails stops none", async () => {
  // Neither Slack nor Discord loses its patience with a busy machine.
  const slack = await createFakeSlack(slackManifest(COMMANDS, {}), { sleep: sleepForEver });
  const ada = joinTeam(slack, "ada", { is_admin: true });
  const room = openChannel(slack, "study", ada);
  const discord = await startFakeDiscord(CALM_DISCORD);
  const guild = addGuild(discord.world, "Team", NEEDED_BITS);
  const channel = addChannel(discord.world, guild, "study");
  const database = join(tempFolder(), "test.db");
  const studybot = await startStudybot(
    readConfig({
      DATABASE_URL: database,
      DECKS_DIR: dirname(TEA_FOLDER),
      DECK: "tea",
      PORT: "0",
      PLAYGROUND: "on",
      PLAYGROUND_PORT: "0",
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      DISCORD_TOKEN: TOKEN,
      DISCORD_API_URL: discord.apiUrl,
    }),
    pino({ level: "silent" }),
  );
  const study = (name: string) => discord.command(guild.owner, channel, "study", [{ name, type: 1 }]);
  const channels = () => query(database, "select id from channels").length;
  const inDiscord = (): FakeMessage | undefined =>
    discord.messagesIn(channel).find((message) => JSON.stringify(message.components).includes("Question: "));
  try {
    await inviteBot(slack, room, ada);
    const known = channels();
    await typeCommand(slack, ada, room, "/study setup");
    await study("setup");
    await until(() => channels() === known + 2);
    await typeCommand(slack, ada, room, "/study post");
    await study("post");
    await eventually(() => {
      expect(JSON.stringify(room.messages)).toContain("Question: ");
      expect(inDiscord()).toBeDefined();
    });
    expect((await fetch(studybot.playgroundUrl ?? "")).status).toBe(200);

    await slack.stop();
    const question = inDiscord() as FakeMessage;
    await eventually(async () => {
      const pressed = await discord.press(guild.owner, question, firstButton(question));
      expect(JSON.stringify(pressed.reply ?? pressed.modal)).toMatch(/Your answer/);
    });
    expect((await fetch(studybot.playgroundUrl ?? "")).status).toBe(200);
  } finally {
    await studybot.stop();
    await slack.stop().catch(() => undefined);
    await discord.stop();
  }
  expect(discord.world.violations).toEqual([]);
});

/** Whatever kind of question was drawn, it leads to an answer. */
function firstButton(message: FakeMessage): string {
  return flatComponents(message.components).find((component) => component.type === 2)?.custom_id ?? "";
}

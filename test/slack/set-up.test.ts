import { readFile } from "node:fs/promises";
import { pino } from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { COMMANDS } from "../../src/bot/commands.ts";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import { readConfig } from "../../src/config.ts";
import { createSlack } from "../../src/platforms/slack/connect.ts";
import { examineSlack } from "../../src/platforms/slack/doctor.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import { manifestYaml } from "../../src/platforms/slack/manifest/manifest-yaml.ts";
import { sleepForEver } from "../fakes/slack/clock.ts";
import { joinTeam, openChannel, typeCommand } from "../fakes/slack/people.ts";
import { readBlocks } from "../fakes/slack/read.ts";
import { createFakeSlack, type FakeSlack } from "../fakes/slack/slack.ts";

let slack: FakeSlack | undefined;
afterEach(async () => {
  await slack?.stop();
  slack = undefined;
});

describe("the manifest", () => {
  test("is what the commands say; after a change: npx studybot slack manifest > manifest/slack.yaml", async () => {
    expect(await readFile("manifest/slack.yaml", "utf8")).toBe(manifestYaml(slackManifest(COMMANDS, {})));
  });

  test("as pasted, it is the same thing with the comments gone", async () => {
    expect(parse(await readFile("manifest/slack.yaml", "utf8"))).toEqual(
      JSON.parse(JSON.stringify(slackManifest(COMMANDS, {}))),
    );
  });

  test("leaves out names that are Slack's own: one of them would make Slack refuse everything", () => {
    const shapes = [...COMMANDS, { name: "status", description: "Taken" }];
    const names = slackManifest(shapes, {}).features.slash_commands.map((one) => one.command);
    expect(names).not.toContain("/status");
    expect(names).not.toContain("/help");
    expect(names).toContain("/study");
    expect(slackManifest(shapes, { prefix: "sb-" }).features.slash_commands.map((one) => one.command)).toContain(
      "/sb-status",
    );
  });

  test("for HTTP names the address wherever Slack sends something", () => {
    const manifest = slackManifest(COMMANDS, { requestUrl: "https://study.example.com/slack/events" });
    expect(manifest.settings).toMatchObject({
      socket_mode_enabled: false,
      event_subscriptions: { request_url: expect.any(String) },
      interactivity: { request_url: expect.any(String) },
    });
    expect(manifest.features.slash_commands.every((one) => one.url === "https://study.example.com/slack/events")).toBe(
      true,
    );
  });
});

test("docs/slack.md explains every scope that the manifest asks for, and no other", async () => {
  const lines = (await readFile("docs/slack.md", "utf8")).split("\n").filter((line) => /^\| `\w+(:\w+)?`/.test(line));
  const explained = lines.flatMap((line) =>
    [...(line.split("|")[1] ?? "").matchAll(/`([\w:]+)`/g)].map(([, scope]) => scope),
  );
  expect(explained.toSorted()).toEqual([...slackManifest(COMMANDS, {}).oauth_config.scopes.bot].toSorted());
});

test("with a prefix the commands work, and the bot calls them by their names", async () => {
  slack = await createFakeSlack(slackManifest(COMMANDS, { prefix: "sb-" }), { sleep: sleepForEver });
  const ann = joinTeam(slack, "ann");
  const channel = openChannel(slack, "study", ann);
  const commands: string[] = [];
  const platform = createSlack({
    botToken: slack.botToken,
    mode: { kind: "socket", appToken: slack.appToken },
    apiUrl: slack.apiUrl,
    commandPrefix: "sb-",
    commands: COMMANDS,
    messages: PLATFORM_MESSAGES,
    log: pino({ level: "silent" }),
    now: Date.now,
  });
  await platform.start(async (event) => {
    if (event.type === "command") commands.push(`${event.command} ${"text" in event.input ? event.input.text : ""}`);
    return {
      kind: "private",
      card: {
        tone: "notice",
        title: "Help",
        blocks: [{ type: "text", text: "Type `/study setup` or `/help ask`, not `/studying`." }],
      },
    };
  });
  await typeCommand(slack, ann, channel, "/sb-ask pca");
  await typeCommand(slack, ann, channel, "/sb-study ask pca");
  await platform.stop();
  expect(commands).toEqual(["ask pca", "ask pca"]);
  expect(readBlocks(slack.world.ephemerals[0]?.blocks ?? [])).toContain(
    "Type /sb-study setup or /sb-help ask, not /studying.",
  );
});

describe("the doctor", () => {
  const examine = async (
    change: (of: FakeSlack) => void = () => undefined,
    tokens: { botToken?: string; appToken?: string } = {},
  ) => {
    slack = await createFakeSlack(slackManifest(COMMANDS, {}));
    const ada = joinTeam(slack, "ada");
    const [inside, outside, archived] = [
      openChannel(slack, "inside", ada),
      openChannel(slack, "outside", ada),
      openChannel(slack, "old", ada, { is_archived: true }),
    ];
    inside.members.add(slack.world.app.botUser);
    archived.members.add(slack.world.app.botUser);
    change(slack);
    const channels = [inside, outside, archived].map((channel) => ({ external: channel.id, name: `#${channel.name}` }));
    const findings = await examineSlack({
      botToken: slack.botToken,
      appToken: slack.appToken,
      apiUrl: slack.apiUrl,
      channels,
      ...tokens,
    });
    return findings.map((one) => `${one.ok ? "ok" : "WRONG"} ${one.what}: ${one.text}`);
  };

  test("says that all is well, and of channels what is not", async () => {
    expect(await examine()).toEqual([
      "ok Slack: studybot in the workspace acme",
      "ok Slack connection: Socket Mode",
      "ok Slack channel #inside: the bot is in it",
      'WRONG Slack channel #outside: the bot is not in it; type "/invite @studybot" there, then "/study resume"',
      'WRONG Slack channel #old: archived; unarchive it, then type "/study resume" there',
    ]);
  });

  test("names every missing scope, why it is needed and where to add it", async () => {
    const lines = await examine((of) => {
      for (const scope of ["channels:history", "files:write"]) of.world.tokens.get(of.botToken)?.scopes.delete(scope);
    });
    expect(lines.filter((line) => line.includes("scope"))).toEqual([
      expect.stringMatching(
        /^WRONG Slack scope channels:history: missing; it lets the bot find its own message.*Bot Token Scopes.*Reinstall/,
      ),
      expect.stringMatching(/^WRONG Slack scope files:write/),
    ]);
  });

  test("names tokens that do not work", async () => {
    expect(
      (await examine((of) => void Object.assign(of.world.tokens.get(of.botToken) ?? {}, { revoked: true })))[0],
    ).toMatch(/^WRONG Slack bot token: Slack says token_revoked; copy/);
    await slack?.stop();
    expect((await examine(undefined, { appToken: "xoxb-0-fake" }))[1]).toMatch(
      /^WRONG Slack app token: Slack says not_allowed_token_type; make an app-level token/,
    );
    await slack?.stop();
    expect((await examine((of) => void of.world.tokens.get(of.appToken)?.scopes.clear()))[1]).toMatch(
      /^WRONG Slack app token: Slack says missing_scope/,
    );
  });
});

describe("the configuration", () => {
  test("a token in the wrong place is named for what it is", () => {
    expect(() => readConfig({ SLACK_BOT_TOKEN: "xapp-1-A-1", SLACK_APP_TOKEN: "xoxb-1" })).toThrow(
      /SLACK_BOT_TOKEN: this is an app-level token; give the Bot User OAuth Token.*SLACK_APP_TOKEN: this is a bot token; give an app-level token/s,
    );
    expect(() => readConfig({ SLACK_BOT_TOKEN: "xoxp-1" })).toThrow("this is a user token");
    expect(() => readConfig({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "xapp-1" })).toThrow(
      "give the Signing Secret",
    );
    expect(() => readConfig({ SLACK_BOT_TOKEN: "secret-value" })).not.toThrow("secret-value");
  });

  test("a token alone is not enough, and with both there is no playground unless asked for", () => {
    expect(() => readConfig({ SLACK_BOT_TOKEN: "xoxb-1" })).toThrow("neither SLACK_APP_TOKEN");
    expect(() => readConfig({ SLACK_APP_TOKEN: "xapp-1" })).toThrow("SLACK_BOT_TOKEN is missing");
    const tokens = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", NODE_ENV: "production" };
    expect(readConfig(tokens).platforms).toMatchObject([{ name: "slack", secrets: ["xoxb-1", "xapp-1"] }]);
    expect(readConfig({ ...tokens, PLAYGROUND: "on" }).platforms.map(({ name }) => name)).toEqual([
      "slack",
      "playground",
    ]);
  });

  test("a token that Slack does not know ends the start in one line that says what to do", async () => {
    slack = await createFakeSlack(slackManifest(COMMANDS, {}));
    const start = (tokens: { botToken?: string; appToken?: string }) =>
      createSlack({
        botToken: tokens.botToken ?? slack?.botToken ?? "",
        mode: { kind: "socket", appToken: tokens.appToken ?? slack?.appToken ?? "" },
        apiUrl: slack?.apiUrl ?? "",
        commands: COMMANDS,
        messages: PLATFORM_MESSAGES,
        log: pino({ level: "silent" }),
        now: Date.now,
      }).start(async () => ({ kind: "nothing" }));
    await expect(start({ botToken: "xoxb-unknown" })).rejects.toThrow(
      /^Slack refuses SLACK_BOT_TOKEN \(invalid_auth\)\. Copy/,
    );
    await expect(start({ appToken: "xapp-unknown" })).rejects.toThrow(
      /^Slack refuses SLACK_APP_TOKEN \(invalid_auth\)/,
    );
  });
});

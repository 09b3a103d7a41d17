import { connect } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/bot/commands.ts";
import type { Reply } from "../../src/chat/event.ts";
import { readConfig } from "../../src/config.ts";
import { startStudybot } from "../../src/main.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import { NOTICE_CARD, QUESTION_CARD } from "../contracts/cards.ts";
import { makeSlackHarness } from "../contracts/slack-harness.ts";
import { sleepForEver } from "../fakes/slack/clock.ts";
import { inviteBot, joinTeam, openChannel, react, typeCommand } from "../fakes/slack/people.ts";
import { createFakeSlack } from "../fakes/slack/slack.ts";
import { tempFolder } from "../support/process.ts";
import { eventually, until } from "../support/wait.ts";
import { ONE_KIND, textOf, useSlackTeam } from "./slack-team.ts";

const startTeam = useSlackTeam();
const PRIVATE: Reply = { kind: "private", card: NOTICE_CARD };

test("the whole bot over HTTP, on the listener that /healthz is on", async () => {
  const slack = await createFakeSlack(
    slackManifest(COMMANDS, { requestUrl: "https://study.example.com/slack/events" }),
    { sleep: sleepForEver },
  );
  const ada = joinTeam(slack, "ada", { is_admin: true });
  const study = openChannel(slack, "study", ada);
  const config = readConfig({
    DATABASE_URL: join(tempFolder(), "http.db"),
    DECKS_DIR: "test/fixtures/decks",
    DECK: "tea",
    PORT: "0",
    TIME_ZONE: "Europe/Berlin",
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
  });
  const studybot = await startStudybot(config, pino({ level: "silent" }));
  try {
    slack.appUrl = studybot.healthUrl.replace("/healthz", "/slack/events");
    const posted = () => study.messages.map((message) => textOf(message).split(":")[0]);
    const hello = expect.stringContaining("Hello, I am studybot");
    await inviteBot(slack, study, ada);
    await eventually(() => expect(posted()).toEqual([hello]));
    await typeCommand(slack, ada, study, "/study setup");
    await eventually(() => expect(slack.world.ephemerals.map(textOf).join()).toContain("This is a study channel now"));
    await typeCommand(slack, ada, study, "/study post");
    await eventually(() => expect(posted()).toEqual([hello, "Question"]));
    expect((await fetch(slack.appUrl)).status).toBe(404);
  } finally {
    await studybot.stop();
    await slack.stop();
  }
  expect(slack.world.complaints).toEqual([]);
});

test.each([
  ["used up", { uses: 5 }],
  ["too old", { until: 0 }],
])("an address for answers that is %s: the answer comes another way", async (_, spoilt) => {
  const world = await makeSlackHarness("socket");
  await world.start(async () => PRIVATE);
  const { newResponseUrl } = world.slack;
  world.slack.newResponseUrl = (channel, user) => {
    const url = newResponseUrl(channel, user);
    const [last] = [...world.slack.world.responseUrls.values()].reverse();
    Object.assign(last ?? {}, spoilt);
    return url;
  };
  await world.command(world.ann, "/progress");
  expect(await world.readPrivate(world.ann)).toHaveLength(1);
  expect(world.slack.world.calls.at(-1)?.method).toBe("chat.postEphemeral");
  await world.dispose();
});

test("a receipt waits where Slack asks to", async () => {
  const world = await makeSlackHarness("socket");
  await world.start(async () => PRIVATE);
  const ref = await world.platform.post(
    { kind: "channel", community: world.community, channel: world.channel },
    QUESTION_CARD,
    { key: "d-1" },
  );
  await world.settle();
  const asked = () => world.slack.world.calls.filter(({ method }) => method === "chat.postEphemeral").length;
  let refusals = 0;
  world.slack.plan = ({ method }) =>
    method === "chat.postEphemeral" && refusals++ === 0 ? { kind: "rate-limited", retryAfterSeconds: 20 } : undefined;
  const reacted = world.react(world.ann, ref, "2");
  await until(() => world.clock.sleepers().includes(20_000));
  await world.slack.settled();
  world.clock.pass(19_000);
  await world.platform.inspect({ kind: "channel", community: world.community, channel: world.channel });
  expect(asked()).toBe(1);
  world.clock.pass(1_000);
  await reacted;
  expect(asked()).toBe(2);
  expect(await world.readPrivate(world.ann)).toHaveLength(1);
  await world.dispose();
});

test("while it stops, the bot takes nothing new: Slack keeps it for the next process", async () => {
  const world = await makeSlackHarness("socket");
  const gate = Promise.withResolvers<void>();
  const events: string[] = [];
  await world.start(async (event) => {
    events.push(event.type === "command" ? event.command : event.type);
    await gate.promise;
    return PRIVATE;
  });
  const first = world.command(world.ann, "/progress");
  await eventually(() => expect(events).toEqual(["progress"]));
  const stopped = world.platform.stop();
  const second = world.command(world.ben, "/answer");
  await world.slack.socket.read();
  gate.resolve();
  await Promise.all([stopped, first, second]);
  expect(events).toEqual(["progress"]);
  expect(await world.readPrivate(world.ann)).toHaveLength(1);
  expect(world.slack.world.complaints.splice(0)).toEqual(["slash_commands was not acknowledged within 3 s"]);
  await world.dispose();
});

test("somebody of another workspace who made the shared channel does not configure the bot there", async () => {
  const team = await startTeam({ ...ONE_KIND, setup: false });
  const { slack } = team;
  const guest = joinTeam(slack, "gus", { team_id: "TOTHER", is_stranger: true });
  const shared = openChannel(slack, "shared", guest, { is_ext_shared: true });
  await inviteBot(slack, shared, guest);
  await team.settle();
  expect(await team.say(guest, "/study setup", shared)).toContain("Only admins may do that");
});

test("a channel whose id changes goes on under the new one", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, study } = team;
  const moved = openChannel(slack, "study", ada, { id: "C0MOVED" });
  moved.members.add(slack.world.app.botUser);
  await slack.emit({ type: "channel_id_changed", old_channel_id: study.id, new_channel_id: moved.id });
  await team.settle();
  await team.say(ada, "/study post", moved);
  expect(team.messages(moved).map((message) => textOf(message).slice(0, 8))).toEqual(["Question"]);
});

test("other emoji and other people's messages are no answers", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben, study } = team;
  await team.say(ada, "/study post");
  await react(slack, ben, study, team.question(), "tada");
  await react(slack, ben, study, team.question(), "five");
  await team.settle();
  expect(await team.db.selectFrom("answers").select("choice").execute()).toEqual([]);
  expect(team.toldTo(ben).at(-1)).toContain("There is no such option");
});

test("frames that make no sense end as one logged line each, and the line goes on", async () => {
  const team = await startTeam();
  const stray: unknown[] = [];
  const note = (error: unknown): void => void stray.push(error);
  process.on("unhandledRejection", note);
  const frames = [
    "null",
    "{}",
    "[",
    '{"type":"events_api","envelope_id":"E1"}',
    '{"type":"events_api","envelope_id":"E2","payload":{"event":{"type":"close"}}}',
    '{"type":"interactive"}',
    '{"type":"close"}',
  ];
  for (const frame of frames) team.slack.socket.inject(frame);
  team.slack.socket.inject(new Uint8Array([1, 2, 3]));
  expect(await team.say(team.ben, "/study help")).toContain("/ask");
  process.off("unhandledRejection", note);
  expect(stray).toEqual([]);
  const lines = team.logged.filter(({ msg }) => msg === "Slack sent something that cannot be read");
  expect(lines).toHaveLength(frames.length + 1);
});

test("over HTTP, a body without an end is not read to it, and one that breaks off is no error", async () => {
  const team = await startTeam({ mode: "http" });
  const url = team.slack.appUrl ?? "";
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 64_000;
      controller.enqueue(new Uint8Array(64_000).fill(120));
      if (sent > 50_000_000) controller.close();
    },
  });
  const init: RequestInit & { duplex: "half" } = { method: "POST", body: endless, duplex: "half" };
  const status = await fetch(url, init).then(
    (response) => response.status,
    () => 413,
  );
  expect(status).toBe(413);
  expect(sent).toBeLessThan(20_000_000);
  const { port } = new URL(url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), "127.0.0.1", () => {
      socket.write("POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n");
    });
    // By now it waits for the body.
    socket.once("data", () => socket.write("half", () => socket.destroy()));
    socket.on("close", () => resolve());
  });
  expect(await team.say(team.ben, "/study help")).toContain("/ask");
  expect(team.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});

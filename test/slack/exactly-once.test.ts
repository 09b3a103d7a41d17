import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/bot/commands.ts";
import { createWebClient, translateErrors } from "../../src/platforms/slack/api/client.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import type { Fault } from "../fakes/slack/api.ts";
import { sleepForEver } from "../fakes/slack/clock.ts";
import { inviteBot, joinTeam, openChannel, press, react, typeCommand } from "../fakes/slack/people.ts";
import { readBlocks } from "../fakes/slack/read.ts";
import { createFakeSlack } from "../fakes/slack/slack.ts";
import { reactionEvent } from "../fakes/slack/world.ts";
import { query } from "../support/playground-process.ts";
import { startProcess, tempFolder } from "../support/process.ts";
import { RIGHT } from "../support/small-deck.ts";
import { eventually, until } from "../support/wait.ts";
import { labelOf, ONE_KIND, type SlackTeam, textOf, useSlackTeam } from "./slack-team.ts";

const startTeam = useSlackTeam();
const questions = (of: SlackTeam): readonly string[] =>
  of
    .messages()
    .map(textOf)
    .filter((text) => text.startsWith("Question:"));

/** The next call of the method fails so; says whether it has. */
function failOnce(of: SlackTeam, method: string, fault: Fault): () => boolean {
  let isDone = false;
  of.slack.plan = (call) => {
    if (isDone || call.method !== method) return undefined;
    isDone = true;
    return fault;
  };
  return () => isDone;
}

const NEVER = new Promise<void>(() => undefined);

const UNCERTAIN: readonly (readonly [string, Fault])[] = [
  ["a 500 before it arrived", { kind: "server-error", when: "before" }],
  ["a 500 after it arrived", { kind: "server-error", when: "after" }],
  ["a reset before it arrived", { kind: "reset", when: "before" }],
  ["a reset after it arrived", { kind: "reset", when: "after" }],
  ["no answer at all", { kind: "silence", until: NEVER }],
];

test.each(UNCERTAIN)("a question is posted once: %s", async (_, fault) => {
  const team = await startTeam(ONE_KIND);
  const hasFailed = failOnce(team, "chat.postMessage", fault);
  await typeCommand(team.slack, team.ada, team.study, "/study post");
  await until(hasFailed);
  if (fault.kind === "silence") team.giveUp();
  await team.settle();
  expect(
    await team.db
      .selectFrom("deliveries")
      .select("id")
      .where("kind", "=", "question")
      .where("state", "=", "pending")
      .execute(),
  ).toHaveLength(1);
  await team.again();
  expect(questions(team)).toHaveLength(1);
  await press(team.slack, team.ben, team.study, team.question(), labelOf(team.question(), RIGHT));
  await team.settle();
  expect(team.toldTo(team.ben).at(-1)).toContain("Your answer is in");
});

test("a call that Slack never answers is given up", async () => {
  const slack = await createFakeSlack(slackManifest(COMMANDS, {}));
  slack.plan = () => ({ kind: "silence", until: NEVER });
  const web = createWebClient(slack.botToken, { apiUrl: slack.apiUrl, log: pino({ level: "silent" }), timeoutMs: 20 });
  await expect(translateErrors(web.auth.test())).rejects.toMatchObject({ reason: "unavailable" });
  await slack.stop();
});

test("what is said under a question is said once as well, when its answer was lost", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, study } = team;
  await team.say(ada, "/study post");
  const question = team.question();
  failOnce(team, "chat.postMessage", { kind: "server-error", when: "after" });
  await team.say(ada, "/study close");
  await team.again();
  expect(study.messages.filter((message) => message.thread_ts === question.ts)).toHaveLength(1);
  expect(slack.world.calls.map((call) => call.method)).toContain("conversations.replies");
});

test("a 429 is not uncertain: the message needs no looking for, and other channels do not wait", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada } = team;
  const other = openChannel(slack, "other", ada);
  await inviteBot(slack, other, ada);
  await team.settle();
  await team.say(ada, "/study setup", other);
  slack.plan = ({ method, args }) =>
    method === "chat.postMessage" && args.channel === team.study.id
      ? { kind: "rate-limited", retryAfterSeconds: 40 }
      : undefined;
  await team.say(ada, "/study post");
  await team.say(ada, "/study post", other);
  expect(questions(team)).toHaveLength(0);
  expect(
    team
      .messages(other)
      .map(textOf)
      .filter((text) => text.startsWith("Question:")),
  ).toHaveLength(1);
  slack.plan = () => undefined;
  await team.again(30_000);
  expect(questions(team), "Slack asked for 40 s").toHaveLength(0);
  await team.again(11_000);
  expect(questions(team)).toHaveLength(1);
  expect(slack.world.calls.map((call) => call.method)).not.toContain("conversations.history");
});

test("429 on every third call: everything arrives, once", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben, study } = team;
  let calls = 0;
  slack.plan = () => (++calls % 3 === 0 ? { kind: "rate-limited", retryAfterSeconds: 1 } : undefined);
  for (let round = 1; round <= 3; round++) {
    await team.say(ada, "/study post");
    await eventually(async () => {
      await team.again(2_000);
      expect(textOf(team.question())).toContain("Question:");
    });
    const question = team.question();
    expect([...question.reactions.keys()]).toEqual(["one", "two", "three", "four"]);
    await press(slack, ben, study, question, labelOf(question, RIGHT));
    await team.settle();
    await team.say(ada, "/study close");
    await eventually(async () => {
      await team.again(3_000);
      expect(textOf(question)).toMatch(/^Answer:/);
      expect(study.messages.filter((message) => message.thread_ts === question.ts)).toHaveLength(1);
    });
  }
  expect(team.messages().filter((message) => textOf(message).startsWith("Answer:"))).toHaveLength(3);
  slack.plan = () => undefined;
  expect(await team.say(ben, "/leaderboard all")).toContain("Ben (you)");
});

test("without the scope to read, the uncertain message is held for an admin", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada } = team;
  slack.world.tokens.get(slack.botToken)?.scopes.delete("channels:history");
  failOnce(team, "chat.postMessage", { kind: "server-error", when: "after" });
  await team.say(ada, "/study post");
  await team.again();
  expect(questions(team)).toHaveLength(1);
  const status = await team.say(ada, "/study status");
  expect(status).toContain("may or may not have been posted");
  expect(status).toContain("channels:history");
  // A click proves the post.
  await press(slack, team.ben, team.study, team.question(), labelOf(team.question(), RIGHT));
  await team.settle();
  expect(await team.say(ada, "/study status")).toContain("A round is open until");
});

test("an edit keeps the message's mark", async () => {
  const team = await startTeam(ONE_KIND);
  await team.say(team.ada, "/study post");
  const mark = team.question().metadata;
  expect(mark).toMatchObject({
    event_type: "studybot_delivery",
    event_payload: { key: expect.stringMatching(/^sb-/) },
  });
  await team.say(team.ada, "/study close");
  expect(textOf(team.question())).toContain("Answer:");
  expect(team.question().metadata).toEqual(mark);
});

test("a question that somebody deleted still gets its reveal, posted afresh", async () => {
  const team = await startTeam(ONE_KIND);
  await team.say(team.ada, "/study post");
  team.question().deleted = true;
  await team.say(team.ada, "/study close");
  expect(
    team
      .messages()
      .map(textOf)
      .filter((text) => text.startsWith("Answer:")),
  ).toHaveLength(1);
});

test("reactions given while the bot was away are read back at start", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben, chi } = team;
  await team.say(ada, "/study post");
  const question = team.question();
  const label = labelOf(question, RIGHT);
  const emoji = ["one", "two", "three", "four"][Number(label) - 1] ?? "";
  slack.retryDelays = [];
  slack.socket.cut();
  question.reactions.get(emoji)?.push(ben.id);
  question.reactions.get("one")?.push(chi.id);
  question.reactions.get("two")?.push(chi.id);
  await team.crash();
  await team.say(ada, "/study close");
  expect(textOf(question)).toContain("1 of 1 answer right");
  expect(await team.say(ben, "/answer")).toContain("No round is open");
});

test("reactions that Slack gave up on while the line was broken are read back when it stands again", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben, study } = team;
  await team.say(ada, "/study post");
  const question = team.question();
  slack.retryDelays = [];
  slack.socket.cut();
  question.reactions.get("two")?.push(ben.id);
  const isTold = await slack.emit(reactionEvent(slack.world, ben.id, "two", study.id, question));
  expect(isTold).toBe(false);
  await eventually(async () =>
    expect(await team.db.selectFrom("answers").select("choice").execute()).toEqual([{ choice: "2" }]),
  );
});

test("a question found again gets the reactions that were missing", async () => {
  const team = await startTeam(ONE_KIND);
  failOnce(team, "chat.postMessage", { kind: "server-error", when: "after" });
  await team.say(team.ada, "/study post");
  team.question().reactions.set("two", [team.slack.world.app.botUser]);
  await team.again();
  expect([...team.question().reactions.keys()].sort()).toEqual(["four", "one", "three", "two"]);
});

test("the line is cut in the middle of an answer: the answer counts, its receipt arrives, the line comes back", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben, study } = team;
  await team.say(ada, "/study post");
  const question = team.question();
  const gate = Promise.withResolvers<void>();
  // Looking up who ben is takes long enough for the line to break meanwhile.
  slack.plan = ({ method }) => (method === "users.info" ? { kind: "silence", until: gate.promise } : undefined);
  const pressed = press(slack, ben, study, question, labelOf(question, RIGHT));
  await eventually(() => expect(slack.world.calls.slice(-2).map((call) => call.method)).toContain("users.info"));
  slack.socket.cut();
  await pressed;
  slack.plan = () => undefined;
  gate.resolve();
  await eventually(() => expect(team.toldTo(ben).at(-1)).toContain("Your answer is in"));
  await until(() => slack.socket.connections() === 1);
  expect(await team.say(ben, "/answer")).toContain(RIGHT);
  // Slack could not know that the press arrived.
  expect(slack.world.complaints.splice(0)).toEqual(["interactive was not acknowledged within 3 s"]);
});

test("Slack asks to reconnect: nothing is lost in between", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben, study } = team;
  await team.say(ada, "/study post");
  const question = team.question();
  slack.socket.refresh();
  const reacted = react(slack, ben, study, question, "one");
  await until(() => slack.socket.connections() === 1);
  // By now Slack sends it again.
  team.pass(60_000);
  await reacted;
  await team.settle();
  expect(team.toldTo(ben).at(-1)).toContain("Your answer is in");
  expect(slack.socket.connections()).toBe(1);
});

test("kill -9 between send and record: one question, and it is the round's", async () => {
  const slack = await createFakeSlack(slackManifest(COMMANDS, {}), { sleep: sleepForEver });
  const ada = joinTeam(slack, "ada", { is_admin: true });
  const study = openChannel(slack, "study", ada);
  study.members.add(slack.world.app.botUser);
  const database = join(tempFolder(), "kill.db");
  const start = () =>
    startProcess(database, {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
    });
  const posted = () => study.messages.filter((message) => readBlocks(message.blocks).startsWith("Question:"));
  const told = () => readBlocks(slack.world.ephemerals.at(-1)?.blocks ?? []);
  const first = await start();
  await typeCommand(slack, ada, study, "/study setup");
  await eventually(() => expect(told()).toContain("This is a study channel now"));
  // The message arrives, its answer never does.
  slack.plan = ({ method }) => (method === "chat.postMessage" ? { kind: "silence", until: NEVER } : undefined);
  await typeCommand(slack, ada, study, "/study post");
  await until(() => posted().length > 0, "the question");
  await first.kill("SIGKILL");
  slack.plan = () => undefined;
  await until(() => slack.socket.connections() === 0);
  const second = await start();
  await until(() => query<{ message: string | null }>(database, OPEN)[0]?.message === posted()[0]?.ts);
  await typeCommand(slack, ada, study, "/study status");
  await eventually(() => expect(told()).toContain("A round is open until"));
  // It finishes what is under way: nothing more comes.
  await second.kill("SIGTERM");
  expect(posted()).toHaveLength(1);
  await slack.stop();
  expect(slack.world.complaints).toEqual([]);
});

const OPEN = "select message from rounds where state = 'open'";

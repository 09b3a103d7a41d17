import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { Reply } from "../../src/chat/event.ts";
import { NOTICE_CARD, QUESTION_CARD } from "../contracts/cards.ts";
import { makeSlackHarness } from "../contracts/slack-harness.ts";
import {
  archive,
  installAgain,
  interact,
  inviteBot,
  joinTeam,
  openChannel,
  press,
  react,
  removeBot,
  rename,
  say,
  setGroup,
  typeCommand,
  uninstall,
} from "../fakes/slack/people.ts";
import { mentionsIn } from "../fakes/slack/read.ts";
import { signed } from "../fakes/slack/transport.ts";
import { type FakeChannel, type FakeMessage, type FakeUser, reactionEvent } from "../fakes/slack/world.ts";
import { run } from "../support/process.ts";
import { RIGHT } from "../support/small-deck.ts";
import { eventually, HANG_MS, until } from "../support/wait.ts";
import { comes, labelOf, ONE_KIND, type SlackTeam, textOf, useSlackTeam } from "./slack-team.ts";

const startTeam = useSlackTeam();
const answersOf = (of: SlackTeam) => of.db.selectFrom("answers").select(["choice", "via"]).execute();
const lastTold = (of: SlackTeam, user: SlackTeam["ada"]): string => of.toldTo(user).at(-1) ?? "";
const directTo = (of: SlackTeam, user: SlackTeam["ada"]): readonly string[] =>
  [...of.slack.world.channels.values()]
    .filter((channel) => channel.is_im && channel.members.has(user.id))
    .flatMap((channel) => channel.messages.map(textOf));

/** What `studybot doctor` finds wrong. */
async function askDoctor(of: SlackTeam): Promise<readonly (readonly [string, string])[]> {
  const environment = {
    DATABASE_URL: of.file,
    DECKS_DIR: "test/fixtures/decks",
    DECK: "tea",
    SLACK_BOT_TOKEN: of.slack.botToken,
    SLACK_APP_TOKEN: of.slack.appToken,
    SLACK_API_URL: of.slack.apiUrl,
  };
  const { out } = await run(["doctor", "--json"], environment);
  const { findings } = JSON.parse(out) as { findings: { what: string; ok: boolean; text: string }[] };
  return findings.filter((one) => !one.ok).map((one) => [one.what, one.text]);
}

describe.each(["socket", "http"] as const)("while everything is slow (%s)", (mode) => {
  /** A team whose bot begins to answer when the gate is opened, and a question in it. */
  async function startSlow(reply: Reply) {
    const world = await makeSlackHarness(mode);
    const gate = Promise.withResolvers<void>();
    const begun: string[] = [];
    await world.start(async (event) => {
      begun.push(event.type);
      await gate.promise;
      return reply;
    });
    const { slack, clock, platform } = world;
    const to = { kind: "channel", community: world.community, channel: world.channel } as const;
    const { message } = await platform.post(to, QUESTION_CARD, { key: "d-1" });
    await world.settle();
    const [ann, ben] = [world.ann, world.ben].map((id) => slack.world.users.get(id)) as [FakeUser, FakeUser];
    const channel = slack.world.channels.get(world.channel) as FakeChannel;
    const question = channel.messages.find(({ ts }) => ts === message) as FakeMessage;
    return { world, slack, clock, platform, begun, openGate: gate.resolve, ann, ben, channel, question };
  }

  test("commands, presses and forms are acknowledged within three seconds, and answered afterwards", async () => {
    const { world, slack, ...slow } = await startSlow({ kind: "private", card: NOTICE_CARD });
    const acknowledged = Promise.all([
      typeCommand(slack, slow.ann, slow.channel, "/ask pca"),
      press(slack, slow.ben, slow.channel, slow.question, "2"),
    ]);
    await until(() => slow.begun.length === 2);
    slow.clock.pass(2_900);
    await comes(acknowledged, "Slack hears that it arrived");
    expect(slack.world.complaints).toEqual([]);
    expect([await world.readPrivate(world.ann), await world.readPrivate(world.ben)]).toEqual([[], []]);
    slow.openGate();
    await slow.platform.idle();
    expect(await world.readPrivate(world.ann)).toHaveLength(1);
    expect(await world.readPrivate(world.ben)).toHaveLength(1);
    await world.dispose();
  });

  test("a form that cannot open in time says so", async () => {
    const { world, slack, ...slow } = await startSlow({
      kind: "form",
      form: {
        action: "answer-form:1",
        title: "Your answer",
        submitLabel: "Submit",
        fields: [{ type: "text", name: "answer", label: "Answer", maxLength: 10, required: true }],
      },
    });
    const pressed = press(slack, slow.ann, slow.channel, slow.question, "In your words");
    await until(() => slow.begun.length === 1);
    slow.clock.pass(2_900);
    await comes(pressed, "Slack hears that it arrived");
    slow.clock.pass(200);
    slow.openGate();
    await slow.platform.idle();
    expect((await world.readPrivate(world.ann))[0]?.text).toContain("Press the button again");
    await world.dispose();
  });
});

describe("while somebody else writes to the database", () => {
  const lock = (of: SlackTeam): (() => void) => {
    const other = new Database(of.file);
    other.exec("begin immediate");
    return () => {
      other.exec("rollback");
      other.close();
    };
  };

  test("for a moment, a press is acknowledged, waits, and counts", async () => {
    const team = await startTeam({ ...ONE_KIND, patienceMs: HANG_MS });
    const { slack, ada, ben, study } = team;
    await team.say(ada, "/study post");
    const release = lock(team);
    const pressed = press(slack, ben, study, team.question(), labelOf(team.question(), RIGHT));
    await until(() => slack.world.calls.some(({ method, args }) => method === "users.info" && args.user === ben.id));
    team.pass(2_900);
    await comes(pressed, "Slack hears that it arrived");
    expect(team.toldTo(ben)).toEqual([]);
    release();
    await team.settle();
    expect(lastTold(team, ben)).toContain("Your answer is in");
    expect(await answersOf(team)).toHaveLength(1);
  });

  test("for long, a press is acknowledged and told that it did not work, and works again afterwards", async () => {
    const team = await startTeam({ ...ONE_KIND, patienceMs: 100 });
    const { slack, ada, ben, study } = team;
    await team.say(ada, "/study post");
    const question = team.question();
    const release = lock(team);
    await press(slack, ben, study, question, labelOf(question, RIGHT));
    await team.settle();
    expect(lastTold(team, ben)).toContain("another program is using my database");
    release();
    await press(slack, ben, study, question, labelOf(question, RIGHT));
    await team.settle();
    expect(lastTold(team, ben)).toContain("Your answer is in");
  });
});

test("the same event again changes nothing and says nothing twice", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben, study } = team;
  await team.say(ada, "/study post");
  const question = team.question();
  const event = reactionEvent(slack.world, ben.id, "two", study.id, question);
  const payload = {
    type: "event_callback",
    team_id: slack.world.team.id,
    event_id: "EvSAME",
    event_time: Math.floor(slack.world.now() / 1000),
    event,
  };
  for (let tries = 0; tries < 3; tries++) await slack.deliver("events_api", payload);
  await team.settle();
  expect(await answersOf(team)).toEqual([{ choice: "2", via: "reaction" }]);
  expect(team.toldTo(ben)).toHaveLength(1);
});

test("of events that come in another order, what was done last counts", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben, study } = team;
  await team.say(ada, "/study post");
  const question = team.question();
  const early = reactionEvent(slack.world, ben.id, "one", study.id, question);
  team.pass(20);
  const late = reactionEvent(slack.world, ben.id, "three", study.id, question);
  await slack.emit(late);
  await slack.emit(early);
  await team.settle();
  expect(await answersOf(team)).toEqual([{ choice: "3", via: "reaction" }]);
});

test.each([
  ["removed from the channel", (of: SlackTeam) => removeBot(of.slack, of.study, of.ada)],
  ["the channel is archived", (of: SlackTeam) => archive(of.slack, of.study, of.ada)],
  [
    "the channel is deleted",
    async (of: SlackTeam) => {
      of.study.deleted = true;
      await of.slack.emit({ type: "channel_deleted", channel: of.study.id });
    },
  ],
])("%s: paused, settings kept, the admin told once", async (_, lose) => {
  const team = await startTeam(ONE_KIND);
  const { ada } = team;
  await team.say(ada, "/study setup window:2h");
  await lose(team);
  await team.settle();
  const [channel] = await team.db.selectFrom("channels").select(["state", "window_ms", "next_run_at"]).execute();
  expect(channel).toEqual({ state: "paused", window_ms: 7_200_000, next_run_at: null });
  expect(directTo(team, ada)).toEqual([
    expect.stringMatching(/Questions in #study are paused.*All settings are kept/s),
  ]);
});

test("invited again, it says how to go on, and nothing was lost", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, study } = team;
  await removeBot(slack, study, ada);
  await team.settle();
  await inviteBot(slack, study, ada);
  await team.settle();
  expect(textOf(team.messages().at(-1) ?? team.question())).toContain("/study resume");
  expect(await team.say(ada, "/study resume")).toContain("The questions go on");
  await team.say(ada, "/study post");
  expect(textOf(team.question())).toContain("Question:");
});

test("a post into a channel that was lost unheard pauses it", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, study } = team;
  study.members.delete(slack.world.app.botUser);
  await team.say(ada, "/study post");
  const [channel] = await team.db.selectFrom("channels").select(["state"]).execute();
  expect(channel?.state).toBe("paused");
  expect(directTo(team, ada)).toHaveLength(1);
});

test("a channel that became private goes on; a renamed one is called by its new name", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, study } = team;
  study.is_private = true;
  await rename(slack, study, "exam-prep");
  await team.settle();
  expect(await team.say(ada, "/study status")).toContain("Status of #exam-prep");
  await team.say(ada, "/study post");
  expect(textOf(team.question())).toContain("Question:");
});

describe("a revoked token", () => {
  const losses = (of: SlackTeam) => of.logged.filter((line) => Number(line.level) >= 50).map((line) => line.msg);
  const LOST = expect.stringMatching(/^access is lost and the channels are paused/);

  test("pauses everything and keeps it; installed again, the admins are told what happened and how to go on", async () => {
    const team = await startTeam(ONE_KIND);
    const { slack, ada, study } = team;
    await team.say(ada, "/study setup window:2h");
    const before = directTo(team, ada).length;
    await uninstall(slack);
    await team.settle();
    expect(await team.db.selectFrom("channels").select(["state", "window_ms"]).execute()).toEqual([
      { state: "paused", window_ms: 7_200_000 },
    ]);
    expect(losses(team)).toEqual([LOST]);
    expect(directTo(team, ada), "nobody can be told now").toHaveLength(before);
    const doctor = await askDoctor(team);
    expect(doctor).toContainEqual([
      "Channel #study",
      expect.stringMatching(/^paused, because .*my access was revoked; .*\/study resume/),
    ]);
    expect(doctor).toContainEqual(["Slack bot token", expect.stringMatching(/^Slack says token_revoked; .*reinstall/)]);

    // A week later.
    team.pass(7 * 24 * 3_600_000);
    installAgain(slack);
    await team.crash();
    const told = expect.stringMatching(/Questions in #study are paused.*access was revoked.*\/study resume/s);
    expect(directTo(team, ada).slice(before)).toEqual([told]);
    await team.crash();
    expect(directTo(team, ada).slice(before), "once").toEqual([told]);

    await inviteBot(slack, study, ada);
    await team.settle();
    expect(await team.say(ada, "/study resume")).toContain("The questions go on");
    expect(await team.say(ada, "/study status")).toContain("Answer window: 2 h");
    await team.say(ada, "/study post");
    expect(textOf(team.question())).toContain("Question:");
  });

  test("of which Slack says nothing is found out by the next post, for all channels at once", async () => {
    const team = await startTeam(ONE_KIND);
    const { slack, ada } = team;
    const other = openChannel(slack, "other", ada);
    await inviteBot(slack, other, ada);
    await team.settle();
    await team.say(ada, "/study setup", other);
    Object.assign(slack.world.tokens.get(slack.botToken) ?? {}, { revoked: true });
    await team.say(ada, "/study post");
    expect(await team.db.selectFrom("channels").select("state").execute()).toEqual([
      { state: "paused" },
      { state: "paused" },
    ]);
    expect(losses(team)).toEqual([LOST]);
  });
});

test("set-up where the bot is not in the channel says what to do", async () => {
  const team = await startTeam({ ...ONE_KIND, setup: false });
  expect(await team.say(team.ada, "/study setup")).toContain("/invite @studybot");
});

test("people of another workspace take part, are told apart, and their rank elsewhere counts nothing here", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, study } = team;
  const guest = joinTeam(slack, "gus", { team_id: "TOTHER", is_admin: true, is_stranger: true });
  study.members.add(guest.id);
  await team.say(ada, "/study post");
  const question = team.question();
  await press(slack, guest, study, question, labelOf(question, RIGHT));
  await team.settle();
  expect(lastTold(team, guest)).toContain("Your answer is in");
  expect(await team.say(guest, "/study close")).toContain("Only admins may do that");
  await team.say(ada, "/study close");
  expect(await team.say(ada, "/leaderboard all")).toContain("Gus (other workspace)");
  expect(await team.db.selectFrom("communities").select("external_id").execute()).toEqual([
    { external_id: slack.world.team.id },
  ]);
});

describe("who may configure", () => {
  test("workspace admins, the channel's creator, who invited the bot, and whom they named", async () => {
    const team = await startTeam({ ...ONE_KIND, setup: false });
    const { slack, ada, ben, chi } = team;
    const dan = joinTeam(slack, "dan");
    const own = openChannel(slack, "own", ben);
    for (const user of [ada, chi, dan]) own.members.add(user.id);
    await inviteBot(slack, own, chi);
    await team.settle();
    expect(await team.say(dan, "/study setup", own)).toContain("Only admins");
    expect(await team.say(chi, "/study setup", own), "chi invited the bot").toContain("This is a study channel now");
    expect(await team.say(ben, "/study pause", own), "ben made the channel").toContain("Paused");
    // A channel of one's own is no key to the others.
    expect(await team.say(ben, "/study admins add @ben", own)).toContain("it concerns every channel");
    expect(await team.say(ada, "/study admins add @dan", own)).toContain(dan.id);
    expect(await team.say(dan, "/study resume", own)).toContain("The questions go on");
  });

  test("a user group can be named", async () => {
    const team = await startTeam(ONE_KIND);
    const { slack, ada, chi } = team;
    await setGroup(slack, "S0TRAINERS", "trainers", [chi]);
    expect(await team.say(ada, "/study admins add @trainers")).toContain("S0TRAINERS");
    team.pass(61_000);
    expect(await team.say(chi, "/study status")).toContain("Status of #study");
    await setGroup(slack, "S0TRAINERS", "trainers", []);
    team.pass(61_000);
    expect(await team.say(chi, "/study status")).toContain("Only admins");
  });
});

describe("bad input", () => {
  test("buttons of a closed round, unknown actions, and a query of 4,000 characters get a clear private message", async () => {
    const team = await startTeam(ONE_KIND);
    const { slack, ada, ben, study } = team;
    await team.say(ada, "/study post");
    const before = { ts: team.question().ts, blocks: structuredClone(team.question().blocks) };
    await team.say(ada, "/study close");
    await press(slack, ben, study, before, "1");
    await team.settle();
    expect(lastTold(team, ben)).toContain("This round is closed");
    await interact(slack, ben, study, before.ts, { type: "button", action_id: "who-knows:1" });
    await team.settle();
    expect(lastTold(team, ben)).toContain("does nothing any more");
    expect(await team.say(ben, `/ask ${"x".repeat(4000)}`)).toContain("too long");
    expect(team.logged.filter((line) => Number(line.level) >= 50)).toEqual([]);
  });

  test("payloads that cannot be read are answered where there is somebody to answer, and never end the process", async () => {
    const team = await startTeam({ ...ONE_KIND, mode: "http" });
    const { slack, ben, study } = team;
    const url = slack.newResponseUrl(study.id, ben.id);
    await slack.deliver("interactive", {
      type: "block_actions",
      user: { id: ben.id },
      response_url: url,
      trigger_id: 7,
      actions: [{ action_id: 5 }],
    });
    await team.settle();
    expect(lastTold(team, ben)).toContain("I couldn't read that");
    for (const event of [null, {}, { type: "reaction_added", item: null }, { type: 7 }, "text"]) {
      await slack.deliver("events_api", { type: "event_callback", event_id: "Ev", event_time: 1, team_id: "T", event });
    }
    for (const payload of [
      { type: "view_submission" },
      { type: "block_actions", actions: [] },
      { type: "shortcut", user: { id: ben.id, team_id: "T" } },
      { type: "nobody-knows" },
    ])
      await slack.deliver("interactive", payload);
    expect(await team.say(ben, "/study help")).toContain("What I can do");
  });

  test("forged, unsigned and stale requests: 401, logged once", async () => {
    const team = await startTeam({ ...ONE_KIND, mode: "http" });
    const { slack, ben } = team;
    const body = JSON.stringify({
      type: "event_callback",
      event: { type: "tokens_revoked" },
      event_id: "EvX",
      event_time: 1,
    });
    const knock = async (headers: Record<string, string>): Promise<number> =>
      (
        await fetch(slack.appUrl ?? "", {
          method: "POST",
          body,
          headers: { "content-type": "application/json", ...headers },
        })
      ).status;
    const now = slack.world.now();
    for (let tries = 0; tries < 3; tries++) {
      expect(await knock(signed(body, "another secret", now))).toBe(401);
      expect(await knock(signed(body, slack.signingSecret, now - 6 * 60_000))).toBe(401);
      expect(await knock({})).toBe(401);
    }
    expect(await knock({ ...signed(body, slack.signingSecret, now), "x-slack-signature": "v0=00" })).toBe(401);
    const warnings = team.logged.filter((line) => line.msg === "a request to /slack/events was refused");
    expect(warnings).toHaveLength(3);
    expect(await team.say(ben, "/study help")).toContain("What I can do");
    expect((await team.db.selectFrom("channels").select("state").executeTakeFirst())?.state).toBe("active");
  });

  test("signed bodies that are no object are refused; Slack's own checks are answered", async () => {
    const team = await startTeam({ ...ONE_KIND, mode: "http" });
    const { slack } = team;
    const send = (body: string, type = "application/json") =>
      fetch(slack.appUrl ?? "", {
        method: "POST",
        body,
        headers: { "content-type": type, ...signed(body, slack.signingSecret, slack.world.now()) },
      });
    for (const body of ["null", "[]", "{", "7"]) expect((await send(body)).status).toBe(400);
    expect((await send("payload=null", "application/x-www-form-urlencoded")).status).toBe(400);
    const challenge = await send(JSON.stringify({ type: "url_verification", challenge: "abc" }));
    expect(await challenge.json()).toEqual({ challenge: "abc" });
    expect((await send("ssl_check=1", "application/x-www-form-urlencoded")).status).toBe(200);
  });
});

test("what people are called or type can mention nobody", async () => {
  const team = await startTeam({ ...ONE_KIND, setup: false });
  const { slack, ada, study } = team;
  await inviteBot(slack, study, ada);
  await team.say(ada, "/study setup");
  const eve = joinTeam(slack, "eve", { real_name: "<!channel> *Eve* <@UADA>" });
  study.members.add(eve.id);
  await team.say(eve, "/ask q1");
  const shared = slack.world.ephemerals.at(-1);
  if (shared !== undefined) await press(slack, eve, study, shared, "Share in the channel");
  await team.settle();
  const message = team.messages().at(-1);
  expect(message && textOf(message)).toContain("<!channel> *Eve* <@UADA>");
  expect(message && mentionsIn(message.blocks, message.text)).toEqual([]);
});

test("messages of people are nobody's business: the bot hears of none", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ben, study } = team;
  const before = slack.world.calls.length;
  await react(slack, ben, study, say(slack, ben, study, "good morning"), "one");
  await react(slack, ben, study, say(slack, ben, study, "lunch?"), "tada");
  await team.settle();
  expect(slack.world.calls.slice(before).map((call) => call.method)).not.toContain("chat.postEphemeral");
  expect(await answersOf(team)).toEqual([]);
});

test("a line that is lost is known to be, until it stands again; one that never stood is no connection", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack } = team;
  const line = () => team?.bot.bot.connections.get("slack")?.state;
  /** As time passes, the bot tries again. */
  const standsAgain = () =>
    eventually(() => {
      team.pass(60_000);
      expect(line()).toBe("connected");
    });
  expect(line()).toBe("connected");
  slack.plan = ({ method }) =>
    method === "apps.connections.open" ? { kind: "server-error", when: "before" } : undefined;
  slack.socket.cut();
  await until(() => line() === "lost");
  slack.plan = () => undefined;
  await standsAgain();
  slack.plan = ({ method }) =>
    method === "apps.connections.open" ? { kind: "server-error", when: "before" } : undefined;
  await team.crash();
  expect(line()).toBe("lost");
  slack.plan = () => undefined;
  await standsAgain();
});

test("no token and no secret is ever logged", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, study } = team;
  const before = slack.world.calls.length;
  const failed = (method: string) => slack.world.calls.slice(before).some((call) => call.method === method);
  const faults = ["server-error", "reset"] as const;
  let calls = 0;
  slack.plan = () => ({ kind: faults[calls++ % 2] ?? "reset", when: "before" });
  await typeCommand(slack, ada, study, "/study post");
  await until(() => failed("chat.postMessage"));
  slack.socket.cut();
  await until(() => team.logged.filter(({ msg }) => String(msg).startsWith("Slack cannot be reached")).length === 2);
  slack.plan = () => undefined;
  team.pass(60_000);
  await until(() => slack.socket.connections() === 1);
  const log = JSON.stringify(team.logged);
  expect(log).toContain("Slack cannot be reached");
  for (const secret of [slack.botToken, slack.appToken, slack.signingSecret, "ticket=K"])
    expect(log).not.toContain(secret);
});

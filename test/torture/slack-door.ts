import type { KnownBlock } from "@slack/types";
import { COMMANDS } from "../../src/bot/commands.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import type { Fault } from "../fakes/slack/api.ts";
import { choose, joinTeam, openChannel, press, react, typeCommand, unreact } from "../fakes/slack/people.ts";
import { readBlocks } from "../fakes/slack/read.ts";
import { createFakeSlack, type FakeSlack } from "../fakes/slack/slack.ts";
import type { FakeChannel, FakeMessage, FakeUser } from "../fakes/slack/world.ts";
import { HANG_MS } from "../support/wait.ts";
import { type PacedClock, pause } from "./clock.ts";
import {
  count,
  type Door,
  type OpenQuestion,
  type Outcome,
  outcomeOf,
  PATIENCE_MS,
  type Person,
  type Place,
} from "./door.ts";
import { SLACK_PLANS } from "./schedules.ts";

const EMOJI = ["one", "two", "three", "four", "five"];
const PEOPLE_A_CHANNEL = 3;
/** The share of calls that fail; `planned` chooses how. */
const FAULTS = 0.08;
/** The share of events that are delayed, and the longest delay. */
const HELD = 0.1;
const HELD_MS = 400;
const AGAIN = 0.08;

/** One workspace. Every fourth life of the bot takes events over HTTP, the others by Socket Mode. */
export async function openSlack(clock: PacedClock, random: () => number): Promise<Door> {
  const slack = await createFakeSlack(slackManifest(COMMANDS, {}), { now: clock.now });
  const faults = new Map<string, number>();
  const admin = joinTeam(slack, "ada", { is_admin: true });
  const { users, places, people } = populate(slack, admin);
  const userOf = (person: Person): FakeUser => users.get(person.id) as FakeUser;
  const channelOf = (place: Place): FakeChannel => slack.world.channels.get(place.channel) as FakeChannel;
  const patience: Patience = () => clock.patience(PATIENCE_MS);
  let stormy = false;
  let byHttp = false;
  slack.plan = () => (stormy ? planned(random, faults) : undefined);
  slack.misdeliver = (kind) => {
    if (!stormy) return { holdMs: 0, againMs: [] };
    const holdMs = random() < HELD ? Math.ceil(random() * HELD_MS) : 0;
    // Slack never resends commands.
    const againMs = kind !== "slash_commands" && random() < AGAIN ? [Math.ceil(random() * 500)] : [];
    if (holdMs > 0) count(faults, "event held back");
    if (againMs.length > 0) count(faults, "event sent twice");
    return { holdMs, againMs };
  };
  return {
    name: "slack",
    places,
    people,
    faults,
    environment: (life) => {
      byHttp = life % 4 === 3;
      return {
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_API_URL: slack.apiUrl,
        ...(byHttp ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken }),
      };
    },
    connected: (urls) => {
      const address = urls?.health.replace("/healthz", "/slack/events") ?? "http://127.0.0.1:1/";
      slack.appUrl = byHttp ? address : undefined;
    },
    setUp: (place) => setUp(slack, admin, channelOf(place), place),
    question: (place) => questionIn(channelOf(place)),
    answer: (person, question, choice, way) =>
      answer(slack, patience, userOf(person), channelOf(person.place), question, choice, way),
    withdraw: async (person, question, choice) => {
      const channel = channelOf(person.place);
      const message = messageOf(channel, question);
      if (message !== undefined)
        await unreact(slack, userOf(person), channel, message, EMOJI[Number(choice) - 1] ?? "");
    },
    deleteData: (person) => deleteData(slack, patience, userOf(person), channelOf(person.place)),
    standing: () =>
      [...slack.world.channels.values()].flatMap((channel) =>
        channel.messages
          .filter((message) => !message.deleted && message.user === slack.world.app.botUser)
          .map((message) => ({
            channel: channel.id,
            key: message.metadata?.event_payload.key as string | undefined,
            title: titleOf(message.blocks),
            inThread: message.thread_ts !== undefined,
          })),
      ),
    disturb: () => {
      if (slack.appUrl !== undefined) return;
      if (random() < 0.5) slack.socket.cut();
      else slack.socket.refresh();
      count(faults, "socket broken");
    },
    storm: (on) => {
      stormy = on;
    },
    complaints: () =>
      slack.world.complaints.filter((one) => !/acknowledged within|acknowledgement of nothing/.test(one)),
    stop: slack.stop,
  };
}

function populate(slack: FakeSlack, admin: FakeUser) {
  const users = new Map<string, FakeUser>();
  const places: Place[] = [];
  const people: Person[] = [];
  for (const [index, plan] of SLACK_PLANS.entries()) {
    const channel = openChannel(slack, `study-${index + 1}`, admin);
    channel.members.add(slack.world.app.botUser);
    const place: Place = { platform: "slack", community: slack.world.team.id, channel: channel.id, plan };
    places.push(place);
    for (let one = 0; one < PEOPLE_A_CHANNEL; one++) {
      const user = joinTeam(slack, `p${index + 1}${one + 1}`);
      channel.members.add(user.id);
      users.set(user.id, user);
      people.push({ id: user.id, place });
    }
  }
  return { users, places, people };
}

async function setUp(slack: FakeSlack, admin: FakeUser, channel: FakeChannel, { plan }: Place): Promise<void> {
  const options = Object.entries(plan.setup).map(([name, value]) => `${name}:${value}`);
  const lines = [
    `/study setup ${options.join(" ")}`,
    ...(plan.daysOff === undefined ? [] : [`/study daysoff add ${plan.daysOff}`]),
    `/study schedule ${plan.schedule}`,
  ];
  const patience = (): (() => boolean) => {
    const end = performance.now() + HANG_MS;
    return () => performance.now() > end;
  };
  for (const line of lines) {
    const reply = await told(slack, patience, admin.id, () => typeCommand(slack, admin, channel, line));
    if (reply === undefined || /did not work/.test(reply.text)) throw new Error(`Slack: ${line}: ${reply?.text}`);
  }
}

function planned(random: () => number, faults: Map<string, number>): Fault | undefined {
  if (random() > FAULTS) return undefined;
  const kind = Math.floor(random() * 6);
  const wait = 50 + random() * 700;
  const [name, fault]: [string, Fault] = (
    [
      ["429", { kind: "rate-limited", retryAfterSeconds: 1 }],
      ["500, not done", { kind: "server-error", when: "before" }],
      ["500, though done", { kind: "server-error", when: "after" }],
      ["reset, not done", { kind: "reset", when: "before" }],
      ["reset, though done", { kind: "reset", when: "after" }],
      ["answered late", { kind: "silence", until: pause(wait) }],
    ] as [string, Fault][]
  )[kind] as [string, Fault];
  count(faults, name);
  return fault;
}

function questionIn(channel: FakeChannel): OpenQuestion | undefined {
  const message = channel.messages.findLast(
    (one) => !one.deleted && one.thread_ts === undefined && titleOf(one.blocks).startsWith("Question:"),
  );
  return message && readQuestion(message);
}

function readQuestion(message: FakeMessage): OpenQuestion | undefined {
  const text = readBlocks(message.blocks);
  const elements = message.blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
  const ids = elements.flatMap((one) => ("action_id" in one && one.action_id !== undefined ? [one.action_id] : []));
  const found = /^(submit:)?(answer|answer-form):(\d+)(?::\d)?$/.exec(ids[0] ?? "");
  if (found === null) return undefined;
  const [, submit, action, round] = found;
  const select = message.blocks.find((block) => block.type === "section" && block.accessory !== undefined);
  const options =
    select?.type === "section" && select.accessory?.type === "multi_static_select" ? select.accessory.options : [];
  const several = submit !== undefined;
  return {
    round: Number(round),
    kind: several ? "several" : action === "answer-form" ? "words" : "one",
    labels: several
      ? (options ?? []).map((option) => option.value ?? "")
      : ids.filter((id) => id.startsWith("answer:")).map((id) => id.split(":")[2] ?? ""),
    needed: several ? Number(/Select (\d)/.exec(text)?.[1] ?? 1) : 1,
    takesReactions: /a reaction may be seen/.test(text),
    text,
  };
}

function titleOf(blocks: readonly KnownBlock[]): string {
  return readBlocks(blocks.slice(0, 1));
}

function messageOf(channel: FakeChannel, question: OpenQuestion): FakeMessage | undefined {
  return channel.messages.find((message) => {
    const read = titleOf(message.blocks).startsWith("Question:") ? readQuestion(message) : undefined;
    return !message.deleted && read?.round === question.round;
  });
}

interface Told {
  readonly text: string;
  readonly ts: string;
  readonly blocks: KnownBlock[];
}

/** From now on, tells whether it is over. */
type Patience = () => () => boolean;

/** The first private word to the user that comes after `act`, if one comes in time and `fits`. */
async function told(
  slack: FakeSlack,
  patience: Patience,
  user: string,
  act: () => Promise<unknown>,
  fits: (text: string) => boolean = () => true,
): Promise<Told | undefined> {
  const { ephemerals } = slack.world;
  let seen = ephemerals.length;
  let acted = false;
  const acting = act().finally(() => {
    acted = true;
  });
  for (const isOver = patience(); !isOver() || !acted; await pause(15)) {
    for (; seen < ephemerals.length; seen++) {
      const one = ephemerals[seen];
      const text = one?.user === user ? readBlocks(one.blocks) : "";
      if (one === undefined || text === "" || !fits(text)) continue;
      await acting;
      return { text, ts: one.ts, blocks: one.blocks };
    }
  }
  await acting;
  return undefined;
}

async function answer(
  slack: FakeSlack,
  patience: Patience,
  user: FakeUser,
  channel: FakeChannel,
  question: OpenQuestion,
  choice: string,
  way: "button" | "command" | "reaction",
): Promise<Outcome> {
  const message = messageOf(channel, question);
  const stands = way === "reaction" && message?.reactions.get(EMOJI[Number(choice) - 1] ?? "")?.includes(user.id);
  if (message === undefined || stands === true) return { kind: "refused" };
  const act = (): Promise<void> => {
    if (way === "reaction") return react(slack, user, channel, message, EMOJI[Number(choice) - 1] ?? "");
    if (way === "command") return typeCommand(slack, user, channel, `/answer ${choice.replaceAll(",", " ")}`);
    if (question.kind === "several") return choose(slack, user, channel, message, choice.split(","));
    return press(slack, user, channel, message, choice);
  };
  let outcome: Outcome = { kind: "doubt" };
  await told(slack, patience, user.id, act, (text) => {
    const found = outcomeOf(text, question);
    // A late message may be about an earlier question.
    if (found?.kind === "doubt" && way !== "command") return false;
    // Two quick presses get a receipt each.
    if (found === undefined || (found.kind === "acknowledged" && isOfAnother(text, found.stated, choice))) return false;
    outcome = found;
    return true;
  });
  return outcome;
}

function isOfAnother(text: string, stated: string, choice: string): boolean {
  return stated !== choice && /Got it|Changed/.test(text);
}

async function deleteData(
  slack: FakeSlack,
  patience: Patience,
  user: FakeUser,
  channel: FakeChannel,
): Promise<Outcome> {
  const asked = await told(
    slack,
    patience,
    user.id,
    () => typeCommand(slack, user, channel, "/mydata delete"),
    (text) => /Delete your data\?|Nothing is kept/.test(text),
  );
  if (asked === undefined || /Nothing is kept/.test(asked.text)) return { kind: "refused" };
  const done = await told(
    slack,
    patience,
    user.id,
    () => press(slack, user, channel, asked, "Delete everything"),
    (text) => /are deleted|Nothing is kept/.test(text),
  );
  return done === undefined ? { kind: "doubt" } : { kind: "acknowledged", stated: "" };
}

import { markOf } from "../../src/platforms/discord/history/delivery-mark.ts";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import {
  buttonId,
  type CommandInput,
  type FakeDiscord,
  startFakeDiscord,
  TOKEN,
} from "../fakes/discord/fake-discord.ts";
import { renderMessage } from "../fakes/discord/render.ts";
import type { Fault } from "../fakes/discord/rest-server.ts";
import {
  addChannel,
  addGuild,
  addMember,
  type FakeChannel,
  type FakeInteraction,
  type FakeMessage,
  flatComponents,
  isThread,
} from "../fakes/discord/world.ts";
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
import { DISCORD_PLANS } from "./schedules.ts";

const CHANNELS_A_SERVER = 3;
const PEOPLE_A_CHANNEL = 3;
const FAULTS = 0.06;
const HELD = 0.1;
const HELD_MS = 300;
const TWICE = 0.08;

/** Three servers, one gateway. */
export async function openDiscord(clock: PacedClock, random: () => number): Promise<Door> {
  // How long its people wait is measured by the clock, so that a busy machine makes nobody give up.
  const discord = await startFakeDiscord({ now: clock.now, reactionGapMs: 10, patienceMs: HANG_MS });
  const faults = new Map<string, number>();
  const { places, people } = populate(discord);
  const channelOf = (place: Place): FakeChannel => discord.world.channels.get(place.channel) as FakeChannel;
  const patiently: Patiently = (doing) =>
    Promise.race([doing, clock.passes(PATIENCE_MS).then((): undefined => undefined)]);
  let stormy = false;
  discord.rest.plan = (call) => (stormy ? planned(call, random, faults) : undefined);
  discord.gateway.misdeliver = (type) => {
    if (!stormy || !/^(?:INTERACTION_CREATE|MESSAGE_REACTION_ADD)$/.test(type)) return { holdMs: 0, copies: 1 };
    const holdMs = random() < HELD ? Math.ceil(random() * HELD_MS) : 0;
    const copies = random() < TWICE ? 2 : 1;
    if (holdMs > 0) count(faults, "event held back");
    if (copies > 1) count(faults, "event sent twice");
    return { holdMs, copies };
  };
  return {
    name: "discord",
    places,
    people,
    faults,
    environment: () => ({ DISCORD_TOKEN: TOKEN, DISCORD_API_URL: discord.apiUrl }),
    connected: (urls) => {
      // A dead process's session is never resumed.
      if (urls === undefined) discord.gateway.forget();
    },
    setUp: (place) => setUp(discord, channelOf(place), place),
    question: (place) => {
      const message = openIn(discord, channelOf(place));
      return message && readQuestion(message);
    },
    answer: (person, question, choice, way) =>
      way === "reaction"
        ? byReaction(discord, clock, person, question, choice)
        : interact(discord, patiently, person, question, choice, way),
    withdraw: async () => undefined,
    deleteData: (person) => deleteData(discord, patiently, person.id, channelOf(person.place)),
    standing: (keys) => {
      const keyOf = new Map(keys.map((key) => [markText(markOf(key)), key]));
      return [...discord.world.messages.values()].map((message) => ({
        channel: message.channel.parent?.id ?? message.channel.id,
        key: keyOf.get(
          markText({
            container: message.components[0]?.id ?? 0,
            title: message.components[0]?.components?.[0]?.id ?? 0,
          }),
        ),
        title: renderMessage(message).title,
        inThread: message.replyTo !== undefined || isThread(message.channel),
      }));
    },
    disturb: () => {
      if (!discord.gateway.connected) return;
      if (random() < 0.1) discord.gateway.forget();
      discord.gateway.cut(random() < 0.5 ? 1006 : 4000);
      count(faults, "gateway broken");
    },
    storm: (on) => {
      stormy = on;
    },
    complaints: () => discord.world.violations.filter((one) => !/was not answered within/.test(one)),
    stop: discord.stop,
  };
}

function populate(discord: FakeDiscord) {
  const places: Place[] = [];
  const people: Person[] = [];
  let guild = addGuild(discord.world, "Team 1", NEEDED_BITS);
  for (const [index, plan] of DISCORD_PLANS.entries()) {
    if (index > 0 && index % CHANNELS_A_SERVER === 0)
      guild = addGuild(discord.world, `Team ${1 + index / CHANNELS_A_SERVER}`, NEEDED_BITS);
    const channel = addChannel(discord.world, guild, `study-${index + 1}`);
    const place: Place = { platform: "discord", community: guild.id, channel: channel.id, plan };
    places.push(place);
    for (let one = 0; one < PEOPLE_A_CHANNEL; one++)
      people.push({ id: addMember(discord.world, guild, `p${index + 1}${one + 1}`).id, place });
  }
  return { places, people };
}

async function setUp(discord: FakeDiscord, channel: FakeChannel, { plan }: Place): Promise<void> {
  const owner = channel.guild?.owner ?? "";
  const study = async (name: string, options: Readonly<Record<string, string>>): Promise<void> => {
    const { reply } = await discord.command(owner, channel, "study", [{ name, type: 1, options: inputs(options) }]);
    const text = reply === undefined ? "nothing" : renderMessage(reply).text;
    if (reply === undefined || /did not work/.test(text)) throw new Error(`Discord: ${name}: ${text}`);
  };
  await study("setup", plan.setup);
  if (plan.daysOff !== undefined) await study("daysoff", { action: "add", days: plan.daysOff });
  await study("schedule", { when: plan.schedule });
}

function planned(
  { path }: { readonly path: string },
  random: () => number,
  faults: Map<string, number>,
): Fault | undefined {
  // A 429 for a reply or for the gateway's URL would only make people wait.
  if (random() > FAULTS) return undefined;
  const kinds: readonly [string, Fault][] = [
    ["429", { kind: "rate-limit", retryAfterMs: 100 + random() * 300 }],
    ["500, not done", { kind: "status", status: 500 }],
    ["reset, not done", { kind: "drop" }],
    ["reset, though done", { kind: "lose-answer" }],
    ["answered late", { kind: "delay", ms: 50 + random() * 700 }],
  ];
  const [name, fault] = kinds[Math.floor(random() * kinds.length)] as [string, Fault];
  if (/^\/(?:gateway|interactions)/.test(path) && fault.kind === "rate-limit") return undefined;
  count(faults, name);
  return fault;
}

function inputs(options: Readonly<Record<string, string>>): CommandInput[] {
  return Object.entries(options).map(([name, value]) => ({ name, type: 3, value }));
}

const markText = (mark: { readonly container: number; readonly title: number }): string =>
  `${mark.container}:${mark.title}`;

function openIn(discord: FakeDiscord, channel: FakeChannel): FakeMessage | undefined {
  return discord.messagesIn(channel).findLast((message) => renderMessage(message).title.startsWith("Question"));
}

function readQuestion(message: FakeMessage): OpenQuestion | undefined {
  const text = renderMessage(message).text;
  const ids = flatComponents(message.components).flatMap((one) => (one.custom_id === undefined ? [] : [one.custom_id]));
  const [first = ""] = ids;
  const several = /^pick\|(\d)\|\d\|([^|]+)\|answer:(\d+)$/.exec(first);
  const takesReactions = /a reaction may be seen/.test(text);
  if (several !== null) {
    const [, needed, labels = "", round] = several;
    const many = { kind: "several", labels: labels.split(","), needed: Number(needed) } as const;
    return { round: Number(round), ...many, takesReactions, text };
  }
  const one = /^(?:form\|)?(answer|answer-form):(\d+)/.exec(first);
  if (one === null) return undefined;
  const labels = ids.filter((id) => id.startsWith("answer:")).map((id) => id.split(":")[2] ?? "");
  return {
    round: Number(one[2]),
    kind: one[1] === "answer-form" ? "words" : "one",
    labels,
    needed: 1,
    takesReactions,
    text,
  };
}

/** What came of it, if that came before the person gave up: then nothing more is done of what they meant to do. */
type Patiently = (doing: Promise<FakeInteraction>) => Promise<FakeInteraction | undefined>;

function messageOf(discord: FakeDiscord, channel: FakeChannel, question: OpenQuestion): FakeMessage | undefined {
  return discord.messagesIn(channel).findLast((one) => readQuestion(one)?.round === question.round);
}

async function interact(
  discord: FakeDiscord,
  patiently: Patiently,
  { id: user, place }: Person,
  question: OpenQuestion,
  choice: string,
  way: "button" | "command",
): Promise<Outcome> {
  const channel = discord.world.channels.get(place.channel) as FakeChannel;
  const message = messageOf(discord, channel, question);
  if (message === undefined) return { kind: "refused" };
  const said = (interaction: FakeInteraction | undefined): Outcome => {
    const text = interaction?.reply === undefined ? "" : renderMessage(interaction.reply).text;
    return outcomeOf(text, question) ?? { kind: "doubt" };
  };
  if (way === "command") {
    const words = inputs({ answer: choice.replaceAll(",", " ") });
    return said(await patiently(discord.command(user, channel, "answer", words)));
  }
  if (question.kind === "one") return said(await patiently(discord.press(user, message, buttonId(message, choice))));
  const [opener = ""] = flatComponents(message.components).flatMap((one) => one.custom_id ?? []);
  const opened = await patiently(discord.press(user, message, opener));
  if (opened?.modal === undefined) return said(opened);
  const fields = question.kind === "several" ? { picked: choice.split(",") } : { answer: choice };
  return said(await patiently(discord.submit(user, opened, fields)));
}

/** The bot takes the reaction away: that is the receipt. */
async function byReaction(
  discord: FakeDiscord,
  clock: PacedClock,
  { id: user, place }: Person,
  question: OpenQuestion,
  choice: string,
): Promise<Outcome> {
  const channel = discord.world.channels.get(place.channel) as FakeChannel;
  const message = messageOf(discord, channel, question);
  const emoji = `${choice}\uFE0F\u20E3`;
  const stands = (): boolean => message?.reactions.get(emoji)?.includes(user) === true;
  if (message === undefined || stands()) return { kind: "refused" };
  discord.react(user, message, emoji);
  for (const isOver = clock.patience(PATIENCE_MS); !isOver(); await pause(15))
    if (!stands()) return { kind: "acknowledged", stated: "" };
  return { kind: "doubt" };
}

async function deleteData(
  discord: FakeDiscord,
  patiently: Patiently,
  user: string,
  channel: FakeChannel,
): Promise<Outcome> {
  const asked = await patiently(discord.command(user, channel, "mydata", [{ name: "delete", type: 1, options: [] }]));
  if (asked?.reply === undefined || !/Delete your data/.test(renderMessage(asked.reply).text))
    return { kind: "refused" };
  const under = { ...blank(discord, channel), ...asked.reply };
  const pressed = await patiently(discord.press(user, under, buttonId(under, "Delete everything")));
  const text = pressed?.reply === undefined ? "" : renderMessage(pressed.reply).text;
  return /are deleted|Nothing is kept/.test(text) ? { kind: "acknowledged", stated: "" } : { kind: "doubt" };
}

/** The fields that a private reply lacks to be a message whose button can be pressed. */
function blank(discord: FakeDiscord, channel: FakeChannel): FakeMessage {
  return {
    id: discord.world.nextId(),
    channel,
    author: discord.world.bot,
    components: [],
    flags: 0,
    nonce: undefined,
    nonceUntil: 0,
    replyTo: undefined,
    files: [],
    edits: 0,
    mentions: [],
    reactions: new Map(),
  };
}

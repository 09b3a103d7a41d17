import { randomUUID } from "node:crypto";
import type { KnownBlock, RichTextElement, RichTextSection } from "@slack/types";
import { pino } from "pino";
import { COMMANDS } from "../../src/bot/commands.ts";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { ChatEvent, EventHandler, Reply } from "../../src/chat/event.ts";
import type { Form } from "../../src/chat/form.ts";
import type { MessageRef } from "../../src/chat/platform.ts";
import { createSlack, type Slack } from "../../src/platforms/slack/connect.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import { type Clock, createClock } from "../fakes/slack/clock.ts";
import { inputsOf, openForm, shownIn, submitForm } from "../fakes/slack/forms.ts";
import { choose, joinTeam, openChannel, press, react, typeCommand, unreact } from "../fakes/slack/people.ts";
import { mentionsIn, momentsIn, readBlocks, readPhrases } from "../fakes/slack/read.ts";
import { createFakeSlack, type FakeSlack } from "../fakes/slack/slack.ts";
import type { FakeMessage, FakeUser } from "../fakes/slack/world.ts";
import { serveSlack } from "../slack/http.ts";
import { OPENER_CARD } from "./forms.ts";
import type { PlatformHarness, SeenMessage } from "./platform.ts";

export interface SlackHarness extends PlatformHarness {
  readonly slack: FakeSlack;
  readonly clock: Clock;
  readonly platform: Slack;
  /** Until nothing happens any more. Before the clock is moved: Slack waits three seconds for what is on its way. */
  settle(): Promise<void>;
}

/** Bolt against a Slack on loopback, in either mode. */
export async function makeSlackHarness(mode: "socket" | "http"): Promise<SlackHarness> {
  const clock = createClock(Date.now());
  const slack = await createFakeSlack(slackManifest(COMMANDS, {}), clock);
  const [ann, ben, ada] = [joinTeam(slack, "ann"), joinTeam(slack, "ben"), joinTeam(slack, "ada", { is_admin: true })];
  const channel = openChannel(slack, "study", ada);
  for (const member of [ann.id, ben.id, slack.world.app.botUser]) channel.members.add(member);
  const ended = new AbortController();
  const create = (): Slack =>
    createSlack({
      botToken: slack.botToken,
      mode:
        mode === "socket"
          ? { kind: "socket", appToken: slack.appToken }
          : { kind: "http", signingSecret: slack.signingSecret },
      apiUrl: slack.apiUrl,
      commands: COMMANDS,
      messages: PLATFORM_MESSAGES,
      log: pino({ level: "silent" }),
      now: clock.now,
      sleep: (ms, signal = ended.signal) => clock.sleep(ms, AbortSignal.any([signal, ended.signal])),
      quietMs: 0,
    });
  const started: Slack[] = [];
  const closing: (() => Promise<void>)[] = [];
  let platform = create();
  let handle: EventHandler = async () => ({ kind: "nothing" });
  /** What the bot replies instead of the handler, where a form is to be seen. */
  let script: ((event: ChatEvent) => Reply | undefined) | undefined;
  const userOf = (id: string): FakeUser => slack.world.users.get(id) ?? ann;
  const messageOf = (ref: MessageRef): FakeMessage => {
    const found = slack.world.channels.get(ref.channel)?.messages.find((message) => message.ts === ref.message);
    if (found === undefined) throw new Error("There is no such message.");
    return found;
  };
  const idle = async (): Promise<void> => {
    await slack.settled();
    await platform.idle();
    // The reactions that were seeded are told of.
    await slack.settled();
  };
  const start = async (handler: EventHandler): Promise<void> => {
    handle = handler;
    await platform.start(async (event) => script?.(event) ?? handler(event));
    started.push(platform);
    if (platform.answerHttp !== undefined) {
      const server = await serveSlack(platform.answerHttp);
      slack.appUrl = server.url;
      closing.push(server.close);
    }
  };
  /** A reply opens the form for ann; one that she sends gets `then`. */
  const showForm = async (form: Form, then: Reply = { kind: "nothing" }) => {
    script = (event) => (event.type === "form" ? then : event.type === "action" ? { kind: "form", form } : undefined);
    const opener = await platform.post(
      { kind: "channel", community: slack.world.team.id, channel: channel.id },
      OPENER_CARD,
      { key: randomUUID() },
    );
    await press(slack, ann, channel, messageOf(opener), "Open");
    await idle();
    return openForm(slack, ann);
  };
  return {
    get platform() {
      return platform;
    },
    slack,
    clock,
    settle: idle,
    community: slack.world.team.id,
    channel: channel.id,
    ann: ann.id,
    ben: ben.id,
    start,
    restart: async () => {
      platform = create();
      await start(handle);
    },
    dispose: async () => {
      ended.abort();
      await Promise.all(started.map((one) => one.stop()));
      for (const close of closing) await close();
      await slack.stop();
      if (slack.world.complaints.length > 0) throw new Error(`Slack complains: ${slack.world.complaints.join("\n")}`);
    },
    command: async (user, text) => {
      await typeCommand(slack, userOf(user), channel, text);
      await idle();
    },
    press: async (user, ref, button) => {
      await press(slack, userOf(user), channel, messageOf(ref), button);
      await idle();
    },
    choose: async (user, ref, values) => {
      await choose(slack, userOf(user), channel, messageOf(ref), values);
      await idle();
    },
    fillIn: async (user, ref, button, fields) => {
      await press(slack, userOf(user), channel, messageOf(ref), button);
      await idle();
      await submitForm(slack, userOf(user), fields);
      await idle();
    },
    shownFields: async (form) => inputsOf((await showForm(form)).view).map(({ block_id = "" }) => block_id),
    formProblem: async (form, fields, problem) => {
      const open = await showForm(form, { kind: "form-problem", problem });
      await submitForm(slack, ann, fields);
      await idle();
      const [[field, text] = [undefined, readBlocks(open.view.blocks as KnownBlock[])]] = Object.entries(open.errors);
      return { text, field, filledIn: shownIn(open) };
    },
    react: async (user, ref, label) => {
      await react(slack, userOf(user), channel, messageOf(ref), emoji(label));
      await idle();
    },
    unreact: async (user, ref, label) => {
      await unreact(slack, userOf(user), channel, messageOf(ref), emoji(label));
      await idle();
    },
    deleteMessage: async (ref) => {
      messageOf(ref).deleted = true;
    },
    readChannel: async () => {
      await platform.idle();
      const standing = channel.messages.filter((message) => !message.deleted);
      return standing.map((message) => seen(message, slack.world.app.botUser));
    },
    readPrivate: async (viewer) =>
      slack.world.ephemerals
        .filter((message) => message.user === viewer)
        .map((message) => seen(message, slack.world.app.botUser)),
    readMentions: async () => channel.messages.flatMap((message) => mentionsIn(message.blocks, message.text)),
  };
}

const EMOJI = ["one", "two", "three", "four", "five"];

function emoji(label: string): string {
  return EMOJI[Number(label) - 1] ?? "";
}

function seen(
  message: {
    ts: string;
    thread_ts?: string;
    blocks: readonly KnownBlock[];
    reactions?: ReadonlyMap<string, readonly string[]>;
  },
  bot: string,
): SeenMessage {
  const { blocks } = message;
  const header = blocks.find((block) => block.type === "header");
  const sections = blocks.flatMap((block) => (block.type === "rich_text" ? block.elements : [])) as RichTextSection[];
  return {
    message: message.ts,
    threadOf: message.thread_ts,
    title: header?.type === "header" ? header.text.text : "",
    text: readBlocks(blocks).replace(/\s+/g, " "),
    options: sections.flatMap(optionOf),
    buttons: blocks.flatMap((block) =>
      block.type === "actions"
        ? block.elements.flatMap((element) => (element.type === "button" ? [element.text.text] : []))
        : [],
    ),
    choices: blocks.flatMap((block) =>
      block.type === "section" && block.accessory?.type === "multi_static_select"
        ? (block.accessory.options ?? []).map((option) => option.text.text)
        : [],
    ),
    reactions: [...(message.reactions ?? [])]
      .filter(([, users]) => users.includes(bot))
      .map(([name]) => String(EMOJI.indexOf(name) + 1)),
    moments: momentsIn(blocks),
  };
}

/** A line that begins with an option's keycap; what the reveal says of it stands on the next. */
function optionOf(section: RichTextSection): SeenMessage["options"][number][] {
  const [first, ...rest] = section.elements as RichTextElement[];
  if (first?.type !== "emoji" || !EMOJI.includes(first.name)) return [];
  const [text = "", result = ""] = readPhrases(rest).split("\n");
  const mark = result.includes("Right") ? "right" : result.includes("Wrong") ? "wrong" : undefined;
  return [{ label: String(EMOJI.indexOf(first.name) + 1), text: text.trim(), mark }];
}

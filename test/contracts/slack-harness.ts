import type { KnownBlock, RichTextElement, RichTextSection } from "@slack/types";
import { pino } from "pino";
import { COMMANDS } from "../../src/bot/commands.ts";
import type { EventHandler } from "../../src/chat/event.ts";
import type { MessageRef } from "../../src/chat/platform.ts";
import { createSlack, type Slack } from "../../src/platforms/slack/connect.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import {
  choose,
  joinTeam,
  openChannel,
  press,
  react,
  submitForm,
  typeCommand,
  unreact,
} from "../fakes/slack/people.ts";
import { mentionsIn, momentsIn, readBlocks, readPhrases } from "../fakes/slack/read.ts";
import { createFakeSlack, type FakeSlack } from "../fakes/slack/slack.ts";
import type { FakeMessage, FakeUser } from "../fakes/slack/world.ts";
import { serveSlack } from "../slack/http.ts";
import type { PlatformHarness, SeenMessage } from "./platform.ts";

/** Bolt against a Slack on loopback, in either mode. */
export async function makeSlackHarness(
  mode: "socket" | "http",
): Promise<PlatformHarness & { readonly slack: FakeSlack }> {
  const slack = await createFakeSlack(slackManifest(COMMANDS, {}));
  const [ann, ben, ada] = [joinTeam(slack, "ann"), joinTeam(slack, "ben"), joinTeam(slack, "ada", { is_admin: true })];
  const channel = openChannel(slack, "study", ada);
  for (const member of [ann.id, ben.id, slack.world.app.botUser]) channel.members.add(member);
  const create = (): Slack =>
    createSlack({
      botToken: slack.botToken,
      mode:
        mode === "socket"
          ? { kind: "socket", appToken: slack.appToken }
          : { kind: "http", signingSecret: slack.signingSecret },
      apiUrl: slack.apiUrl,
      commands: COMMANDS,
      log: pino({ level: "silent" }),
      now: Date.now,
      quietMs: 5,
    });
  const started: Slack[] = [];
  const closing: (() => Promise<void>)[] = [];
  let platform = create();
  let handle: EventHandler = async () => ({ kind: "nothing" });
  const userOf = (id: string): FakeUser => slack.world.users.get(id) ?? ann;
  const messageOf = (ref: MessageRef): FakeMessage => {
    const found = slack.world.channels.get(ref.channel)?.messages.find((message) => message.ts === ref.message);
    if (found === undefined) throw new Error("There is no such message.");
    return found;
  };
  const idle = async (): Promise<void> => {
    await slack.settled();
    // Replies follow their acknowledgements.
    for (let quiet = 0, last = slack.world.calls.length + slack.world.ephemerals.length; quiet < 3; ) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      const count = slack.world.calls.length + slack.world.ephemerals.length;
      quiet = count === last ? quiet + 1 : 0;
      last = count;
    }
  };
  const start = async (handler: EventHandler): Promise<void> => {
    handle = handler;
    await platform.start(handler);
    started.push(platform);
    if (platform.answerHttp !== undefined) {
      const server = await serveSlack(platform.answerHttp);
      slack.appUrl = server.url;
      closing.push(server.close);
    }
  };
  return {
    get platform() {
      return platform;
    },
    slack,
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

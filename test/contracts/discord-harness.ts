import { pino } from "pino";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { EventHandler, Reply } from "../../src/chat/event.ts";
import type { Form } from "../../src/chat/form.ts";
import type { MessageRef } from "../../src/chat/platform.ts";
import { createDiscord } from "../../src/platforms/discord/connect.ts";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { labelOfEmoji } from "../../src/platforms/discord/text/keycaps.ts";
import { buttonId, type FakeDiscord, startFakeDiscord, TOKEN } from "../fakes/discord/fake-discord.ts";
import { inputsOf, prefilled } from "../fakes/discord/modal.ts";
import { renderMessage } from "../fakes/discord/render.ts";
import {
  addChannel,
  addGuild,
  addMember,
  type FakeInteraction,
  type FakeMessage,
  type FakeModal,
  flatComponents,
} from "../fakes/discord/world.ts";
import { CALM_DISCORD, CALM_TIMES } from "../support/discord-team.ts";
import { until } from "../support/wait.ts";
import { OPENER_CARD } from "./forms.ts";
import type { PlatformHarness, SeenMessage } from "./platform.ts";

export interface DiscordHarness extends PlatformHarness {
  readonly discord: FakeDiscord;
}

/** Real discord.js against the fake Discord, with users who act and read there. */
export async function makeDiscordHarness(): Promise<DiscordHarness> {
  const discord = await startFakeDiscord(CALM_DISCORD);
  const { world } = discord;
  const guild = addGuild(world, "Team", NEEDED_BITS);
  const channel = addChannel(world, guild, "study");
  const [ann, ben] = [addMember(world, guild, "ann"), addMember(world, guild, "ben")];
  const create = () =>
    createDiscord({
      token: TOKEN,
      apiUrl: discord.apiUrl,
      commands: [],
      log: pino({ level: "silent" }),
      now: Date.now,
      messages: PLATFORM_MESSAGES,
      times: CALM_TIMES,
    });
  const started: ReturnType<typeof create>[] = [];
  const replies = new Map<string, FakeInteraction[]>();
  let platform = create();
  let handle: EventHandler = async () => ({ kind: "nothing" });
  /** Answers instead of the test's handler. */
  let scripted: EventHandler | undefined;
  let events = 0;
  let openers = 0;

  async function start(handler: EventHandler): Promise<void> {
    handle = handler;
    await platform.start(async (event) => {
      events += 1;
      const reply = await (scripted ?? handler)(event);
      // An answer's reaction is taken away, which has tests of its own; here reactions are to stay where they are.
      return event.type === "reaction" ? { kind: "nothing" } : reply;
    });
    started.push(platform);
  }

  const keep = (interaction: FakeInteraction): FakeInteraction => {
    replies.set(interaction.user, [...(replies.get(interaction.user) ?? []), interaction]);
    return interaction;
  };
  const messageOf = ({ message }: MessageRef): FakeMessage => {
    const found = world.messages.get(message);
    if (found === undefined) throw new Error("no such message");
    return found;
  };
  const press = async (user: string, ref: MessageRef, label: string) =>
    keep(await discord.press(user, messageOf(ref), buttonId(messageOf(ref), label)));
  /** What a user of the harness's own does, while the bot gives this reply. */
  const whileReplying = async <T>(reply: Reply, act: () => Promise<T>): Promise<T> => {
    scripted = async () => reply;
    try {
      return await act();
    } finally {
      scripted = undefined;
    }
  };
  const open = async (form: Form): Promise<FakeInteraction> => {
    openers += 1;
    const to = { kind: "channel", community: guild.id, channel: channel.id } as const;
    const opener = await platform.post(to, OPENER_CARD, { key: `opener-${openers}` });
    return whileReplying({ kind: "form", form }, () => press(ann.id, opener, "Open"));
  };
  const modalOf = ({ modal }: FakeInteraction): FakeModal => {
    if (modal === undefined) throw new Error("no form was opened");
    return modal;
  };
  const seenReaction = ([emoji, users]: [string, string[]]) =>
    users.includes(world.bot.id) ? [labelOfEmoji(emoji) ?? emoji] : [];

  return {
    discord,
    get platform() {
      return platform;
    },
    community: guild.id,
    channel: channel.id,
    ann: ann.id,
    ben: ben.id,
    start,
    async restart() {
      discord.gateway.forget();
      await platform.stop();
      platform = create();
      await start(handle);
    },
    async dispose() {
      await Promise.all(started.map((one) => one.stop()));
      await discord.stop();
      if (world.violations.length > 0) throw new Error(`Discord would not like this: ${world.violations.join("\n")}`);
    },
    async command(user, text) {
      const [name = "", ...words] = text.slice(1).split(" ");
      const options = words.map((value, index) => ({ name: `option${index}`, type: 3, value }));
      keep(await discord.command(user, channel, name, options));
    },
    async press(user, ref, button) {
      await press(user, ref, button);
    },
    async choose(user, ref, values) {
      const pick = flatComponents(messageOf(ref).components).find((one) => one.custom_id?.startsWith("pick|"));
      const opened = await discord.press(user, messageOf(ref), pick?.custom_id ?? "");
      keep(await discord.submit(user, opened, { picked: values }));
    },
    async fillIn(user, ref, button, fields) {
      const opened = await press(user, ref, button);
      keep(await discord.submit(user, opened, fields));
    },
    async shownFields(form) {
      return inputsOf(modalOf(await open(form))).map(({ custom_id }) => custom_id ?? "");
    },
    async formProblem(form, fields, problem) {
      const opened = await open(form);
      const sent = await whileReplying({ kind: "form-problem", problem }, () => discord.submit(ann.id, opened, fields));
      if (sent.reply === undefined) throw new Error("nobody was told of the problem");
      const { text, buttons } = renderMessage(sent.reply);
      if (!buttons.includes(PLATFORM_MESSAGES.editAgain)) return { text, field: undefined, filledIn: {} };
      const modal = modalOf(await discord.pressReply(ann.id, sent, PLATFORM_MESSAGES.editAgain));
      const marked = modal.components.find(({ description }) => String(description).startsWith("⚠️"));
      return { text, field: marked?.component?.custom_id, filledIn: prefilled(modal) };
    },
    async react(user, ref, label) {
      const before = events;
      discord.react(user, messageOf(ref), `${label}\uFE0F\u20E3`);
      await until(() => events > before, "a reaction");
    },
    async unreact(user, ref, label) {
      discord.unreact(user, messageOf(ref), `${label}\uFE0F\u20E3`);
      await discord.gateway.received();
      await platform.idle();
    },
    async deleteMessage(ref) {
      discord.deleteMessage(messageOf(ref));
    },
    async readChannel() {
      const messages = discord.messagesIn(channel);
      // Reactions are seeded after the post.
      await platform.idle();
      return messages.map(
        (message): SeenMessage => ({
          message: message.id,
          threadOf: message.replyTo,
          ...renderMessage(message),
          reactions: [...message.reactions].flatMap(seenReaction),
        }),
      );
    },
    async readPrivate(viewer) {
      return (replies.get(viewer) ?? []).flatMap(({ id, reply }) =>
        reply === undefined ? [] : [{ message: id, threadOf: undefined, ...renderMessage(reply), reactions: [] }],
      );
    },
    readMentions: async () => [...world.messages.values()].flatMap((message) => message.mentions),
  };
}

import { UserError } from "../chat/errors.ts";
import type { ActionEvent, FormEvent, HomeEvent, Reply } from "../chat/event.ts";
import { type Channel, type Community, findChannel, listChannels } from "../storage/channels.ts";
import { currentRound } from "../storage/rounds.ts";
import { parseSchedule } from "../study/schedule-text.ts";
import { isAdminOf, requireAdmin } from "./admins.ts";
import { boardFor } from "./boards.ts";
import type { Bot } from "./bot.ts";
import { progressOf } from "./commands/progress.ts";
import { schedule, setup } from "./commands/study/settings.ts";
import { requestOf } from "./messages/board.ts";
import { type HomeChannel, homeCard, scheduleWords, setupForm } from "./messages/home.ts";

/** Channels shown on the bot's own page. */
const SHOWN = 5;

/** The bot's own page. Of a channel that the user does not share with the bot, nothing is shown. */
export async function homeOf(bot: Bot, community: Community, event: HomeEvent): Promise<Reply> {
  const shared = new Set(event.channels ?? []);
  const all = await listChannels(bot.db, community.id);
  const channels = all.filter((channel) => shared.has(channel.external)).slice(0, SHOWN);
  const [only] = channels.length === 1 ? channels : [];
  const progress = await progressOf(bot, community, only, event.user);
  if (progress.kind !== "private") return progress;
  const shown: HomeChannel[] = [];
  for (const channel of channels) {
    shown.push({
      channel,
      round: await currentRound(bot.db, channel.id),
      board: await boardFor(bot, community, channel, requestOf([]), event.user),
      isAdmin: await isAdminOf(bot, community, channel, event.user),
    });
  }
  return { kind: "private", card: homeCard(progress.card, shown) };
}

export async function openSetup(
  bot: Bot,
  community: Community,
  event: ActionEvent,
  args: readonly string[],
): Promise<Reply> {
  const channel = await configurable(bot, community, event, args);
  return { kind: "form", form: setupForm(channel, bot.decks.ids()) };
}

export async function saveSetup(
  bot: Bot,
  community: Community,
  event: FormEvent,
  args: readonly string[],
): Promise<Reply> {
  const channel = await configurable(bot, community, event, args);
  const { when = "", ...options } = event.fields;
  const isNewSchedule = when !== "" && when !== scheduleWords(channel.settings);
  const parsed = isNewSchedule ? parseSchedule(when) : undefined;
  if (parsed?.ok === false) throw new UserError(parsed.message);
  const command = {
    ...event,
    type: "command",
    command: "study",
    channel: channel.external,
    input: { options },
  } as const;
  const reply = await setup({ bot, community, channel, event: command, options });
  if (!isNewSchedule) return reply;
  const saved = await findChannel(bot.db, community.id, channel.external);
  return schedule({ bot, community, channel: saved, event: command, options: { when } });
}

async function configurable(
  bot: Bot,
  community: Community,
  event: ActionEvent | FormEvent,
  args: readonly string[],
): Promise<Channel> {
  const channel = await findChannel(bot.db, community.id, args[0] ?? "");
  await requireAdmin(bot, community, channel, event.user);
  if (channel === undefined) throw new UserError("That channel has no questions any more.");
  return channel;
}

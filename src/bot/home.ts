import { escapeMarkdown } from "../chat/card.ts";
import { UserError } from "../chat/errors.ts";
import type { ActionEvent, FormEvent, HomeEvent, Reply } from "../chat/event.ts";
import { findChannel, listChannels } from "../storage/channels.ts";
import type { Community } from "../storage/communities.ts";
import { hasInvited } from "../storage/invites.ts";
import { currentRound } from "../storage/rounds.ts";
import { parseSchedule } from "../study/schedule-text.ts";
import { isAdminOf, requireAdmin } from "./admins.ts";
import { boardFor } from "./boards.ts";
import type { Bot } from "./bot.ts";
import { progressOf } from "./commands/progress.ts";
import { defaultSettings, schedule, setup } from "./commands/study/settings.ts";
import { requestOf } from "./messages/board.ts";
import {
  alreadySetUp,
  CHANNEL_FORGOTTEN,
  type HomeChannel,
  homeCard,
  scheduleWords,
  setupForm,
} from "./messages/home.ts";

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
  const maySetUp =
    (await isAdminOf(bot, community, undefined, event.user)) || (await hasInvited(bot.db, community.id, event.user.id));
  return { kind: "private", card: homeCard(progress.card, shown, maySetUp) };
}

/** Without a channel in `args`, the form asks for one; who may set it up is seen when it comes back. */
export async function openSetup(
  bot: Bot,
  community: Community,
  event: ActionEvent,
  args: readonly string[],
): Promise<Reply> {
  const decks = bot.decks.ids();
  const [place] = args;
  if (place === undefined)
    return { kind: "form", form: setupForm(undefined, defaultSettings(bot, community.time_zone), decks) };
  const channel = await findChannel(bot.db, community.id, place);
  await requireAdmin(bot, community, channel, event.user, place);
  if (channel === undefined) throw new UserError(CHANNEL_FORGOTTEN);
  return { kind: "form", form: setupForm(channel, channel.settings, decks) };
}

export async function saveSetup(
  bot: Bot,
  community: Community,
  event: FormEvent,
  args: readonly string[],
): Promise<Reply> {
  const [known] = args;
  const place = known ?? event.channel;
  const channel = await findChannel(bot.db, community.id, place);
  await requireAdmin(bot, community, channel, event.user, place);
  if (known !== undefined && channel === undefined) throw new UserError(CHANNEL_FORGOTTEN);
  // The form showed what a new channel begins with, not what holds there.
  if (known === undefined && channel !== undefined) throw new UserError(alreadySetUp(channel.name));
  const { when = "", channel: _, ...options } = event.fields;
  const before = channel?.settings ?? defaultSettings(bot, community.time_zone);
  const isNewSchedule = when !== "" && when !== scheduleWords(before);
  const parsed = isNewSchedule ? parseSchedule(when) : undefined;
  if (parsed?.ok === false) throw new UserError(escapeMarkdown(parsed.message));
  const command = { ...event, type: "command", command: "study", channel: place, input: { options } } as const;
  const reply = await setup({ bot, community, channel, event: command, options });
  if (!isNewSchedule) return reply;
  const saved = await findChannel(bot.db, community.id, place);
  return schedule({ bot, community, channel: saved, event: command, options: { when } });
}

import { UserError } from "../../chat/errors.ts";
import type { HomeEvent, Reply } from "../../chat/event.ts";
import { type Channel, findChannel, listChannels } from "../../storage/channels.ts";
import { hasInvited } from "../../storage/people/invites.ts";
import { currentRound } from "../../storage/rounds/rounds.ts";
import { parseSchedule } from "../../study/schedule-text.ts";
import { isAdminOf, requireAdmin } from "../admins.ts";
import { boardFor } from "../boards/boards.ts";
import { progressOf } from "../boards/progress.ts";
import type { ActionContext, ActionSpec, Context, FormContext, FormSpec } from "../command/context.ts";
import { parseCommand } from "../command/parse.ts";
import { requestOf } from "../messages/boards/board.ts";
import { calendarProblem } from "../messages/calendar.ts";
import {
  alreadySetUp,
  CHANNEL_FORGOTTEN,
  type HomeChannel,
  homeCard,
  moreSettingsForm,
  SETUP_FORM,
  SETUP_MORE,
  SETUP_OPEN,
  scheduleWords,
  setupForm,
  withMoreSettings,
} from "../messages/home.ts";
import { defaultSettings, schedule, setup } from "./settings.ts";
import { study } from "./study-command.ts";

/** Channels shown on the bot's own page. */
const MAX_CHANNELS = 5;

/** The bot's own page. It shows nothing about channels that the user does not share with the bot. */
export async function homeOf(context: Context<HomeEvent>): Promise<Reply> {
  const { bot, community, event } = context;
  const shared = new Set(event.channels ?? []);
  const all = await listChannels(bot.db, community.id);
  const channels = all.filter((channel) => shared.has(channel.external)).slice(0, MAX_CHANNELS);
  const [only] = channels.length === 1 ? channels : [];
  const progress = await progressOf({ ...context, channel: only });
  const shown: HomeChannel[] = [];
  for (const channel of channels) {
    shown.push({
      channel,
      round: await currentRound(bot.db, channel.id),
      board: await boardFor({ ...context, channel }, requestOf([]), "user"),
      isAdmin: await isAdminOf({ ...context, channel }),
    });
  }
  const canSetUp =
    (await isAdminOf({ ...context, channel: undefined })) || (await hasInvited(bot.db, community.id, event.user.id));
  return { kind: "private", card: homeCard(progress, shown, canSetUp) };
}

export const setupActions: readonly ActionSpec[] = [
  { name: SETUP_OPEN, handle: openSetup },
  { name: SETUP_MORE, handle: openMoreSettings },
];
export const setupForms: readonly FormSpec[] = [{ name: SETUP_FORM, handle: saveSetup }];

/** Without a channel in `args`, the form asks for one, and the user's rights are checked when it is submitted. */
async function openSetup(context: ActionContext): Promise<Reply> {
  const { bot, community, args } = context;
  const decks = bot.decks.ids();
  const [externalId] = args;
  if (externalId === undefined)
    return { kind: "form", form: setupForm(undefined, defaultSettings(bot, community.timeZone), decks) };
  const channel = await requireConfiguredChannel(context, externalId);
  return { kind: "form", form: setupForm(channel, channel.settings, decks) };
}

async function openMoreSettings(context: ActionContext): Promise<Reply> {
  return { kind: "form", form: moreSettingsForm(await requireConfiguredChannel(context, context.args[0] ?? "")) };
}

/** @throws UserError if it is no longer set up, or the user is not one of its admins. */
async function requireConfiguredChannel(context: ActionContext, externalId: string): Promise<Channel> {
  const channel = await findChannel(context.bot.db, context.community.id, externalId);
  await requireAdmin({ ...context, channel }, externalId);
  if (channel === undefined) throw new UserError(CHANNEL_FORGOTTEN);
  return channel;
}

async function saveSetup(context: FormContext): Promise<Reply> {
  const { bot, community, event, args } = context;
  const [known] = args;
  const externalId = known ?? event.channel;
  const channel = await findChannel(bot.db, community.id, externalId);
  await requireAdmin({ ...context, channel }, externalId);
  if (known !== undefined && channel === undefined) throw new UserError(CHANNEL_FORGOTTEN);
  // The form showed the defaults of a new channel, not this channel's settings.
  if (known === undefined && channel !== undefined)
    throw new UserError(alreadySetUp(channel.name), { field: "channel" });
  const { when = "", channel: _, ...given } = event.fields;
  const { options } = parseCommand(study, { subcommand: "setup", options: given });
  const before = channel?.settings ?? defaultSettings(bot, community.timeZone);
  const isNewSchedule = when !== "" && when !== scheduleWords(before);
  const parsed = isNewSchedule ? parseSchedule(when) : undefined;
  if (parsed?.ok === false) throw new UserError(calendarProblem(parsed.problem), { field: "when" });
  const command = { ...event, type: "command", command: "study", channel: externalId, input: { options } } as const;
  const reply = await setup({ bot, community, channel, event: command, options });
  if (!isNewSchedule) return withMore(reply, event.fields, externalId);
  const saved = await findChannel(bot.db, community.id, externalId);
  const scheduled = await schedule({ bot, community, channel: saved, event: command, options: { when } });
  return withMore(scheduled, event.fields, externalId);
}

/** After the first form, a button opens the second. */
function withMore(reply: Reply, fields: Readonly<Record<string, string>>, externalId: string): Reply {
  const isFirst = fields.window === undefined;
  return reply.kind === "private" && isFirst ? { ...reply, card: withMoreSettings(reply.card, externalId) } : reply;
}

import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import {
  type ChannelSettings,
  createChannel,
  findChannel,
  listChannels,
  saveSettings,
} from "../../storage/channels.ts";
import { saveCalendar } from "../../storage/communities.ts";
import { parseDays, parseTimeZone } from "../../study/calendar.ts";
import { DEFAULT_CRONS } from "../../study/schedule.ts";
import { parseSchedule } from "../../study/schedule-text.ts";
import { isScoringRule, SCORING_RULE_NAMES } from "../../study/scoring.ts";
import { requireCommunityAdmin } from "../admins.ts";
import type { Bot } from "../bot.ts";
import type { CommandContext } from "../command/context.ts";
import { studyChannel } from "../command/study-channel.ts";
import { RELOAD, reload } from "../corrections/reload-decks.ts";
import { calendarProblem } from "../messages/calendar.ts";
import { NO_SUCH_CHANNEL, noDayOff, tooManyDaysOff, unknownDeck } from "../messages/setup.ts";
import { type BoardWeeks, daysOffCard, settingsCard } from "../messages/study.ts";
import { nextRunOf } from "../rounds/rounds.ts";
import { parseDuration } from "./duration.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** At most this many dates and ranges. */
const MAX_DAYS_OFF = 200;

export const SETUP_OPTIONS = [
  { name: "deck", description: "Which deck the questions come from", suggests: true },
  { name: "zone", description: "Time zone, like Europe/Berlin", suggests: true },
  { name: "window", description: "How long a question takes answers, like 8h" },
  { name: "scoring", description: "How points are given", choices: SCORING_RULE_NAMES },
  { name: "answers", description: "Which answer counts", choices: ["last", "first"] },
  { name: "feedback", description: "When people learn if they are right", choices: ["reveal", "instant"] },
  { name: "reactions", description: "Whether reactions are answers", choices: ["on", "off"] },
  { name: "week", description: "The day on which the weeks of all boards start", choices: ["monday", "sunday"] },
  { name: "boardzone", description: "Time zone in which weeks of all boards end, like Europe/Berlin", byName: true },
  { name: "discussion", description: "Whether each question opens a thread to talk in", choices: ["on", "off"] },
  { name: "catchup", description: "How late a question may come after an outage, like 3h" },
] as const;

export function defaultSettings(bot: Bot, timeZone: string): ChannelSettings {
  return {
    deck: bot.defaults.deck,
    schedule: { crons: DEFAULT_CRONS, timeZone, daysOff: [] },
    windowMs: 8 * HOUR,
    catchUpMs: 3 * HOUR,
    scoringRule: "standard",
    firstAnswerCounts: false,
    instantFeedback: false,
    reactions: true,
  };
}

/** Makes this a study channel, or changes the settings that are given. */
export async function setup(context: CommandContext): Promise<Reply> {
  const { bot, community, channel, event, options } = context;
  const settings = withOptions(bot, channel?.settings ?? defaultSettings(bot, community.timeZone), options);
  // A refusal must come before anything is stored.
  const place = channel === undefined ? await requirePostable(context) : undefined;
  const weeks = await changeCalendar(context);
  if (place !== undefined) {
    const nextRunAt = nextRunOf({ settings }, bot.now());
    const isNew = await createChannel(bot.db, {
      communityId: community.id,
      external: event.channel,
      name: place.name,
      settings,
      nextRunAt,
      createdBy: event.user.id,
      now: bot.now(),
    });
    const created = await findChannel(bot.db, community.id, event.channel);
    // Another setup of this channel got in first, so this one changes it.
    if (!isNew && created !== undefined) return setup({ ...context, channel: created });
    return { kind: "private", card: settingsCard(settings, created, "created", weeks) };
  }
  return saveChange(context, settings, weeks);
}

/**
 * The calendar belongs to the community, because all boards share it. A community's first channel sets its time zone.
 *
 * @throws UserError if someone who is not an admin of the community would change it for others
 */
async function changeCalendar(context: CommandContext): Promise<BoardWeeks> {
  const { bot, community, options } = context;
  const isFirst = (await listChannels(bot.db, community.id)).length === 0;
  const zone = options.boardzone ?? (isFirst ? options.zone : undefined);
  const weeks: BoardWeeks = {
    timeZone: zone === undefined ? community.timeZone : requireParsed(parseTimeZone(zone)).zone,
    start: (options.week as BoardWeeks["start"] | undefined) ?? community.weekStart,
  };
  if (weeks.timeZone === community.timeZone && weeks.start === community.weekStart) return weeks;
  if (!isFirst) await requireCommunityAdmin(context);
  await saveCalendar(bot.db, community.id, { timeZone: weeks.timeZone, weekStart: weeks.start });
  return weeks;
}

/**
 * Checks during setup that the channel can take questions, so that the failure does not come at 09:00.
 *
 * @throws UserError with the platform's reason
 */
export async function requirePostable({ bot, event }: CommandContext): Promise<{ readonly name: string }> {
  const target = { kind: "channel", community: event.community, channel: event.channel } as const;
  const platform = bot.platforms.get(event.platform);
  const report = await platform?.inspect(target).catch((error: unknown) => {
    bot.log.warn({ err: error }, "could not inspect a channel before setting it up");
    return undefined;
  });
  if (report?.refusal !== undefined) throw new UserError(report.refusal, { field: "channel" });
  // A form can name any channel, even one of another community.
  if (report?.exists === false) throw new UserError(NO_SUCH_CHANNEL, { field: "channel" });
  const name = report?.name ?? "";
  return { name: name === "" ? `#${event.channel}` : name.replace(/^(?!#)/, "#") };
}

export async function schedule(context: CommandContext): Promise<Reply> {
  const { settings } = studyChannel(context);
  const { when, zone } = context.options;
  const crons = when === undefined ? settings.schedule.crons : requireParsed(parseSchedule(when)).crons;
  const timeZone = zone === undefined ? settings.schedule.timeZone : requireParsed(parseTimeZone(zone)).zone;
  if (when === undefined && zone === undefined) {
    return { kind: "private", card: settingsCard(settings, studyChannel(context), "shown") };
  }
  return saveChange(context, { ...settings, schedule: { ...settings.schedule, crons, timeZone } });
}

/** `reload` is not a deck's name here: it reloads changed files. */
export async function chooseDeck(context: CommandContext): Promise<Reply> {
  if (context.options.deck === RELOAD) return reload(context);
  const channel = studyChannel(context);
  return saveChange(context, withOptions(context.bot, channel.settings, context.options));
}

export async function daysOff(context: CommandContext): Promise<Reply> {
  const { settings } = studyChannel(context);
  const { action = "list", days = "" } = context.options;
  const known = settings.schedule.daysOff;
  if (action === "list") return { kind: "private", card: daysOffCard(known) };
  const named = requireParsed(parseDays(days)).days;
  const changed =
    action === "add" ? [...new Set([...known, ...named])].sort() : known.filter((day) => !named.includes(day));
  const unknown = named.find((day) => !known.includes(day));
  if (action === "remove" && unknown !== undefined) {
    throw new UserError(noDayOff(unknown));
  }
  if (changed.length > MAX_DAYS_OFF) throw new UserError(tooManyDaysOff(MAX_DAYS_OFF));
  await saveChange(context, { ...settings, schedule: { ...settings.schedule, daysOff: changed } });
  return { kind: "private", card: daysOffCard(changed) };
}

async function saveChange(context: CommandContext, settings: ChannelSettings, weeks?: BoardWeeks): Promise<Reply> {
  const { bot } = context;
  const channel = studyChannel(context);
  const nextRunAt = channel.state === "paused" ? undefined : nextRunOf({ settings }, bot.now());
  await saveSettings(bot.db, channel.id, settings, nextRunAt);
  const saved = await findChannel(bot.db, channel.communityId, channel.external);
  return { kind: "private", card: settingsCard(settings, saved, "changed", weeks) };
}

function withOptions(bot: Bot, settings: ChannelSettings, options: Readonly<Record<string, string>>): ChannelSettings {
  const { deck, zone, window, catchup, scoring, answers, feedback, reactions, discussion } = options;
  if (deck !== undefined && bot.decks.get(deck) === undefined) {
    throw new UserError(unknownDeck(deck, bot.decks.ids()), { field: "deck" });
  }
  return {
    deck: deck ?? settings.deck,
    schedule: {
      ...settings.schedule,
      timeZone: zone === undefined ? settings.schedule.timeZone : requireParsed(parseTimeZone(zone), "zone").zone,
    },
    windowMs:
      window === undefined
        ? settings.windowMs
        : parseDuration(window, { min: 5 * MINUTE, max: 14 * 24 * HOUR, field: "window" }),
    catchUpMs:
      catchup === undefined ? settings.catchUpMs : parseDuration(catchup, { min: 0, max: 24 * HOUR, field: "catchup" }),
    scoringRule: scoring !== undefined && isScoringRule(scoring) ? scoring : settings.scoringRule,
    firstAnswerCounts: answers === undefined ? settings.firstAnswerCounts : answers === "first",
    instantFeedback: feedback === undefined ? settings.instantFeedback : feedback === "instant",
    reactions: reactions === undefined ? settings.reactions : reactions === "on",
    discussion: discussion === undefined ? settings.discussion === true : discussion === "on",
  };
}

type Parsed = { readonly ok: true } | { readonly ok: false; readonly problem: Parameters<typeof calendarProblem>[0] };

/** @throws UserError about the form's field, if there is one */
function requireParsed<T extends Parsed>(parsed: T, field?: string): Extract<T, { ok: true }> {
  if (!parsed.ok) throw new UserError(calendarProblem(parsed.problem), { ...(field !== undefined && { field }) });
  return parsed as Extract<T, { ok: true }>;
}

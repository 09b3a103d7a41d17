import { type Card, type EpochMs, escapeMarkdown, type Markdown, type Moment, type Prose } from "../../chat/card.ts";
import type { Channel, ChannelSettings } from "../../storage/channels.ts";
import type { Admin } from "../../storage/people/people.ts";
import { describeSchedule } from "../../study/schedule-text.ts";
import { firstAnswerCounts, SCORING_RULES } from "../../study/scoring.ts";
import { codeSafe } from "./problems.ts";
import { duration } from "./words.ts";

export function doneCard(text: Prose): Card {
  return { tone: "notice", title: "Done", blocks: [{ type: "text", text }] };
}

export function nextQuestion(next: EpochMs | undefined, timeZone: string): readonly (Markdown | Moment)[] {
  return next === undefined ? ["No question is scheduled."] : ["The next question comes ", { at: next, timeZone }, "."];
}

const SETTINGS_TITLES = {
  created: "This is a study channel now",
  changed: "The settings are changed",
  shown: "The settings",
} as const;

export function settingsCard(
  settings: ChannelSettings,
  channel: Channel | undefined,
  what: keyof typeof SETTINGS_TITLES,
  weeks?: BoardWeeks,
): Card {
  const { timeZone } = settings.schedule;
  const next = channel?.state === "paused" ? ["The schedule is paused."] : nextQuestion(channel?.nextRunAt, timeZone);
  return {
    tone: "notice",
    title: SETTINGS_TITLES[what],
    blocks: [
      { type: "facts", facts: [...settingsFacts(settings), ...(weeks === undefined ? [] : [weeksFact(weeks)])] },
      { type: "text", text: what === "created" ? [...next, " `/study post` posts one right now."] : next },
    ],
  };
}

/** Belongs to the community, because all boards share it. */
export interface BoardWeeks {
  readonly start: "monday" | "sunday";
  readonly timeZone: string;
}

function weeksFact({ start, timeZone }: BoardWeeks): { label: string; value: Markdown } {
  const day = start === "monday" ? "Monday" : "Sunday";
  return { label: "Weeks of all boards", value: `start on ${day} (${timeZone.replaceAll("_", "\\_")})` };
}

export function settingsFacts(settings: ChannelSettings): readonly { label: string; value: Markdown }[] {
  const { schedule } = settings;
  return [
    { label: "Deck", value: `\`${codeSafe(settings.deck)}\`` },
    {
      label: "Schedule",
      value: `${escapeMarkdown(describeSchedule(schedule.crons))} (${schedule.timeZone.replaceAll("_", "\\_")})`,
    },
    { label: "Answer window", value: `${duration(settings.windowMs)}, or until the next question` },
    { label: "Catch-up", value: `up to ${duration(settings.catchUpMs)} late` },
    { label: "Points", value: SCORING_RULES[settings.scoringRule].sentence },
    {
      label: "Answers",
      value: firstAnswerCounts(settings) ? "the first one counts" : "the last one before closing counts",
    },
    { label: "Feedback", value: settings.instantFeedback ? "at once" : "at the reveal" },
    { label: "Reactions", value: settings.reactions ? "count as answers" : "are off" },
    ...(settings.discussion === true ? [{ label: "Discussion", value: "each question opens a thread" }] : []),
  ];
}

export function daysOffCard(days: readonly string[]): Card {
  return {
    tone: "notice",
    title: "Days off",
    blocks: [
      {
        type: "text",
        text:
          days.length === 0
            ? "There are none. `/study daysoff add 2026-12-24..2027-01-01` adds some."
            : `No question comes on ${days.map(escapeMarkdown).join(", ")}.`,
      },
    ],
  };
}

export function adminsCard(admins: readonly Admin[]): Card {
  const named = admins.map((admin) => `${admin.kind} ${escapeMarkdown(admin.externalId)}`);
  return {
    tone: "notice",
    title: "Admins",
    blocks: [
      {
        type: "text",
        text: named.length === 0 ? "Nobody is named." : `Named here: ${named.join(", ")}.`,
      },
      {
        type: "small",
        text: "People who run this community, and who set up a channel, are admins without being named.",
      },
    ],
  };
}

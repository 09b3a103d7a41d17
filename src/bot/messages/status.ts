import { type Card, type CardBlock, escapeMarkdown, type Markdown, type Prose } from "../../chat/card.ts";
import type { TargetReport } from "../../chat/platform.ts";
import type { Deck } from "../../deck/deck.ts";
import type { RecapSettings } from "../../storage/boards/recaps.ts";
import type { Channel } from "../../storage/channels.ts";
import type { Delivery } from "../../storage/deliveries.ts";
import type { MissedReason, MissedRun } from "../../storage/rounds/missed-runs.ts";
import type { ReportedQuestion } from "../../storage/rounds/reports.ts";
import type { Round } from "../../storage/rounds/rounds.ts";
import { describeSchedule } from "../../study/schedule-text.ts";
import { RECAP_OFF, recapSettingText } from "./boards/recap.ts";
import { reportBlocks } from "./rounds/corrections.ts";
import { settingsFacts } from "./study.ts";
import { counted, listed } from "./words.ts";

export interface Status {
  readonly channel: Channel;
  readonly deck: Deck | undefined;
  /** How many different questions of the deck were asked here. */
  readonly asked: number;
  readonly round: Round | undefined;
  readonly missed: readonly MissedRun[];
  readonly troubled: readonly Delivery[];
  /** What people looked for with /ask that the cheatsheet does not cover. */
  readonly misses: readonly { readonly query: string; readonly count: number }[];
  /** When the weekly recap comes. */
  readonly recap: RecapSettings;
  /** Questions that people reported. */
  readonly reports: readonly ReportedQuestion[];
  /** undefined if the platform could not be asked. */
  readonly report: TargetReport | undefined;
}

export function statusCard(status: Status): Card {
  const { channel } = status;
  const zone = channel.settings.schedule.timeZone;
  const warnings = [...channelWarnings(status), ...deliveryWarnings(status), ...missedWarnings(status)];
  return {
    tone: "notice",
    title: `Status of ${channel.name}`,
    blocks: [
      ...(channel.nextRunAt === undefined
        ? [{ type: "text", text: pausedText(channel) } as const]
        : [{ type: "time", label: "Next question", at: channel.nextRunAt, timeZone: zone } as const]),
      roundBlock(status.round, zone),
      ...warnings.map((text): CardBlock => ({ type: "note", sign: "⚠️", label: "Look at this", text })),
      {
        type: "facts",
        facts: [
          ...settingsFacts(channel.settings),
          ...deckFacts(status),
          ...dayFacts(channel),
          recapFact(status.recap),
        ],
      },
      ...reportBlocks(status.reports),
      ...missBlocks(status),
    ],
  };
}

function pausedText(channel: Channel): string {
  if (channel.state === "active") return "No question is scheduled: the schedule has no further time.";
  if (channel.pausedReason === undefined) return "**Paused** by an admin. `/study resume` goes on.";
  return `**Paused**, because ${escapeMarkdown(channel.pausedReason)}. When that is mended, \`/study resume\` goes on.`;
}

function roundBlock(round: Round | undefined, timeZone: string): CardBlock {
  if (round?.state === "open" && round.closesAt !== undefined)
    return { type: "time", label: "A round is open until", at: round.closesAt, timeZone };
  return { type: "text", text: roundText(round) };
}

function roundText(round: Round | undefined): string {
  if (round === undefined) return "No round is open.";
  if (round.state === "scheduled" || round.state === "posting") return "A question is being posted.";
  return "A round is closed and about to be revealed.";
}

function channelWarnings({ report, deck, channel }: Status): string[] {
  const warnings: string[] = [];
  if (report === undefined) warnings.push("The platform could not be asked about this channel right now.");
  else if (!report.exists) warnings.push("The platform does not know this channel, or I am not in it.");
  else if (report.archived) warnings.push("This channel is archived.");
  if (report !== undefined && report.missing.length > 0) {
    warnings.push(
      `I lack ${counted(report.missing.length, "permission")}: ${listed(report.missing.map(escapeMarkdown))}.`,
    );
  }
  if (deck === undefined) warnings.push(`The deck ${escapeMarkdown(channel.settings.deck)} is not loaded.`);
  return warnings;
}

function deliveryWarnings({ troubled }: Status): string[] {
  return troubled.map((delivery) => {
    const error = escapeMarkdown(delivery.error ?? "unknown");
    if (delivery.state === "held") return `A message (${delivery.kind}) may or may not have been posted: ${error}.`;
    if (delivery.state === "failed") return `A message (${delivery.kind}) could not be delivered: ${error}.`;
    return `A message (${delivery.kind}) is being tried again after ${counted(delivery.attempts, "try", "tries")}: ${error}.`;
  });
}

const MISSED_WORDS: Record<MissedReason, string> = {
  "too-late": "I was away for longer than the catch-up limit",
  skipped: "an admin skipped it",
  "no-question": "the deck had no question to post",
  "not-delivered": "it could not be posted in time",
  restored: "my data was restored from an older backup, which cannot tell whether it came",
};

function missedWarnings({ missed, channel }: Status): Prose[] {
  const { timeZone } = channel.settings.schedule;
  return missed.map((run) => ["No question came ", { at: run.runAt, timeZone }, `: ${MISSED_WORDS[run.reason]}.`]);
}

function deckFacts({ deck, asked }: Status) {
  if (deck === undefined) return [];
  const questions = [...deck.questions.values()].filter((question) => !question.draft).length;
  return [{ label: "Questions", value: `${asked} of ${questions} asked here (version ${deck.version})` }];
}

function dayFacts(channel: Channel) {
  const { daysOff } = channel.settings.schedule;
  return daysOff.length === 0 ? [] : [{ label: "Days off", value: daysOff.map(escapeMarkdown).join(", ") }];
}

function recapFact(recap: RecapSettings) {
  return { label: "Weekly recap", value: recapText(recap) };
}

export function recapText({ cron, enabled, pictures, timeZone }: RecapSettings): Markdown {
  return enabled ? recapSettingText(describeSchedule([cron]), timeZone, pictures) : RECAP_OFF;
}

function missBlocks({ misses }: Status): readonly CardBlock[] {
  if (misses.length === 0) return [];
  const asked = misses.map((miss) => `${escapeMarkdown(miss.query)} (${miss.count})`);
  return [{ type: "text", text: `**Asked for, and not in the cheatsheet:** ${asked.join(", ")}` }];
}

import { DateTime } from "luxon";
import { type Card, type CardBlock, escapeMarkdown, type Markdown } from "../../../chat/card.ts";
import { plainText } from "../../../chat/plain.ts";
import type { Source } from "../../../deck/format.ts";
import type { Climber } from "../../../study/recap.ts";
import { daysAfter } from "../../../study/recap.ts";
import { sourceLink } from "../rounds/round.ts";
import { counted, listed, percent } from "../words.ts";
import { bar } from "./progress.ts";

/** One channel's week, ready to be shown. */
export interface Recap {
  readonly channelName: string;
  /** The week's first day, "2026-11-16". */
  readonly week: string;
  readonly rounds: number;
  readonly answers: number;
  readonly right: number;
  /** How many people answered, including hidden ones. */
  readonly people: number;
  /** Without hidden people; ties share a rank. */
  readonly top: readonly RankedRow[];
  /** How many more people on the board have points. */
  readonly more: number;
  readonly teams: readonly RankedRow[];
  readonly hardest: Hardest | undefined;
  /** Best first. */
  readonly topics: readonly { readonly title: string; readonly answers: number; readonly right: number }[];
  readonly climbers: readonly Climber[];
}

export interface RankedRow {
  readonly rank: number;
  readonly name: string;
  readonly points: number;
  /** A team's points are its score. */
  readonly isScore?: true;
}

/** "12" for points, "7.69" for a score. */
export function figureOf({ points, isScore }: RankedRow): string {
  return isScore ? points.toFixed(2) : String(points);
}

interface Hardest {
  readonly prompt: Markdown;
  /** As the kind shows it: the right options, or one answer. */
  readonly key: readonly Markdown[];
  readonly answers: number;
  readonly right: number;
  readonly source: Source | undefined;
}

/** Slack allows 2,000 characters of alternative text, Discord 1,024. */
const ALT_LIMIT = 1000;

/** "16 to 22 November 2026". */
export function weekWords(week: string): string {
  const first = DateTime.fromISO(week, { zone: "UTC", locale: "en-GB" });
  const last = DateTime.fromISO(daysAfter(week, 6), { zone: "UTC", locale: "en-GB" });
  const start = first.month === last.month ? "d" : first.year === last.year ? "d LLLL" : "d LLLL yyyy";
  return `${first.toFormat(start)} to ${last.toFormat("d LLLL yyyy")}`;
}

/** The recap as text, if pictures are off or could not be drawn. */
export function recapCard(recap: Recap): Card {
  return {
    tone: "board",
    title: titleOf(recap),
    blocks: [
      { type: "text", text: `${escapeMarkdown(summary(recap))}.` },
      ...boardBlocks("**Top people**", recap.top),
      ...(recap.more > 0
        ? [{ type: "small", text: `And ${counted(recap.more, "more person", "more people")}.` } as const]
        : []),
      ...boardBlocks("**Top teams**", recap.teams),
      ...climberBlocks(recap.climbers),
      ...topicBlocks(recap.topics),
      ...hardestBlocks(recap.hardest),
    ],
  };
}

/**
 * The recap as a picture. Below it is only what the picture cannot show: a link, and names in scripts that its font does not
 * have.
 */
export function pictureCard(recap: Recap, png: Uint8Array, view: { readonly listNames: boolean }): Card {
  return {
    tone: "board",
    title: titleOf(recap),
    blocks: [
      { type: "image", png, alt: recapAlt(recap) },
      ...(view.listNames
        ? [
            ...boardBlocks("**Top people**", recap.top),
            ...boardBlocks("**Top teams**", recap.teams),
            ...climberBlocks(recap.climbers),
          ]
        : []),
      // Without a link, the picture says it all.
      ...(recap.hardest?.source?.url === undefined ? [] : sourceBlocks(recap.hardest)),
    ],
  };
}

function titleOf(recap: Recap): string {
  return `The week in ${recap.channelName}: ${weekWords(recap.week)}`;
}

function summary(recap: Recap): string {
  const questions = counted(recap.rounds, "question");
  if (recap.answers === 0) return `${questions}, and nobody answered`;
  const share = percent(recap.right / recap.answers);
  return `${questions}, ${counted(recap.people, "person", "people")}, ${counted(recap.answers, "answer")}, ${share} right`;
}

function boardBlocks(heading: Markdown, rows: readonly RankedRow[]): readonly CardBlock[] {
  if (rows.length === 0) return [];
  return [
    { type: "text", text: heading },
    { type: "ranking", rows: rows.map((row) => ({ ...row, you: false, gapBefore: false })) },
  ];
}

export function climbText({ from, to }: Climber): string {
  return `from rank ${from} to ${to}`;
}

function climberBlocks(climbers: readonly Climber[]): readonly CardBlock[] {
  if (climbers.length === 0) return [];
  const climbs = climbers.map((one) => `${escapeMarkdown(one.name)} ${climbText(one)}`);
  return [{ type: "text", text: `**Rose most:** ${listed(climbs)}` }];
}

function topicBlocks(topics: Recap["topics"]): readonly CardBlock[] {
  if (topics.length === 0) return [];
  return [
    { type: "text", text: "**Right answers by topic**" },
    {
      type: "facts",
      facts: topics.map(({ title, right, answers }) => ({
        label: title,
        value: `${bar(right / answers)} ${percent(right / answers)} (${right} of ${answers})`,
      })),
    },
  ];
}

function hardestBlocks(hardest: Hardest | undefined): readonly CardBlock[] {
  if (hardest === undefined) return [];
  const key = listed(hardest.key.map((text) => `**${text}**`));
  return [
    { type: "text", text: `**Hardest question** (${shareWords(hardest)})` },
    { type: "text", text: hardest.prompt },
    { type: "text", text: `✅ Right: ${key}` },
    ...sourceBlocks(hardest),
  ];
}

function sourceBlocks(hardest: Hardest | undefined): readonly CardBlock[] {
  if (hardest?.source === undefined) return [];
  return [{ type: "small", text: `Source of the hardest question: ${sourceLink(hardest.source)}` }];
}

/** "2 of 8 right". */
export function shareWords({ right, answers }: { readonly right: number; readonly answers: number }): string {
  return `${right} of ${answers} right`;
}

/** The picture's content in words, at most 1,000 characters. */
function recapAlt(recap: Recap): string {
  const { hardest } = recap;
  const places = (rows: readonly RankedRow[]) =>
    rows.map((row) => `${row.rank}. ${row.name}, ${figureOf(row)}`).join("; ");
  const topic = ({ title, right, answers }: Recap["topics"][number]) => `${title} ${percent(right / answers)}`;
  const parts = [
    `${titleOf(recap)}. ${summary(recap)}`,
    ...(recap.top.length > 0 ? [`Top people (points): ${places(recap.top)}`] : []),
    ...(recap.teams.length > 0 ? [`Top teams (score): ${places(recap.teams)}`] : []),
    ...(recap.climbers.length > 0
      ? [`Rose most: ${listed(recap.climbers.map((one) => `${one.name} ${climbText(one)}`))}`]
      : []),
    ...(recap.topics.length > 0 ? [`Right answers by topic: ${recap.topics.map(topic).join("; ")}`] : []),
    ...(hardest === undefined
      ? []
      : [
          `Hardest question (${shareWords(hardest)}): ${plainText(hardest.prompt)} Right answer: ${listed(hardest.key.map(plainText))}`,
          ...(hardest.source === undefined ? [] : [`Source: ${hardest.source.title}`]),
        ]),
  ];
  const alt = `${parts.join(". ")}.`.replaceAll("?.", "?").replaceAll("..", ".");
  return alt.length <= ALT_LIMIT ? alt : `${[...alt.slice(0, ALT_LIMIT - 1)].slice(0, -1).join("")}…`;
}

export const RECAP_OFF: Markdown = "The weekly recap is off. `/study recap monday 09:00` starts it again.";

export function recapSettingText(when: string, timeZone: string, pictures: boolean): Markdown {
  const form = pictures ? "as a picture" : "as text";
  return `The recap of the last full week comes ${escapeMarkdown(when)} (${timeZone.replaceAll("_", "\\_")}), ${form}, if there was a question that week.`;
}

export const RECAP_ONCE_A_WEEK: Markdown =
  "The recap comes once a week: name one day and one time, like `monday 09:00`, or say `off`.";

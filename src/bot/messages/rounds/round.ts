import { actionId, type Card, type CardBlock, escapeMarkdown, type Markdown } from "../../../chat/card.ts";
import type { Deck, Entry } from "../../../deck/deck.ts";
import type { EntryStatus, Source } from "../../../deck/format.ts";
import type { Channel } from "../../../storage/channels.ts";
import type { ChoiceCount } from "../../../storage/rounds/answers.ts";
import type { Round } from "../../../storage/rounds/rounds.ts";
import { kindOf } from "../../../study/kinds/registry.ts";
import { withLabels } from "../../../study/kinds/shared/labels.ts";
import { mainEntry } from "../../deck-shelf.ts";
import { capital, counted, percent } from "../words.ts";
import { type AnswerActions, answerControls } from "./controls.ts";
import { reportControl } from "./corrections.ts";

/** Names of the actions on a question's card. */
export const ANSWER_ACTION = "answer";
export const ANSWER_FORM = "answer-form";

const DIFFICULTY_WORDS = { easy: "Easy", medium: "Medium", hard: "Hard" } as const;

export function questionCard(round: Round, channel: Channel, deck: Deck | undefined): Card {
  const { content } = round;
  const kind = kindOf(round);
  const options = withLabels(content).map(({ label, text }) => ({ label, text }));
  const withReactions = round.reactions && kind.takesReactions === true;
  return {
    tone: "question",
    title: `Question: ${topicTitle(deck, round.topic)}`,
    blocks: [
      { type: "text", text: content.prompt },
      ...(options.length > 0 ? [{ type: "options", options } as const] : []),
      { type: "controls", controls: answerControls(kind, content, answerActions(round)) },
      ...(round.closesAt === undefined
        ? []
        : [
            {
              type: "time",
              label: "Closes",
              at: round.closesAt,
              timeZone: channel.settings.schedule.timeZone,
            } as const,
          ]),
      { type: "small", text: `${DIFFICULTY_WORDS[round.difficulty]} · ${answerHint(round, withReactions)}` },
    ],
    ...(channel.settings.discussion === true && { discussion: `Talk: ${topicTitle(deck, round.topic)}` }),
    ...(withReactions && { reactions: options.map((option) => option.label) }),
  };
}

function answerHint(round: Round, withReactions: boolean): Markdown {
  const changing = round.firstAnswerCounts ? "your first answer counts" : "you may change your answer until it closes";
  const hidden = withReactions
    ? "buttons and `/answer` are private, a reaction may be seen by others"
    : "your answer is private until the reveal";
  return `${capital(hidden)}; ${changing}.`;
}

function answerActions({ id }: Round): AnswerActions {
  return {
    option: (label) => actionId(ANSWER_ACTION, id, label),
    select: actionId(ANSWER_ACTION, id),
    form: actionId(ANSWER_FORM, id),
  };
}

/** Replaces the question after the round: distribution, key as symbol and word, explanation, entry, and source. */
export function revealCard(round: Round, deck: Deck | undefined, counts: readonly ChoiceCount[]): Card {
  const entry = mainEntry(deck, round.entries);
  return {
    tone: "reveal",
    title: `Answer: ${topicTitle(deck, round.topic)}`,
    blocks: [
      { type: "text", text: round.content.prompt },
      ...keyBlocks(round, counts),
      { type: "text", text: `**Why:** ${round.content.explanation}` },
      ...(entry === undefined ? [] : noteBlocks(entry)),
      { type: "small", text: `${turnout(counts)}${entry && deck ? ` · ${sourceLine(entry, deck)}` : ""}` },
      { type: "controls", controls: [reportControl(round.id)] },
    ],
  };
}

function keyBlocks(round: Round, counts: readonly ChoiceCount[]): readonly CardBlock[] {
  const revealed = kindOf(round).reveal(round.content, counts);
  const options = revealed.options.length > 0 ? [{ type: "options", options: revealed.options } as const] : [];
  if (revealed.type === "options") return options;
  const { answers, right, rightShare } = resultOf(counts);
  const facts = [
    { label: revealed.label, value: `✅ ${revealed.key}` },
    ...(answers === 0
      ? []
      : [
          { label: "Right", value: `${right} (${percent(rightShare)})` },
          { label: "Wrong", value: `${answers - right} (${percent(1 - rightShare)})` },
        ]),
  ];
  return [{ type: "facts", facts }, ...options];
}

/** A short note in the thread, so that people who follow it hear of the reveal. */
export function revealNoteCard(round: Round, deck: Deck | undefined, counts: readonly ChoiceCount[]): Card {
  const entry = mainEntry(deck, round.entries);
  return {
    tone: "reveal",
    title: "The round is closed",
    blocks: [
      { type: "text", text: `✅ Right: **${keyLine(round)}**. ${turnout(counts)}.` },
      ...(entry === undefined ? [] : [{ type: "small", text: `More: \`/ask ${plainTitle(entry)}\`` } as const]),
    ],
  };
}

function keyLine(round: Round): Markdown {
  const key = kindOf(round).describeKey(round.content);
  if ("text" in key) return escapeMarkdown(key.text);
  return key.options.map(({ label, text }) => `${label} (${text})`).join(key.inOrder ? " → " : " and ");
}

export function withdrawnCard(round: Round, deck: Deck | undefined): Card {
  return {
    tone: "notice",
    title: `Withdrawn: ${topicTitle(deck, round.topic)}`,
    blocks: [
      { type: "text", text: round.content.prompt },
      {
        type: "note",
        sign: "🚫",
        label: "Withdrawn",
        text: "This question was withdrawn. It gives no points and touches no streak.",
      },
    ],
  };
}

const STATUS_LABELS: Record<Exclude<EntryStatus, "current">, { sign: string; label: string }> = {
  dated: { sign: "⚠️", label: "The cheatsheet is out of date here" },
  wrong: { sign: "❗", label: "The cheatsheet is wrong here" },
  incomplete: { sign: "ℹ️", label: "The cheatsheet leaves something out" },
};

/** Shown prominently with every entry that is dated, wrong, or incomplete. */
export function noteBlocks(entry: Entry): readonly CardBlock[] {
  if (entry.status === "current" || entry.note === undefined) return [];
  return [{ type: "note", ...STATUS_LABELS[entry.status], text: entry.note }];
}

export function sourceLine(entry: Entry, deck: Deck): Markdown {
  return `Entry: *${escapeMarkdown(entry.title)}* · Source: ${sourceLink(entry.source ?? deck.source)}`;
}

export function sourceLink(source: Source): Markdown {
  const title = escapeMarkdown(source.title);
  return source.url === undefined ? title : `[${title}](<${source.url}>)`;
}

export function topicTitle(deck: Deck | undefined, topic: string): string {
  return deck?.topics.find((candidate) => candidate.id === topic)?.title ?? topic;
}

function turnout(counts: readonly ChoiceCount[]): string {
  const { answers, right, rightShare } = resultOf(counts);
  if (answers === 0) return "Nobody answered this time";
  return `${right} of ${counted(answers, "answer")} right (${percent(rightShare)})`;
}

function resultOf(counts: readonly ChoiceCount[]) {
  const answers = counts.reduce((sum, row) => sum + row.count, 0);
  const right = counts.reduce((sum, row) => sum + (row.right ? row.count : 0), 0);
  return { answers, right, rightShare: answers === 0 ? 0 : right / answers };
}

function plainTitle(entry: Entry): string {
  return entry.title.replaceAll("`", "");
}

import {
  actionId,
  type Card,
  type CardBlock,
  type Control,
  escapeMarkdown,
  type Markdown,
  type OptionLabel,
} from "../../../chat/card.ts";
import type { Form } from "../../../chat/form.ts";
import type { Deck, Entry } from "../../../deck/deck.ts";
import type { EntryStatus, Source } from "../../../deck/format.ts";
import type { Channel } from "../../../storage/channels.ts";
import type { ChoiceCount } from "../../../storage/rounds/answers.ts";
import { gradable, type Round } from "../../../storage/rounds/rounds.ts";
import { optionsNeeded, rightLabels, tally } from "../../../study/grading.ts";
import { mainEntry } from "../../deck-shelf.ts";
import { capital, counted, percent } from "../words.ts";
import { reportControl } from "./corrections.ts";

/** The names of the actions on a question's card; dispatch listens for them. */
export const ANSWER_ACTION = "answer";
export const ANSWER_FORM = "answer-form";

const DIFFICULTY_WORDS = { easy: "Easy", medium: "Medium", hard: "Hard" } as const;

const LABELS = ["1", "2", "3", "4", "5"] as const satisfies readonly OptionLabel[];

export function optionLabel(index: number): OptionLabel {
  const label = LABELS[index];
  if (label === undefined) throw new RangeError("an option beyond the fifth");
  return label;
}

export function questionCard(round: Round, channel: Channel, deck: Deck | undefined): Card {
  const { content } = round;
  const options = content.options.map((option, index) => ({ label: optionLabel(index), text: option.text }));
  const withReactions = round.reactions && (round.kind === "single" || round.kind === "true-false");
  return {
    tone: "question",
    title: `Question: ${topicTitle(deck, round.topic)}`,
    blocks: [
      { type: "text", text: content.prompt },
      ...(options.length > 0 ? [{ type: "options", options } as const] : []),
      { type: "controls", controls: answerControls(round) },
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

function answerControls(round: Round): readonly Control[] {
  const { content } = round;
  if (round.kind === "fill-in") {
    return [
      {
        type: "button",
        action: actionId(ANSWER_FORM, round.id),
        label: "Write your answer",
        style: "primary",
        opensForm: true,
      },
    ];
  }
  if (round.kind === "multiple") {
    const needed = optionsNeeded(gradable(round));
    return [
      {
        type: "select",
        action: actionId(ANSWER_ACTION, round.id),
        label: `Select ${needed}`,
        submitLabel: "Submit",
        min: needed,
        max: needed,
        choices: content.options.map((_, index) => ({ value: optionLabel(index), label: optionLabel(index) })),
      },
    ];
  }
  return content.options.map((option, index) => ({
    type: "button",
    action: actionId(ANSWER_ACTION, round.id, optionLabel(index)),
    label: optionLabel(index),
    description: `Answer ${optionLabel(index)}: ${option.text.replace(/[`*]/g, "")}`,
  }));
}

export function answerForm(round: Round): Form {
  return {
    action: actionId(ANSWER_FORM, round.id),
    title: "Your answer",
    submitLabel: "Submit",
    fields: [
      {
        type: "text",
        name: "answer",
        label: "Answer",
        hint: "Capital letters, spaces and punctuation do not matter.",
        maxLength: 200,
        required: true,
      },
    ],
  };
}

/** The question's own message after the round: distribution, key by sign and word, why, entry and source. */
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
  if (round.kind === "fill-in") {
    const [answer = "", ...spellings] = round.content.accept;
    const also = spellings.length > 0 ? ` (also accepted: ${spellings.map(escapeMarkdown).join(", ")})` : "";
    const { answers, right, rightShare } = resultOf(counts);
    return [
      {
        type: "facts",
        facts: [
          { label: "Right answer", value: `✅ **${escapeMarkdown(answer)}**${also}` },
          ...(answers === 0
            ? []
            : [
                { label: "Right", value: `${right} (${percent(rightShare)})` },
                { label: "Wrong", value: `${answers - right} (${percent(1 - rightShare)})` },
              ]),
        ],
      },
    ];
  }
  const distribution = new Map(tally(gradable(round), counts).map((row) => [row.label, row]));
  const options = round.content.options.map((option, index) => {
    const label = optionLabel(index);
    const row = distribution.get(label);
    return {
      label,
      text: option.text,
      mark: option.right ? ("right" as const) : ("wrong" as const),
      count: row?.count ?? 0,
      share: row?.share ?? 0,
    };
  });
  return [{ type: "options", options }];
}

/** The short word in the thread, so that people who follow it hear of the reveal. */
export function revealNoteCard(round: Round, deck: Deck | undefined, counts: readonly ChoiceCount[]): Card {
  const key =
    round.kind === "fill-in"
      ? escapeMarkdown(round.content.accept[0] ?? "")
      : rightLabels(gradable(round))
          .map((label) => `${label} (${round.content.options[Number(label) - 1]?.text ?? ""})`)
          .join(" and ");
  const entry = mainEntry(deck, round.entries);
  return {
    tone: "reveal",
    title: "The round is closed",
    blocks: [
      { type: "text", text: `✅ Right: **${key}**. ${turnout(counts)}.` },
      ...(entry === undefined ? [] : [{ type: "small", text: `More: \`/ask ${plainTitle(entry)}\`` } as const]),
    ],
  };
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

/** In plain sight wherever an entry is dated, wrong or incomplete. */
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

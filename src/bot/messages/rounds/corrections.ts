import {
  actionId,
  type Card,
  type CardBlock,
  type Control,
  escapeMarkdown,
  type Markdown,
  type Prose,
} from "../../../chat/card.ts";
import type { Form } from "../../../chat/form.ts";
import type { AuditLine } from "../../../storage/rounds/regrades.ts";
import type { ReportedQuestion } from "../../../storage/rounds/reports.ts";
import { kindOf, type QuestionKind } from "../../../study/kinds/registry.ts";
import { codeSafe } from "../problems.ts";
import { counted, listed } from "../words.ts";

/** The action of the Report button and its form. */
export const REPORT = "report";
/** In UTF-16 code units. */
export const REASON_LIMIT = 300;
/** How many corrected questions one notice spells out. */
const SPELLED_OUT = 5;

/** Shown on the reveal, when people can judge the key, the explanation, and the source. */
export function reportControl(round: number): Control {
  return {
    type: "button",
    action: actionId(REPORT, round),
    label: "Report",
    description: "Report that something is wrong with this question",
    opensForm: true,
  };
}

export function reportForm(round: number): Form {
  return {
    action: actionId(REPORT, round),
    title: "Report this question",
    submitLabel: "Report",
    fields: [
      {
        type: "long-text",
        name: "reason",
        label: "What is wrong with it?",
        hint: "You may leave it empty. Admins read it without your name.",
        maxLength: REASON_LIMIT,
        required: false,
      },
    ],
  };
}

export function reportedCard(kind: "new" | "changed"): Card {
  const again = kind === "changed" ? "Your report takes the place of your earlier one." : "Your report is in.";
  return {
    tone: "notice",
    title: "Thank you",
    blocks: [
      {
        type: "text",
        text: `${again} Admins see it, without your name. If the question is corrected, points are counted again and the channel is told.`,
      },
    ],
  };
}

export const NOT_REVEALED: Markdown = "This question is not revealed yet. Report it when you have seen its answer.";

interface Corrected {
  readonly prompt: string;
  readonly kind: QuestionKind;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Tells the channel once that keys were corrected. */
export function correctionNotice(
  corrected: readonly Corrected[],
  points: { readonly gained: number; readonly lost: number },
): Card {
  const one = corrected.length === 1;
  const more = corrected.length - SPELLED_OUT;
  return {
    tone: "notice",
    title: one ? "A question was corrected" : `${corrected.length} questions were corrected`,
    blocks: [
      ...corrected.slice(0, SPELLED_OUT).flatMap((round): CardBlock[] => [
        { type: "text", text: round.prompt },
        { type: "text", text: keyLine(round) },
      ]),
      ...(more > 0 ? [{ type: "text", text: `… and ${counted(more, "more question")}.` } as const] : []),
      { type: "small", text: pointsLine(points) },
    ],
  };
}

function keyLine({ kind, before, after }: Omit<Corrected, "prompt">): Markdown {
  const shown = (key: readonly string[]) =>
    listed(
      kindOf({ kind })
        .showKey(key)
        .map((text) => `**${text}**`),
    );
  const [was, is] = [shown(before), shown(after)];
  if (was === is) {
    // Only one spelling is shown; the others are merely accepted.
    const spellings = after.slice(1).map(escapeMarkdown);
    return spellings.length === 0
      ? `✅ Right: ${is}, and no other spelling.`
      : `✅ Right: ${is}. Also accepted: ${listed(spellings)}.`;
  }
  return `✅ Right: ${is}. ❌ Before, the key said: ${was}.`;
}

function pointsLine({ gained, lost }: { readonly gained: number; readonly lost: number }): Markdown {
  if (gained + lost === 0) return "Answers were graded again; nobody's points changed.";
  const people = [
    ...(gained > 0 ? [`${counted(gained, "person", "people")} gained points`] : []),
    ...(lost > 0 ? [`${counted(lost, "person", "people")} lost points`] : []),
  ];
  return `Answers were graded again and the boards follow: ${listed(people)}. With your next answer I tell you what changed for you.`;
}

/** The reveal as it reads after the correction. */
export function correctedReveal(reveal: Card): Card {
  const note: CardBlock = {
    type: "note",
    sign: "ℹ️",
    label: "Corrected",
    text: "The key of this question was put right after the reveal, and its answers were graded again.",
  };
  const [prompt, ...rest] = reveal.blocks;
  return { ...reveal, blocks: prompt === undefined ? [note] : [prompt, note, ...rest] };
}

/** Under a receipt: points gained or lost through corrections since the last one. */
export function pointsNote(points: number): CardBlock {
  const change =
    points > 0 ? `you have ${counted(points, "point")} more` : `you have ${counted(-points, "point")} fewer`;
  return {
    type: "note",
    sign: "ℹ️",
    label: "A key was corrected",
    text: `Answers of earlier rounds were graded again: ${change}.`,
  };
}

/** For `/study status` and `/study reports`: questions that people reported. */
export function reportBlocks(reports: readonly ReportedQuestion[]): readonly CardBlock[] {
  if (reports.length === 0) return [];
  return [
    { type: "text", text: "**Reported questions**" },
    {
      type: "facts",
      facts: reports.map(({ question, count, reasons }) => ({
        label: codeSafe(question),
        value: [counted(count, "report"), ...reasons.map((reason) => `“${escapeMarkdown(reason)}”`)].join(" · "),
      })),
    },
    {
      type: "small",
      text: "Correct the key in the deck and the rounds are graded again. Where nothing is wrong: `/study reports settle` and the question's id.",
    },
  ];
}

export function reportsCard(
  reports: readonly ReportedQuestion[],
  corrections: readonly AuditLine[],
  timeZone: string,
): Card {
  const line = (one: AuditLine): Prose => [
    { at: one.at, timeZone },
    `: ${keyLine(one)} ${counted(one.becameRight, "answer")} became right, ${one.becameWrong} wrong.`,
  ];
  return {
    tone: "notice",
    title: "Reported questions",
    blocks: [
      ...(reports.length === 0
        ? [{ type: "text", text: "No question is reported." } as const]
        : reportBlocks(reports).slice(1)),
      ...(corrections.length === 0
        ? []
        : ([
            { type: "text", text: "**Corrected lately**" },
            {
              type: "facts",
              facts: corrections.map((one) => ({ label: codeSafe(one.question), value: line(one) })),
            },
          ] as const)),
    ],
  };
}

export const NAME_THE_QUESTION: Markdown = "Name the question, as `/study reports` shows it.";

export function noReportAbout(question: string): Markdown {
  return `No open report is about \`${codeSafe(question)}\`.`;
}

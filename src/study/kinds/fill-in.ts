import { z } from "zod";
import { escapeMarkdown } from "../../chat/card.ts";
import { cleanText, normalizeText } from "../text.ts";
import type { Kind } from "./kind.ts";
import { distinct, isTruth } from "./shared/bank.ts";
import { text } from "./shared/fields.ts";
import { readInput } from "./shared/input.ts";

const MAX_SPELLINGS = 20;

const fields = {
  answer: text(80).describe("The answer as the reveal shows it"),
  accept: z
    .array(text(80))
    .max(MAX_SPELLINGS)
    .optional()
    .describe("Other spellings that count; case, spaces and punctuation never matter"),
};

/** People type the answer, and the choice is what they typed. Any accepted spelling is right, with or without an article. */
export const fillIn: Kind<"fill-in", typeof fields> = {
  name: "fill-in",
  isTyped: true,
  hasOneKey: true,
  file: {
    description: "The learner types the answer; it must be short and leave no doubt",
    fields,
    examples: {},
    read: ({ answer, accept = [] }) => ({ options: [], accept: [answer, ...accept] }),
    authoredOptions: () => [],
  },
  bank: {
    keyNoun: "answer",
    claims: (name, key) =>
      name === ""
        ? distinct(key).wrong.length === 0 && !isTruth(key)
        : /^(?:fillin|fillintheblank|short|shortanswer|text|open)$/.test(name),
    read: (key) => {
      const [answer = "", ...accept] = distinct(key).right;
      const kept = accept.slice(0, MAX_SPELLINGS);
      return {
        fields: { answer, ...(kept.length > 0 ? { accept: kept } : {}) },
        dropped: accept.slice(MAX_SPELLINGS),
      };
    },
    write: ({ accept }) => ({ right: accept, wrong: [] }),
    writeGift: ({ accept }, escaped) => accept.map((spelling) => `\n=${escaped(spelling)}`).join(""),
    keyText: ({ answer }) => answer,
  },
  arrange: (options) => options,
  controls: () => ({ type: "words", button: "Write your answer" }),
  howToAnswer: () => "Write `/answer` and your words, or use the button.",
  parse: (_, input) => {
    const read = readInput(input);
    return "ok" in read ? read : { ok: true, choice: read.text };
  },
  isRight: ({ accept }, choice) => {
    const given = spellings(choice);
    return accept.some((spelling) => spellings(spelling).some((accepted) => given.includes(accepted)));
  },
  describeChoice: (_, choice) => ({ text: choice }),
  describeKey: ({ accept }) => ({ text: accept[0] ?? "" }),
  reveal: ({ accept: [answer = "", ...others] }) => {
    const also = others.length > 0 ? ` (also accepted: ${others.map(escapeMarkdown).join(", ")})` : "";
    return { type: "line", label: "Right answer", key: `**${escapeMarkdown(answer)}**${also}`, options: [] };
  },
  keyTexts: ({ accept }) => accept,
  showKey: ([answer = ""]) => [escapeMarkdown(answer)],
  correct: (asked, today) => {
    if (asked.accept.join("\n") === today.accept.join("\n")) return { kind: "same" };
    const shown = ({ accept: [answer = ""] }: typeof asked) => normalizeText(answer);
    return { kind: "corrected", options: [], accept: today.accept, visible: shown(asked) !== shown(today) };
  },
};

/** Normalized, both as typed and without a leading article. */
function spellings(given: string): readonly string[] {
  return [normalizeText(given), normalizeText(cleanText(given).replace(/^(?:the|an?) (?=.)/i, ""))];
}

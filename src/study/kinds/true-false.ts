import { z } from "zod";
import { normalizeText } from "../text.ts";
import type { GradableQuestion, Kind } from "./kind.ts";
import { isTruth, truthOf } from "./shared/bank.ts";
import { labelOfText } from "./shared/labels.ts";
import { howToChoose, OPTION_CHOICES, parseOptions } from "./shared/options.ts";

const fields = { answer: z.boolean().describe("true or false, without quotes") };

const TRUE_WORDS = new Set(["true", "t", "yes", "y"]);
const FALSE_WORDS = new Set(["false", "f", "no", "n"]);

/** People say whether a statement is true. True is always listed before False. */
export const trueFalse: Kind<"true-false", typeof fields> = {
  ...OPTION_CHOICES,
  name: "true-false",
  takesReactions: true,
  isStatement: true,
  file: {
    description: "A statement that is either true or false",
    fields,
    examples: { answer: "true" },
    read: ({ answer }) => ({
      options: [
        { text: "True", right: answer },
        { text: "False", right: !answer },
      ],
      accept: [],
    }),
    authoredOptions: () => [],
  },
  bank: {
    keyNoun: "answer",
    claims: (name, key) => (name === "" ? isTruth(key) : /^(?:truefalse|tf|boolean|yesno)$/.test(name)),
    read: ({ right: [key = ""] }) => {
      const answer = truthOf(key);
      const start = key.length > 30 ? `${key.slice(0, 29)}…` : key;
      return answer === undefined
        ? { reason: `"${start}" is neither true nor false` }
        : { fields: { answer }, dropped: [] };
    },
    write: (question) => ({ right: [isTrue(question) ? "true" : "false"], wrong: [] }),
    writeGift: (question) => (isTrue(question) ? "TRUE" : "FALSE"),
    keyText: ({ answer }) => (answer ? "True." : "False."),
  },
  arrange: (options) => options,
  controls: () => ({ type: "buttons" }),
  howToAnswer: (question) => howToChoose(question, "1"),
  parse: (question, input) =>
    parseOptions(question, input, { needed: 1, isList: false, labelOfWord: (text) => labelOfWord(question, text) }),
};

function isTrue({ options }: GradableQuestion): boolean {
  return options.some(({ text, right }) => right && text === "True");
}

function labelOfWord(question: GradableQuestion, text: string) {
  const word = normalizeText(text);
  if (TRUE_WORDS.has(word)) return labelOfText(question, "true");
  return FALSE_WORDS.has(word) ? labelOfText(question, "false") : undefined;
}

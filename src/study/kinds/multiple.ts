import { z } from "zod";
import { shuffled } from "../random.ts";
import type { Kind } from "./kind.ts";
import { distinct, fitWrongOptions, isChoice, writeOptions } from "./shared/bank.ts";
import { OPTION_LIMIT, option } from "./shared/fields.ts";
import { LABELS } from "./shared/labels.ts";
import { countRight, howToChoose, OPTION_CHOICES, parseOptions } from "./shared/options.ts";

const fields = {
  right: z
    .array(option)
    .min(2)
    .max(OPTION_LIMIT - 1)
    .describe("The keys: exactly as many as the prompt says"),
  wrong: z
    .array(option)
    .min(1)
    .max(OPTION_LIMIT - 2)
    .describe("The distractors; with the keys at most five options"),
};

/** People choose every right option, and grading is all or nothing. */
export const multiple: Kind<"multiple", typeof fields> = {
  ...OPTION_CHOICES,
  name: "multiple",
  hasOwnOptions: true,
  hasDistractors: true,
  asksForSeveral: true,
  file: {
    description: "Several right options; the prompt says how many, and all of them must be found",
    fields,
    examples: { wrong: "[one, two, three]" },
    read: ({ right, wrong }) => ({
      options: [...right.map((text) => ({ text, right: true })), ...wrong.map((text) => ({ text, right: false }))],
      accept: [],
    }),
    authoredOptions: ({ right, wrong }) => [
      ...right.map((text, index) => ({ text, right: true, path: ["right", index] }) as const),
      ...wrong.map((text, index) => ({ text, right: false, path: ["wrong", index] }) as const),
    ],
  },
  bank: {
    keyNoun: "answer",
    claims: (name, key) => isChoice(name, key, { several: true }),
    read: (key) => {
      const given = distinct(key);
      const room = fitWrongOptions(given);
      if ("reason" in room) return room;
      return { fields: { right: [...given.right], wrong: room.kept }, dropped: room.dropped };
    },
    write: writeOptions,
    writeGift: ({ options }, escaped) => {
      // In Moodle each key earns its share of the points, and a wrong choice loses all of them.
      const share = truncateShare(100 / countRight(options));
      return options.map(({ text, right }) => `\n~%${right ? share : -100}%${escaped(text)}`).join("");
    },
    keyText: ({ right }) => right.map((text) => `- ${text}`).join("\n"),
  },
  arrange: shuffled,
  controls: ({ options }) => ({ type: "select", count: countRight(options) }),
  howToAnswer: (question) => howToChoose(question, LABELS.slice(0, countRight(question.options)).join(" ")),
  parse: (question, input) => parseOptions(question, input, { needed: countRight(question.options), isList: true }),
};

/** Moodle accepts shares with up to five decimals, such as 33.33333. */
function truncateShare(share: number): string {
  return String(Math.floor(share * 100_000) / 100_000);
}

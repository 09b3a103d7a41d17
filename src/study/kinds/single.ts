import { z } from "zod";
import { shuffled } from "../random.ts";
import type { Kind } from "./kind.ts";
import { distinct, fitWrongOptions, isChoice, writeOptions } from "./shared/bank.ts";
import { OPTION_LIMIT, option } from "./shared/fields.ts";
import { howToChoose, OPTION_CHOICES, parseOptions } from "./shared/options.ts";

const fields = {
  right: option.describe("The key"),
  wrong: z
    .array(option)
    .min(1)
    .max(OPTION_LIMIT - 1)
    .describe("The distractors, three as a rule: of the same kind and length as the key"),
};

/** People choose one option. */
export const single: Kind<"single", typeof fields> = {
  ...OPTION_CHOICES,
  name: "single",
  takesReactions: true,
  hasOwnOptions: true,
  hasDistractors: true,
  hasOneKey: true,
  file: {
    description: "One right option",
    fields,
    examples: { wrong: "[one, two, three]" },
    read: ({ right, wrong }) => ({
      options: [{ text: right, right: true }, ...wrong.map((text) => ({ text, right: false }))],
      accept: [],
    }),
    authoredOptions: ({ right, wrong }) => [
      { text: right, right: true, path: ["right"] },
      ...wrong.map((text, index) => ({ text, right: false, path: ["wrong", index] }) as const),
    ],
  },
  bank: {
    keyNoun: "answer",
    claims: (name, key) => isChoice(name, key, { several: false }),
    read: (key) => {
      const given = distinct(key);
      const room = fitWrongOptions(given);
      if ("reason" in room) return room;
      return { fields: { right: given.right[0] ?? "", wrong: room.kept }, dropped: room.dropped };
    },
    write: writeOptions,
    writeGift: ({ options }, escaped) =>
      options.map(({ text, right }) => `\n${right ? "=" : "~"}${escaped(text)}`).join(""),
    keyText: ({ right }) => right,
  },
  arrange: shuffled,
  controls: () => ({ type: "buttons" }),
  howToAnswer: (question) => howToChoose(question, "1"),
  parse: (question, input) => parseOptions(question, input, { needed: 1, isList: false }),
};

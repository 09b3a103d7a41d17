import fc from "fast-check";
import { expect, test } from "vitest";
import { deckOfQuestions } from "../../../test/support/decks.ts";
import { keyText } from "./choice.ts";
import { jaccard, similarQuestions } from "./near-duplicates.ts";
import { contentWords, wordsOf } from "./words.ts";

const words = ["green", "black", "tea", "pot", "the", "of", "cup", "leaf", "hot", "which", "3", "brew"];
const prompt = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 10 }).map((list) => list.join(" "));

test("the fast search finds exactly the pairs that comparing all of them finds", () => {
  fc.assert(
    fc.property(fc.array(prompt, { minLength: 2, maxLength: 12 }), fc.constantFrom(0.5, 0.8), (prompts, threshold) => {
      const deck = deckOfQuestions(prompts.map((text) => `kind: true-false\nprompt: x ${text}\nanswer: true`));
      const questions = [...deck.questions.values()];
      const found = similarQuestions(questions, threshold).map(({ first, second }) => `${first.id} ${second.id}`);
      const expected = questions.flatMap((second, index) =>
        questions.slice(0, index).flatMap((first) => {
          const similarity = Math.max(
            ...[wordsOf, contentWords].map((split) =>
              jaccard(
                new Set(split(`${first.prompt} ${keyText(first)}`)),
                new Set(split(`${second.prompt} ${keyText(second)}`)),
              ),
            ),
          );
          return similarity > threshold ? `${first.id} ${second.id}` : [];
        }),
      );
      expect(found.toSorted()).toEqual(expected.toSorted());
    }),
  );
});

test("similarity is shared words by all words", () => {
  expect(jaccard(new Set(["a", "b", "c"]), new Set(["b", "c", "d"]))).toBe(0.5);
});

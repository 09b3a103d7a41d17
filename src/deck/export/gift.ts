import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, Question } from "../deck.ts";

/**
 * The questions in Moodle's GIFT format: one category per topic, the question's id as its name, and difficulty, entry and
 * "draft" as tags. Texts are marked as Markdown.
 */
export function exportGift(deck: Deck): string {
  const parts = deck.topics.flatMap(({ id, title }) => {
    const questions = [...deck.questions.values()].filter((question) => question.topic === id);
    return questions.length === 0
      ? []
      : [`$CATEGORY: ${title.replace(/\s+/g, " ").replaceAll("/", "//")}`, ...questions.map(toGift)];
  });
  return `${parts.join("\n\n")}\n`;
}

function toGift(question: Question): string {
  const tags = [
    `difficulty-${question.difficulty}`,
    `entry-${question.entries[0]}`,
    ...(question.draft ? ["draft"] : []),
  ];
  const head = `// [id:${question.id}] ${tags.map((tag) => `[tag:${tag}]`).join(" ")}`;
  const answers = kindOf(question).bank.writeGift(question, escapeGift);
  const feedback = `\n####${escapeGift(question.explanation)}`;
  return `${head}\n::${question.id}::[markdown]${escapeGift(question.prompt)} {${answers}${feedback}\n}`;
}

/** Escapes GIFT's special characters with backslashes (https://docs.moodle.org/en/GIFT_format). */
function escapeGift(text: string): string {
  return text.replace(/[~=#{}:\\]/g, "\\$&").replaceAll("\n", "\\n");
}

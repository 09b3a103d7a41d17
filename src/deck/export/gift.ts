import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, Question } from "../deck.ts";

/**
 * The questions as Moodle's GIFT: a category a topic, the id as the question's name; difficulty, entry and "draft" as
 * tags. Texts are marked as Markdown.
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

/** What GIFT takes for its own signs (https://docs.moodle.org/en/GIFT_format), escaped by a backslash. */
function escapeGift(text: string): string {
  return text.replace(/[~=#{}:\\]/g, "\\$&").replaceAll("\n", "\\n");
}

import type { Deck, Question } from "../deck.ts";

/**
 * The questions as Moodle's GIFT: a category a topic, the id as the question's name; difficulty, entry and "draft" as tags. Texts are marked as Markdown.
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
  const feedback = `\n####${escapeGift(question.explanation)}`;
  return `${head}\n::${question.id}::[markdown]${escapeGift(question.prompt)} {${answers(question)}${feedback}\n}`;
}

function answers(question: Question): string {
  const right = question.options.filter((option) => option.right);
  switch (question.kind) {
    case "true-false":
      return right[0]?.text === "True" ? "TRUE" : "FALSE";
    case "fill-in":
      return question.accept.map((text) => `\n=${escapeGift(text)}`).join("");
    case "single":
      return question.options.map((option) => `\n${option.right ? "=" : "~"}${escapeGift(option.text)}`).join("");
    case "multiple": {
      // Moodle gives each key its share of the points, and takes all of them for a wrong choice.
      const share = share5(100 / right.length);
      return question.options.map((option) => `\n~%${option.right ? share : -100}%${escapeGift(option.text)}`).join("");
    }
  }
}

/** Moodle knows shares of up to five decimals: 33.33333. */
function share5(share: number): string {
  return String(Math.floor(share * 100_000) / 100_000);
}

/** What GIFT takes for its own signs (https://docs.moodle.org/en/GIFT_format), escaped by a backslash. */
function escapeGift(text: string): string {
  return text.replace(/[~=#{}:\\]/g, "\\$&").replaceAll("\n", "\\n");
}

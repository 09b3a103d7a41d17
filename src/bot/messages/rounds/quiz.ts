import { actionId, type Card, escapeMarkdown, type Markdown } from "../../../chat/card.ts";
import type { Form } from "../../../chat/form.ts";
import type { Deck, Entry, Question, QuestionOption } from "../../../deck/deck.ts";
import { noteBlocks, optionLabel, sourceLine } from "./round.ts";

/** "Ask me about this": a question on an entry, for one person, without points. */
export const QUIZ = "quiz";
export const QUIZ_ANSWER = "quiz-answer";
export const QUIZ_FORM = "quiz-form";

export const NO_QUIZ: Markdown = "There is no question on this that I could ask you right now.";

/** `seed` is what the options were shuffled by; it comes back with the answer. */
export function quizCard(question: Question, options: readonly QuestionOption[], seed: number): Card {
  const answer = (label: string) => actionId(QUIZ_ANSWER, question.id, seed, label);
  const needed = options.filter((option) => option.right).length;
  const labels = options.map((_, index) => optionLabel(index));
  return {
    tone: "answer",
    title: "A question for you",
    blocks: [
      { type: "text", text: question.prompt },
      ...(options.length > 0
        ? [
            {
              type: "options",
              options: options.map((option, index) => ({ label: optionLabel(index), text: option.text })),
            } as const,
          ]
        : []),
      {
        type: "controls",
        controls:
          question.kind === "fill-in"
            ? [
                {
                  type: "button",
                  action: actionId(QUIZ_FORM, question.id),
                  label: "Write your answer",
                  style: "primary",
                  opensForm: true,
                },
              ]
            : question.kind === "multiple"
              ? [
                  {
                    type: "select",
                    action: answer("select"),
                    label: `Select ${needed}`,
                    submitLabel: "Submit",
                    min: needed,
                    max: needed,
                    choices: labels.map((label) => ({ value: label, label })),
                  },
                ]
              : labels.map((label) => ({
                  type: "button",
                  action: answer(label),
                  label,
                  description: `Answer ${label}`,
                })),
      },
      { type: "small", text: "For practice: it gives no points, and only you see it." },
    ],
  };
}

export function quizForm(question: Question): Form {
  return {
    action: actionId(QUIZ_FORM, question.id),
    title: "Your answer",
    submitLabel: "Submit",
    fields: [{ type: "text", name: "answer", label: "Answer", maxLength: 200, required: true }],
  };
}

export function quizResultCard(deck: Deck, question: Question, entry: Entry | undefined, isRight: boolean): Card {
  const key =
    question.kind === "fill-in"
      ? escapeMarkdown(question.accept[0] ?? "")
      : question.options
          .filter((option) => option.right)
          .map((option) => option.text)
          .join(" · ");
  return {
    tone: "answer",
    title: isRight ? "Right" : "Not right",
    blocks: [
      { type: "text", text: isRight ? `✅ Right: **${key}**` : `❌ Not right. The right answer is **${key}**.` },
      { type: "text", text: `**Why:** ${question.explanation}` },
      ...(entry === undefined ? [] : [...noteBlocks(entry), { type: "small", text: sourceLine(entry, deck) } as const]),
    ],
  };
}

export const NO_ANSWER: Markdown = "That is no answer to this question.";

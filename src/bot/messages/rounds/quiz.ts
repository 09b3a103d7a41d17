import { type ActionId, actionId, type Card, type Markdown } from "../../../chat/card.ts";
import type { Deck, Entry, Question } from "../../../deck/deck.ts";
import { kindOf } from "../../../study/kinds/registry.ts";
import { withLabels } from "../../../study/kinds/shared/labels.ts";
import { answerControls } from "./controls.ts";
import { noteBlocks, sourceLine } from "./round.ts";

/** "Ask me about this": a question on an entry, for one person, without points. */
export const QUIZ = "quiz";
export const QUIZ_ANSWER = "quiz-answer";
export const QUIZ_FORM = "quiz-form";

export const NO_QUIZ: Markdown = "There is no question on this that I could ask you right now.";

export const QUIZ_CHANGED: Markdown = "This question has changed since you were asked. Ask for it again.";

/** `stamp` identifies the options and how they were shuffled; it comes back with the answer. */
export function quizCard(question: Question, stamp: string): Card {
  const options = withLabels(question).map(({ label, text }) => ({ label, text }));
  const actions = {
    option: (label: string) => actionId(QUIZ_ANSWER, question.id, stamp, label),
    select: actionId(QUIZ_ANSWER, question.id, stamp, "select"),
    form: quizFormAction(question, stamp),
  };
  return {
    tone: "answer",
    title: "A question for you",
    blocks: [
      { type: "text", text: question.prompt },
      ...(options.length > 0 ? [{ type: "options", options } as const] : []),
      { type: "controls", controls: answerControls(kindOf(question), question, actions) },
      { type: "small", text: "For practice: it gives no points, and only you see it." },
    ],
  };
}

export function quizFormAction(question: Question, stamp: string): ActionId {
  return actionId(QUIZ_FORM, question.id, stamp);
}

export function quizResultCard(deck: Deck, question: Question, entry: Entry | undefined, isRight: boolean): Card {
  const kind = kindOf(question);
  const key = kind.showKey(kind.keyTexts(question)).join(" · ");
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

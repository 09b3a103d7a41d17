import { type Card, escapeMarkdown, type Markdown } from "../../../chat/card.ts";
import type { Round } from "../../../storage/rounds/rounds.ts";
import type { ParsedChoice } from "../../../study/kinds/kind.ts";
import { kindOf } from "../../../study/kinds/registry.ts";
import { counted, listed } from "../words.ts";

/** "**2** (Amazon Data Firehose)", or what was written. */
function choiceText(round: Round, stored: string): Markdown {
  const choice = kindOf(round).describeChoice(round.content, stored);
  if ("text" in choice) return `“${escapeMarkdown(choice.text)}”`;
  const options = choice.options.map(({ label, text }) => `**${label}** (${text})`);
  return choice.inOrder ? options.join(" → ") : listed(options);
}

/** Confirms that the answer is stored, without giving away whether it is right. */
export function receiptCard(
  round: Round,
  choice: string,
  kind: "new" | "changed" | "same",
  notes: readonly Markdown[] = [],
): Card {
  const verb = { new: "Got it: you answered", changed: "Changed: your answer is now", same: "Your answer stays" }[kind];
  const until = round.firstAnswerCounts ? "The first answer counts here." : "You may change it until the round closes.";
  return {
    tone: "notice",
    title: "Your answer is in",
    blocks: [
      { type: "text", text: `${verb} ${choiceText(round, choice)}. ${until}` },
      ...notes.map((text) => ({ type: "small", text }) as const),
    ],
  };
}

/** What freezes did since the person's last answer. */
export function freezeNote(used: number, streak: number, left: number): Markdown {
  const kept = used === 1 ? "A freeze kept" : `${used} freezes kept`;
  const missed = used === 1 ? "the round" : "the rounds";
  return `❄️ ${kept} your streak of ${counted(streak, "round")} over ${missed} that you missed; ${left === 0 ? "none is" : `${left} is`} left.`;
}

/** For channels with instant feedback: right or wrong, and why. */
export function instantCard(round: Round, choice: string, isRight: boolean): Card {
  return {
    tone: "notice",
    title: isRight ? "Right" : "Not right",
    blocks: [
      { type: "text", text: `${isRight ? "✅ Right" : "❌ Not right"}: you answered ${choiceText(round, choice)}.` },
      { type: "text", text: `**Why:** ${round.content.explanation}` },
      { type: "small", text: "Points are given when the round closes. Please do not tell the others yet." },
    ],
  };
}

export function firstCountsCard(round: Round, choice: string): Card {
  return {
    tone: "notice",
    title: "Your first answer counts",
    blocks: [
      { type: "text", text: `You answered ${choiceText(round, choice)} already, and here the first answer counts.` },
    ],
  };
}

/** `/answer` without words. */
export function answerSoFarCard(round: Round, choice: string | undefined): Card {
  const text =
    choice === undefined
      ? `You have not answered yet. ${kindOf(round).howToAnswer(round.content)}`
      : `Your answer so far: ${choiceText(round, choice)}.`;
  return { tone: "notice", title: "Your answer so far", blocks: [{ type: "text", text }] };
}

export const ROUND_CLOSED: Markdown =
  "This round is closed. Your answer was not counted, and nothing else has changed.";
export const ROUND_VOID: Markdown = "This question was withdrawn. It gives no points and touches no streak.";
export const NO_ROUND: Markdown = "No round is open here right now. The next question comes by the channel's schedule.";
export const UNKNOWN_ROUND: Markdown = "I do not know this question any more.";

/** Why an answer was not accepted, and how to give one. */
export function choiceProblem(
  round: Round,
  { problem, selfExplanatory }: Extract<ParsedChoice, { ok: false }>,
): Markdown {
  return selfExplanatory ? problem : `${problem} ${kindOf(round).howToAnswer(round.content)}`;
}

import { type Card, escapeMarkdown } from "../../../chat/card.ts";
import type { TopicAccuracy } from "../../../storage/rounds/answers.ts";
import type { Standing } from "../../../study/streak.ts";
import type { DeckShelf } from "../../deck-shelf.ts";
import { topicTitle } from "../rounds/round.ts";
import { counted, listed, percent } from "../words.ts";

/** A topic with fewer answers than this is not called weak. */
const MIN_ANSWERS = 3;

export function noProgressCard(): Card {
  return {
    tone: "board",
    title: "Your progress",
    blocks: [
      { type: "text", text: "Nothing yet. Answer a question; when its round is revealed, you see here how you do." },
    ],
  };
}

export function progressCard(progress: {
  readonly totals: { readonly points: number; readonly right: number; readonly answers: number };
  readonly standing: Standing;
  readonly topics: readonly TopicAccuracy[];
  readonly decks: DeckShelf;
  readonly hidden: boolean;
}): Card {
  const { totals, standing, decks } = progress;
  const { streak, best, freezes } = standing;
  const topics = progress.topics
    .map((topic) => ({
      ...topic,
      title: topicTitle(decks.get(topic.deck), topic.topic),
      share: topic.right / topic.answers,
    }))
    .sort((a, b) => b.share - a.share || b.answers - a.answers || a.title.localeCompare(b.title));
  const weakest = topics
    .filter((topic) => topic.answers >= MIN_ANSWERS && topic.share < 1)
    .slice(-3)
    .reverse();
  return {
    tone: "board",
    title: "Your progress",
    blocks: [
      {
        type: "facts",
        facts: [
          { label: "Points", value: String(totals.points) },
          { label: "Right", value: `${totals.right} of ${totals.answers} (${percent(totals.right / totals.answers)})` },
          { label: "Streak here", value: `${counted(streak, "round")} (best: ${best})` },
          { label: "Freezes", value: freezesText(freezes) },
        ],
      },
      { type: "text", text: "**By topic**" },
      {
        type: "facts",
        facts: topics.map((topic) => ({
          label: topic.title,
          value: `${bar(topic.share)} ${percent(topic.share)} (${topic.right} of ${topic.answers})`,
        })),
      },
      ...(weakest.length > 0
        ? [
            {
              type: "text",
              text: `Worth another look: ${listed(weakest.map((topic) => `*${escapeMarkdown(topic.title)}*`))}.`,
            } as const,
          ]
        : []),
      ...(progress.hidden
        ? [{ type: "small", text: "You are hidden: the boards do not list you. `/mydata show` changes that." } as const]
        : []),
    ],
  };
}

function freezesText(freezes: number): string {
  if (freezes === 0) return "none; every 10 answered rounds earn one";
  return `${freezes}; ${freezes === 1 ? "it keeps" : "each keeps"} your streak over a missed round`;
}

/** Ten characters wide; the percentage is shown next to it. */
export function bar(share: number): string {
  const full = Math.round(share * 10);
  return "▰".repeat(full) + "▱".repeat(10 - full);
}

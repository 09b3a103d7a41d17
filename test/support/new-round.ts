import type { NewRound } from "../../src/storage/rounds/rounds.ts";

/** A single-choice round whose first option is right. */
export function newRound(given: Partial<NewRound> & Pick<NewRound, "channelId">): NewRound {
  return {
    slot: "at:0",
    state: "scheduled",
    deck: "small",
    deckVersion: "1.0.0",
    question: "q1",
    topic: "a",
    entries: ["entry-q1"],
    kind: "single",
    difficulty: "easy",
    content: {
      prompt: "Which?",
      options: [
        { text: "right", right: true },
        { text: "wrong", right: false },
        { text: "wrong too", right: false },
      ],
      accept: [],
      explanation: "Because.",
    },
    seed: 1,
    reason: "fresh",
    scoringRule: "standard",
    firstAnswerCounts: false,
    instantFeedback: false,
    reactions: true,
    scheduledAt: 0,
    postedAt: undefined,
    closesAt: undefined,
    closedAt: undefined,
    sequence: undefined,
    exempt: false,
    week: "2026-11-23",
    month: "2026-11",
    seasonId: 1,
    message: undefined,
    ...given,
  };
}

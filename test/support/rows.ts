import type { Insertable } from "kysely";
import type { RoundsTable } from "../../src/storage/schema.ts";

/** A single-choice round whose first option is right. */
export function roundRow(given: Partial<Insertable<RoundsTable>> & { channel_id: number }): Insertable<RoundsTable> {
  return {
    slot: "at:0",
    state: "scheduled",
    deck: "small",
    deck_version: "1.0.0",
    question: "q1",
    topic: "a",
    entries: '["entry-q1"]',
    kind: "single",
    difficulty: "easy",
    content: JSON.stringify({
      prompt: "Which?",
      options: [
        { text: "right", right: true },
        { text: "wrong", right: false },
        { text: "wrong too", right: false },
      ],
      accept: [],
      explanation: "Because.",
    }),
    seed: 1,
    reason: "fresh",
    scoring_rule: "standard",
    first_answer_counts: 0,
    instant_feedback: 0,
    reactions: 1,
    scheduled_at: 0,
    posted_at: null,
    closes_at: null,
    closed_at: null,
    revealed_at: null,
    sequence: null,
    exempt: 0,
    week: "2026-11-23",
    month: "2026-11",
    season_id: 1,
    message: null,
    ...given,
  };
}

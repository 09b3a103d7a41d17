import type { EpochMs } from "../chat/card.ts";
import type { Difficulty } from "../deck/format.ts";

export type ScoringRule = "standard" | "race" | "difficulty";

/** The rules as they are published to people. */
export const SCORING_RULES: Readonly<Record<ScoringRule, { readonly name: string; readonly sentence: string }>> = {
  standard: {
    name: "Standard",
    sentence:
      "10 points for a right answer, and 1 more for each earlier round in a row that you answered, up to 5; 0 for a wrong one.",
  },
  race: {
    name: "Race",
    sentence:
      "10 points for a right answer, and 5, 3 and 1 more for the first three right ones; your first answer counts; 0 for a wrong one.",
  },
  difficulty: {
    name: "Difficulty",
    sentence:
      "5, 10 or 15 points for a right answer to an easy, medium or hard question, and 1 more for each earlier round in a row that you answered, up to 5; 0 for a wrong one.",
  },
};

const RIGHT_POINTS = 10;
const DIFFICULTY_POINTS: Readonly<Record<Difficulty, number>> = { easy: 5, medium: 10, hard: 15 };
const STREAK_BONUS_LIMIT = 5;
const RACE_BONUSES: readonly number[] = [5, 3, 1];

/** One person's counted answer in one round. */
export interface ScoredAnswer {
  readonly person: number;
  readonly right: boolean;
  /** When it was given, according to the platform; if read back, when it was found. */
  readonly at: EpochMs;
  /** Found on the message after an outage. Since no one knows when it was given, it earns no race bonus. */
  readonly readBack: boolean;
}

export interface Score {
  readonly person: number;
  readonly base: number;
  readonly bonus: number;
  /** base + bonus. */
  readonly points: number;
}

/**
 * Scores one round: one score per answer, in the same order.
 *
 * In a race, a person's place is 1 + the number of right answers given strictly earlier, not counting read-back answers.
 * So answers in the same millisecond share the better bonus and use up the following places (5, 5, 1), and neither the
 * order of events nor anyone's id makes a difference.
 *
 * @param input.streakBefore the person's streak just before this round; a freeze may have preserved it through a missed round
 */
export function scoreRound(input: {
  readonly rule: ScoringRule;
  readonly difficulty: Difficulty;
  readonly answers: readonly ScoredAnswer[];
  readonly streakBefore: (person: number) => number;
}): readonly Score[] {
  const { rule, answers, streakBefore } = input;
  const rightPoints = rule === "difficulty" ? DIFFICULTY_POINTS[input.difficulty] : RIGHT_POINTS;
  const raceBonus = rule === "race" ? raceBonuses(answers) : undefined;
  return answers.map((answer) => {
    const base = answer.right ? rightPoints : 0;
    let bonus = 0;
    if (raceBonus) bonus = raceBonus(answer);
    else if (answer.right) bonus = Math.min(STREAK_BONUS_LIMIT, streakBefore(answer.person));
    return { person: answer.person, base, bonus, points: base + bonus };
  });
}

function raceBonuses(answers: readonly ScoredAnswer[]): (answer: ScoredAnswer) => number {
  const races = (answer: ScoredAnswer) => answer.right && !answer.readBack;
  const times = answers
    .filter(races)
    .map((answer) => answer.at)
    .sort((a, b) => a - b);
  // Only the first three places earn a bonus, so later times need not be searched.
  const first = times.slice(0, RACE_BONUSES.length);
  return (answer) => (races(answer) ? (RACE_BONUSES[first.indexOf(answer.at)] ?? 0) : 0);
}

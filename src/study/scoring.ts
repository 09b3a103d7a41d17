import type { EpochMs } from "../chat/card.ts";
import type { Difficulty } from "../deck/format.ts";

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

/** What a rule is given of a round. */
interface ScoredRound {
  readonly difficulty: Difficulty;
  readonly answers: readonly ScoredAnswer[];
  /** The person's streak just before this round; a freeze may have carried it over a missed one. */
  readonly streakBefore: (person: number) => number;
}

/** How points are given. A wrong answer gives none. */
interface Rule {
  /** As published to the people who play. */
  readonly sentence: string;
  /** The first answer counts under this rule, whatever the channel says. */
  readonly firstAnswerCounts?: true;
  readonly rightPoints: (difficulty: Difficulty) => number;
  /** What a right answer gives beyond that. */
  readonly bonus: (round: ScoredRound) => (answer: ScoredAnswer) => number;
}

const RIGHT_POINTS = 10;
const DIFFICULTY_POINTS: Readonly<Record<Difficulty, number>> = { easy: 5, medium: 10, hard: 15 };
const STREAK_BONUS_LIMIT = 5;
const RACE_BONUSES: readonly number[] = [5, 3, 1];

const streakBonus: Rule["bonus"] =
  ({ streakBefore }) =>
  ({ person }) =>
    Math.min(STREAK_BONUS_LIMIT, streakBefore(person));

/** Every scoring rule, by the name that a channel chooses it by. Everything else follows from here. */
export const SCORING_RULES = {
  standard: {
    sentence:
      "10 points for a right answer, and 1 more for each earlier round in a row that you answered, up to 5; 0 for a wrong one.",
    rightPoints: () => RIGHT_POINTS,
    bonus: streakBonus,
  },
  race: {
    sentence:
      "10 points for a right answer, and 5, 3 and 1 more for the first three right ones; your first answer counts; 0 for a wrong one.",
    firstAnswerCounts: true,
    rightPoints: () => RIGHT_POINTS,
    bonus: ({ answers }) => raceBonuses(answers),
  },
  difficulty: {
    sentence:
      "5, 10 or 15 points for a right answer to an easy, medium or hard question, and 1 more for each earlier round in a row that you answered, up to 5; 0 for a wrong one.",
    rightPoints: (difficulty) => DIFFICULTY_POINTS[difficulty],
    bonus: streakBonus,
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type ScoringRule = keyof typeof SCORING_RULES;

export const SCORING_RULE_NAMES = Object.keys(SCORING_RULES) as readonly ScoringRule[];

export function isScoringRule(name: string): name is ScoringRule {
  return Object.hasOwn(SCORING_RULES, name);
}

/** A second answer would be unfair once the key is known, and pointless in a race. */
export function firstAnswerCounts(settings: {
  readonly scoringRule: ScoringRule;
  readonly firstAnswerCounts: boolean;
  readonly instantFeedback: boolean;
}): boolean {
  const rule: Rule = SCORING_RULES[settings.scoringRule];
  return settings.firstAnswerCounts || settings.instantFeedback || rule.firstAnswerCounts === true;
}

/** Scores one round: one score for each answer, in the answers' order. */
export function scoreRound({ rule, ...round }: ScoredRound & { readonly rule: ScoringRule }): readonly Score[] {
  const { rightPoints, bonus }: Rule = SCORING_RULES[rule];
  const bonusOf = bonus(round);
  return round.answers.map((answer) => {
    const base = answer.right ? rightPoints(round.difficulty) : 0;
    const more = answer.right ? bonusOf(answer) : 0;
    return { person: answer.person, base, bonus: more, points: base + more };
  });
}

/**
 * In a race, one's place is 1 + the number of right answers given strictly earlier, read-back ones left out. So answers of the
 * same millisecond share the better bonus and use up the places after it (5, 5, 1), and neither the order in which events
 * arrived nor anybody's id decides.
 */
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

import { hash } from "node:crypto";
import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import type { Deck, Question } from "../../deck/deck.ts";
import { askedQuestions, entriesInPlay } from "../../storage/rounds/rounds.ts";
import { kindOf } from "../../study/kinds/registry.ts";
import { seededRandom } from "../../study/random.ts";
import type { ActionContext, ActionSpec, Context, FormContext, FormSpec } from "../command/context.ts";
import { mainEntry } from "../deck-shelf.ts";
import { deckMissing } from "../messages/problems.ts";
import { withheldCard } from "../messages/rounds/ask.ts";
import { answerField, answerForm, formInput } from "../messages/rounds/controls.ts";
import {
  NO_QUIZ,
  QUIZ,
  QUIZ_ANSWER,
  QUIZ_CHANGED,
  QUIZ_FORM,
  quizCard,
  quizFormAction,
  quizResultCard,
} from "../messages/rounds/quiz.ts";

const SEEDS = 10_000;

export const quizActions: readonly ActionSpec[] = [
  { name: QUIZ, handle: startQuiz },
  { name: QUIZ_ANSWER, handle: answerQuiz },
  { name: QUIZ_FORM, handle: openQuizForm },
];
export const quizForms: readonly FormSpec[] = [{ name: QUIZ_FORM, handle: answerQuizForm }];

/** Asks a question on the entry in private, if possible one that the channel already had, so that the others stay a surprise. */
async function startQuiz(context: ActionContext): Promise<Reply> {
  const { bot, community, channel, args } = context;
  const deck = deckOf(context);
  const entry = deck.entries.get(args[0] ?? "");
  if (entry === undefined) throw new UserError(NO_QUIZ);
  const inPlay = await entriesInPlay(bot.db, community.id);
  const questions = entry.questions
    .map((id) => deck.questions.get(id))
    .filter((question): question is Question => question !== undefined && !question.draft)
    .filter((question) => !isInPlay(deck, question, inPlay));
  if (questions.length === 0)
    return inPlay.has(`${deck.id}/${entry.id}`) ? { kind: "private", card: withheldCard() } : refuse();
  const asked = channel && (await askedQuestions(bot.db, channel.id, deck.id));
  const known = questions.filter((question) => asked?.has(question.id));
  const candidates = known.length > 0 ? known : questions;
  const question = candidates[Math.floor(bot.random() * candidates.length)] ?? refuse();
  const seed = Math.floor(bot.random() * SEEDS);
  const shown = arrangeOptions(question, seed);
  return { kind: "private", card: quizCard(shown, stampOf(shown, seed)) };
}

/** `args`: question, stamp, label; a select sends its labels as values. */
async function answerQuiz(context: ActionContext): Promise<Reply> {
  const { values } = context.event;
  const quiz = await requireQuiz(context);
  return grade(quiz, values.length > 0 ? values.join(" ") : (context.args[2] ?? ""));
}

async function openQuizForm(context: ActionContext): Promise<Reply> {
  const { shown, stamp } = await requireQuiz(context);
  return { kind: "form", form: answerForm(kindOf(shown), shown, quizFormAction(shown, stamp)) };
}

async function answerQuizForm(context: FormContext): Promise<Reply> {
  const quiz = await requireQuiz(context);
  return grade(quiz, formInput(kindOf(quiz.shown), quiz.shown, context.event.fields));
}

function grade({ deck, question, shown }: QuizQuestion, input: string): Reply {
  const kind = kindOf(question);
  const parsed = kind.parse(shown, input);
  if (!parsed.ok) throw new UserError(parsed.problem, { field: answerField(kind, shown, parsed.at) });
  const entry = mainEntry(deck, question.entries);
  return { kind: "private", card: quizResultCard(deck, question, entry, kind.isRight(shown, parsed.choice)) };
}

interface QuizQuestion {
  readonly deck: Deck;
  readonly question: Question;
  /** As its card showed it. */
  readonly shown: Question;
  readonly stamp: string;
}

/**
 * The question, unless a round has since started that asks about the same entries, or its options differ from those
 * that the card showed. `args`: question, stamp.
 */
async function requireQuiz(context: ActionContext | FormContext): Promise<QuizQuestion> {
  const { bot, community, args } = context;
  const [id = "", stamp = ""] = args;
  const deck = deckOf(context);
  const question = deck.questions.get(id);
  if (question === undefined || isInPlay(deck, question, await entriesInPlay(bot.db, community.id))) return refuse();
  const seed = Number.parseInt(stamp, 10);
  const shown = arrangeOptions(question, seed);
  if (stampOf(shown, seed) !== stamp) throw new UserError(QUIZ_CHANGED);
  return { deck, question, shown, stamp };
}

function isInPlay(deck: Deck, question: Question, inPlay: ReadonlySet<string>): boolean {
  return question.entries.some((entry) => inPlay.has(`${deck.id}/${entry}`));
}

function arrangeOptions(question: Question, seed: number): Question {
  return { ...question, options: kindOf(question).arrange(question.options, seededRandom(seed)) };
}

/** The seed and a short hash of the options as shown, because a deck may change while its card is on screen. */
function stampOf(shown: Question, seed: number): string {
  const print = hash("sha256", JSON.stringify(shown.options.map(({ text }) => text)), "hex").slice(0, 5);
  return `${seed}-${print}`;
}

function deckOf({ bot, channel }: Context): Deck {
  const id = channel?.settings.deck ?? bot.defaults.deck;
  const deck = bot.decks.get(id);
  if (deck === undefined) throw new UserError(deckMissing(id));
  return deck;
}

function refuse(): never {
  throw new UserError(NO_QUIZ);
}

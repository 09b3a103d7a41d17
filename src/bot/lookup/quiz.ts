import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import type { Deck, Question } from "../../deck/deck.ts";
import { askedQuestions, entriesInPlay } from "../../storage/rounds/rounds.ts";
import { isRight, parseChoice } from "../../study/grading.ts";
import { seededRandom, shuffled } from "../../study/random.ts";
import type { ActionContext, ActionSpec, Context, FormContext, FormSpec } from "../command/context.ts";
import { mainEntry } from "../deck-shelf.ts";
import { deckMissing } from "../messages/problems.ts";
import { withheldCard } from "../messages/rounds/ask.ts";
import {
  NO_ANSWER,
  NO_QUIZ,
  QUIZ,
  QUIZ_ANSWER,
  QUIZ_FORM,
  quizCard,
  quizForm,
  quizResultCard,
} from "../messages/rounds/quiz.ts";

const SEEDS = 10_000;

export const quizActions: readonly ActionSpec[] = [
  { name: QUIZ, handle: askMe },
  { name: QUIZ_ANSWER, handle: answerQuiz },
  { name: QUIZ_FORM, handle: openQuizForm },
];
export const quizForms: readonly FormSpec[] = [{ name: QUIZ_FORM, handle: answerQuizForm }];

/** A question on the entry, in private. One that the channel has had already, where there is one: the others keep their surprise. */
async function askMe(context: ActionContext): Promise<Reply> {
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
  return { kind: "private", card: quizCard(question, optionsOf(question, seed), seed) };
}

/** `args`: question, seed, label; a select brings its labels as values. */
async function answerQuiz(context: ActionContext): Promise<Reply> {
  const { values } = context.event;
  const [id = "", seed = "", label = ""] = context.args;
  const { deck, question } = await playable(context, id);
  const options = optionsOf(question, Number(seed));
  return grade(deck, question, options, values.length > 0 ? values.join(" ") : label);
}

async function openQuizForm(context: ActionContext): Promise<Reply> {
  const { question } = await playable(context, context.args[0] ?? "");
  return { kind: "form", form: quizForm(question) };
}

async function answerQuizForm(context: FormContext): Promise<Reply> {
  const { deck, question } = await playable(context, context.args[0] ?? "");
  return grade(deck, question, [], context.event.fields.answer ?? "");
}

function grade(deck: Deck, question: Question, options: Question["options"], input: string): Reply {
  const gradable = { kind: question.kind, options, accept: question.accept };
  const parsed = parseChoice(gradable, input);
  if (!parsed.ok) throw new UserError(NO_ANSWER);
  const entry = mainEntry(deck, question.entries);
  return { kind: "private", card: quizResultCard(deck, question, entry, isRight(gradable, parsed.choice)) };
}

/** The question, unless a round has come to ask about the same since. */
async function playable(context: Context, id: string) {
  const { bot, community } = context;
  const deck = deckOf(context);
  const question = deck.questions.get(id);
  if (question === undefined || isInPlay(deck, question, await entriesInPlay(bot.db, community.id))) return refuse();
  return { deck, question };
}

function isInPlay(deck: Deck, question: Question, inPlay: ReadonlySet<string>): boolean {
  return question.entries.some((entry) => inPlay.has(`${deck.id}/${entry}`));
}

function optionsOf(question: Question, seed: number): Question["options"] {
  return question.kind === "true-false" ? question.options : shuffled(question.options, seededRandom(seed));
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

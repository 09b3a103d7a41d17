import { UserError } from "../chat/errors.ts";
import type { ActionEvent, CommandEvent, FormEvent, ReactionEvent, Reply } from "../chat/event.ts";
import { findAnswer, recordAnswer } from "../storage/answers.ts";
import type { Channel } from "../storage/channels.ts";
import type { Community } from "../storage/communities.ts";
import { findRoundDelivery, markSent } from "../storage/deliveries.ts";
import { findPerson } from "../storage/people.ts";
import { takeNote } from "../storage/regrades.ts";
import {
  currentRound,
  findRoundByMessage,
  findRoundIn,
  gradable,
  lastPostedRound,
  type Round,
  UNREVEALED,
} from "../storage/rounds.ts";
import type { AnswersTable } from "../storage/schema.ts";
import { findStanding, standingNow } from "../storage/standings.ts";
import { type Choice, encodeChoice, isRight, parseChoice } from "../study/grading.ts";
import type { Bot } from "./bot.ts";
import {
  answerSoFarCard,
  choiceProblem,
  firstCountsCard,
  freezeNote,
  instantCard,
  NO_ROUND,
  ROUND_CLOSED,
  ROUND_VOID,
  receiptCard,
  UNKNOWN_ROUND,
} from "./messages/answers.ts";
import { pointsNote } from "./messages/corrections.ts";
import { answerForm } from "./messages/round.ts";
import { markPosted } from "./rounds.ts";

type Inputs = ActionEvent | FormEvent | ReactionEvent | CommandEvent;

/** A button with its label, or a select with the labels chosen. */
export async function answerByAction(
  bot: Bot,
  community: Community,
  event: ActionEvent,
  args: readonly string[],
): Promise<Reply> {
  const [roundId, label] = args;
  const round = await askedRound(bot, community, event.channel, Number(roundId));
  await provePosted(bot, round, event.message);
  return take(bot, community, round, event, label ?? event.values.join(" "), "button");
}

/** The fill-in button: opens the form. */
export async function openAnswerForm(
  bot: Bot,
  community: Community,
  event: ActionEvent,
  args: readonly string[],
): Promise<Reply> {
  const round = await askedRound(bot, community, event.channel, Number(args[0]));
  await provePosted(bot, round, event.message);
  if (round.state === "void") throw new UserError(ROUND_VOID);
  if (!(UNREVEALED as readonly string[]).includes(round.state) || event.at > (round.closesAt ?? event.at))
    throw new UserError(ROUND_CLOSED);
  return { kind: "form", form: answerForm(round) };
}

export async function answerByForm(
  bot: Bot,
  community: Community,
  event: FormEvent,
  args: readonly string[],
): Promise<Reply> {
  const round = await askedRound(bot, community, event.channel, Number(args[0]));
  return take(bot, community, round, event, event.fields.answer ?? "", "button");
}

/** A reaction on something that is no question of ours is none of our business. */
export async function answerByReaction(
  bot: Bot,
  community: Community,
  channel: Channel,
  event: ReactionEvent,
): Promise<Reply> {
  const round = await findRoundByMessage(bot.db, channel.id, event.message);
  if (round === undefined || !round.reactions || round.kind === "multiple" || round.kind === "fill-in")
    return { kind: "nothing" };
  return take(bot, community, round, event, event.label, "reaction");
}

/** `/answer`: without words it tells your answer so far. */
export async function answerByCommand(
  bot: Bot,
  community: Community,
  channel: Channel,
  event: CommandEvent,
  text: string,
): Promise<Reply> {
  const current = await currentRound(bot.db, channel.id);
  // Unlike a click, words do not prove that anybody has seen the question.
  const round = current?.state === "scheduled" ? undefined : current;
  if (round === undefined) {
    const last = text === "" ? undefined : await lastPostedRound(bot.db, channel.id);
    throw new UserError(last === undefined ? NO_ROUND : `${ROUND_CLOSED} ${NO_ROUND}`);
  }
  if (text !== "") return take(bot, community, round, event, text, "command");
  const person = await findPerson(bot.db, community.id, event.user.id);
  const answer = person && (await findAnswer(bot.db, round.id, person.id));
  return { kind: "private", card: answerSoFarCard(round, answer?.choice) };
}

/** @throws UserError where this channel has no such round. */
export async function askedRound(bot: Bot, community: Community, channel: string, id: number): Promise<Round> {
  const { platform } = community;
  const round = Number.isSafeInteger(id) ? await findRoundIn(bot.db, id, { platform, channel }) : undefined;
  if (round === undefined) throw new UserError(UNKNOWN_ROUND);
  return round;
}

/** A click proves the post: where the record of sending was lost, it is made up for here. */
async function provePosted(bot: Bot, round: Round, message: string): Promise<void> {
  if (round.state !== "scheduled" && round.state !== "posting") return;
  await bot.db.transaction().execute(async (tx) => {
    const delivery = await findRoundDelivery(tx, round.id, "question");
    if (delivery === undefined || delivery.state === "sent") return;
    await markSent(tx, delivery.id, message, bot.now());
    await markPosted(bot, tx, round.id, message, bot.now());
  });
}

async function take(
  bot: Bot,
  community: Community,
  round: Round,
  event: Inputs,
  input: string,
  via: AnswersTable["via"],
): Promise<Reply> {
  if (round.state === "void") throw new UserError(ROUND_VOID);
  if (round.state === "revealed") throw new UserError(ROUND_CLOSED);
  const parsed = parseChoice(gradable(round), input);
  if (!parsed.ok) throw new UserError(choiceProblem(round, parsed.problem));
  const choice: Choice = parsed.choice;
  const recorded = await recordAnswer(
    bot.db,
    {
      roundId: round.id,
      communityId: community.id,
      user: event.user,
      choice: encodeChoice(choice),
      isRight: isRight(gradable(round), choice),
      via,
      readBack: false,
      at: event.at,
    },
    bot.now(),
  );
  switch (recorded.kind) {
    case "closed":
      throw new UserError(ROUND_CLOSED);
    case "void":
      throw new UserError(ROUND_VOID);
    case "first-counts":
      return { kind: "private", card: firstCountsCard(round, recorded.choice) };
    default: {
      bot.observe?.({ what: "answered", platform: event.platform, via });
      const card = round.instantFeedback
        ? instantCard(round, recorded.choice, recorded.isRight)
        : receiptCard(round, recorded.choice, recorded.kind, await receiptNotes(bot, round, recorded.person));
      const points = await takeNote(bot.db, round.channelId, recorded.person);
      return {
        kind: "private",
        card: points === undefined ? card : { ...card, blocks: [...card.blocks, pointsNote(points)] },
      };
    }
  }
}

/** What somebody should hear with their receipt. */
async function receiptNotes(bot: Bot, round: Round, person: number): Promise<readonly string[]> {
  const then = await findStanding(bot.db, round.channelId, person);
  const now = then && (await standingNow(bot.db, round.channelId, person, then));
  if (then === undefined || now === undefined || now.streak === 0 || now.freezes === then.freezes) return [];
  return [freezeNote(then.freezes - now.freezes, now.streak, now.freezes)];
}

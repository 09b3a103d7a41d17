import { actionId } from "../../chat/card.ts";
import { UserError } from "../../chat/errors.ts";
import type { ReactionEvent, Reply } from "../../chat/event.ts";
import { findRoundDelivery, markSent } from "../../storage/deliveries.ts";
import { findPerson } from "../../storage/people/people.ts";
import { type AnswerVia, findAnswer, recordAnswer } from "../../storage/rounds/answers.ts";
import { takeNote } from "../../storage/rounds/regrades.ts";
import {
  currentRound,
  findRoundByMessage,
  findRoundIn,
  lastPostedRound,
  type Round,
  UNREVEALED,
} from "../../storage/rounds/rounds.ts";
import { findStanding, standingNow } from "../../storage/rounds/standings.ts";
import { kindOf } from "../../study/kinds/registry.ts";
import type { Bot } from "../bot.ts";
import type { ActionContext, ActionSpec, CommandContext, Context, FormContext, FormSpec } from "../command/context.ts";
import { NO_CHANNEL } from "../messages/problems.ts";
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
} from "../messages/rounds/answers.ts";
import { answerField, answerForm, formInput } from "../messages/rounds/controls.ts";
import { pointsNote } from "../messages/rounds/corrections.ts";
import { ANSWER_ACTION, ANSWER_FORM } from "../messages/rounds/round.ts";
import { markPosted } from "../rounds/rounds.ts";

/** Shared by every way to answer, by far the most frequent actions. */
const ANSWERING = { budget: "answer", registersPerson: true, needsNoChannel: true } as const;

export const answerActions: readonly ActionSpec[] = [
  { name: ANSWER_ACTION, ...ANSWERING, handle: answerByAction },
  { name: ANSWER_FORM, ...ANSWERING, handle: openAnswerForm },
];
export const answerForms: readonly FormSpec[] = [{ name: ANSWER_FORM, ...ANSWERING, handle: answerByForm }];

/** A button carries its label, a select the chosen labels. */
async function answerByAction(context: ActionContext): Promise<Reply> {
  const { bot, event, args } = context;
  const [roundId, label] = args;
  const round = await requireRound(context, Number(roundId));
  await confirmPostedByClick(bot, round, event.message);
  return submitAnswer(context, round, { input: label ?? event.values.join(" "), via: "button" });
}

/** Opens the form, for kinds that are answered in one. */
async function openAnswerForm(context: ActionContext): Promise<Reply> {
  const { bot, event, args } = context;
  const round = await requireRound(context, Number(args[0]));
  await confirmPostedByClick(bot, round, event.message);
  if (round.state === "void") throw new UserError(ROUND_VOID);
  if (!(UNREVEALED as readonly string[]).includes(round.state) || event.at > (round.closesAt ?? event.at))
    throw new UserError(ROUND_CLOSED);
  const action = actionId(ANSWER_FORM, round.id);
  return { kind: "form", form: answerForm(kindOf(round), round.content, action) };
}

async function answerByForm(context: FormContext): Promise<Reply> {
  const round = await requireRound(context, Number(context.args[0]));
  const input = formInput(kindOf(round), round.content, context.event.fields);
  return submitAnswer(context, round, { input, via: "button" });
}

/** Ignores reactions to anything but a question that takes them. */
export async function answerByReaction(context: Context<ReactionEvent>): Promise<Reply> {
  const { bot, channel, event } = context;
  const round = channel && (await findRoundByMessage(bot.db, channel.id, event.message));
  if (round === undefined || !round.reactions || !kindOf(round).takesReactions) return { kind: "nothing" };
  return submitAnswer(context, round, { input: event.label, via: "reaction" });
}

/** `/answer`; without words it shows your answer so far. */
export async function answerByCommand(context: CommandContext, text: string): Promise<Reply> {
  const { bot, community, channel, event } = context;
  if (channel === undefined) throw new UserError(NO_CHANNEL);
  const current = await currentRound(bot.db, channel.id);
  // Unlike a click, a typed command does not prove that the question was posted.
  const round = current?.state === "scheduled" ? undefined : current;
  if (round === undefined) {
    const last = text === "" ? undefined : await lastPostedRound(bot.db, channel.id);
    throw new UserError(last === undefined ? NO_ROUND : `${ROUND_CLOSED} ${NO_ROUND}`);
  }
  if (text !== "") return submitAnswer(context, round, { input: text, via: "command" });
  const person = await findPerson(bot.db, community.id, event.user.id);
  const answer = person && (await findAnswer(bot.db, round.id, person.id));
  return { kind: "private", card: answerSoFarCard(round, answer?.choice) };
}

/** @throws UserError if this channel has no such round. */
export async function requireRound({ bot, community, event }: ActionContext | FormContext, id: number): Promise<Round> {
  const place = { platform: community.platform, channel: event.channel };
  const round = Number.isSafeInteger(id) ? await findRoundIn(bot.db, id, place) : undefined;
  if (round === undefined) throw new UserError(UNKNOWN_ROUND);
  return round;
}

/** A click proves that the question was posted, so a lost record of sending it is restored here. */
async function confirmPostedByClick(bot: Bot, round: Round, message: string): Promise<void> {
  if (round.state !== "scheduled" && round.state !== "posting") return;
  await bot.db.transaction().execute(async (tx) => {
    const delivery = await findRoundDelivery(tx, round.id, "question");
    if (delivery === undefined || delivery.state === "sent") return;
    await markSent(tx, delivery.id, message, bot.now());
    await markPosted(bot, tx, round.id, message);
  });
}

async function submitAnswer(
  { bot, community, event }: Context,
  round: Round,
  { input, via }: { readonly input: string; readonly via: AnswerVia },
): Promise<Reply> {
  if (round.state === "void") throw new UserError(ROUND_VOID);
  if (round.state === "revealed") throw new UserError(ROUND_CLOSED);
  const kind = kindOf(round);
  const parsed = kind.parse(round.content, input);
  if (!parsed.ok)
    throw new UserError(choiceProblem(round, parsed), { field: answerField(kind, round.content, parsed.at) });
  const recorded = await recordAnswer(
    bot.db,
    {
      roundId: round.id,
      communityId: community.id,
      user: event.user,
      choice: parsed.choice,
      isRight: kind.isRight(round.content, parsed.choice),
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

/** Notes that go with a person's receipt. */
async function receiptNotes(bot: Bot, round: Round, person: number): Promise<readonly string[]> {
  const then = await findStanding(bot.db, round.channelId, person);
  const now = then && (await standingNow(bot.db, round.channelId, person, then));
  if (then === undefined || now === undefined || now.streak === 0 || now.freezes === then.freezes) return [];
  return [freezeNote(then.freezes - now.freezes, now.streak, now.freezes)];
}

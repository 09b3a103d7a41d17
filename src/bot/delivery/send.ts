import type { Card } from "../../chat/card.ts";
import { PlatformError } from "../../chat/errors.ts";
import type { ChannelTarget, ChatPlatform, DeliveryMark, MessageRef } from "../../chat/platform.ts";
import type { Deck } from "../../deck/deck.ts";
import type { Channel } from "../../storage/channels.ts";
import { type Delivery, type DeliveryKind, findRoundDelivery } from "../../storage/deliveries.ts";
import { choiceCounts } from "../../storage/rounds/answers.ts";
import type { Round } from "../../storage/rounds/rounds.ts";
import { sendRecap } from "../boards/recap.ts";
import type { Bot } from "../bot.ts";
import { correctedReveal } from "../messages/rounds/corrections.ts";
import { questionCard, revealCard, revealNoteCard, withdrawnCard } from "../messages/rounds/round.ts";

/** A delivery that is claimed, and what it is about. */
export interface ClaimedDelivery {
  readonly bot: Bot;
  readonly platform: ChatPlatform;
  readonly delivery: Delivery;
  readonly channel: Channel | undefined;
  readonly round: Round | undefined;
}

/** About a round whose channel is known. */
interface ClaimedRoundDelivery extends ClaimedDelivery {
  readonly channel: Channel;
  readonly round: Round;
  readonly deck: Deck | undefined;
  readonly target: ChannelTarget;
  readonly mark: DeliveryMark;
}

/** About a question that was posted: `message`. */
interface PostedRoundDelivery extends ClaimedRoundDelivery {
  readonly message: MessageRef;
}

/** @returns the message, or undefined where there is none to send (any more) */
type Send<S = ClaimedDelivery> = (sending: S) => Promise<MessageRef | undefined>;

/** How each kind is made when it is sent. Notices and shares were made when they were owed. */
const SENDERS: Readonly<Partial<Record<DeliveryKind, Send>>> = {
  recap: async ({ bot, platform, delivery, channel }) =>
    channel && sendRecap({ bot, platform, channel, delivery, mark: markOf(delivery) }),
  question: ofRound(sendQuestion),
  withdraw: ofPosted(({ platform, message, round, deck }) =>
    editOrForget(platform, message, withdrawnCard(round, deck)),
  ),
  reveal: ofPosted(sendReveal),
  "reveal-note": ofPosted(sendRevealNote),
  correction: ofPosted(sendCorrection),
};

/** Sends it once, by its mark. @throws PlatformError */
export async function send(sending: ClaimedDelivery): Promise<MessageRef | undefined> {
  const { platform, delivery } = sending;
  if (delivery.payload !== undefined)
    return platform.post(delivery.payload.target, delivery.payload.card, markOf(delivery));
  return SENDERS[delivery.kind]?.(sending);
}

function markOf({ key, maybeSentSince }: Delivery): DeliveryMark {
  return { key, ...(maybeSentSince !== undefined && { maybeSentSince }) };
}

function ofRound(sendRound: Send<ClaimedRoundDelivery>): Send {
  return async (sending) => {
    const { bot, channel, round, delivery } = sending;
    if (channel === undefined || round === undefined) return undefined;
    const target = { kind: "channel", community: channel.community, channel: channel.external } as const;
    const deck = bot.decks.get(round.deck);
    return sendRound({ ...sending, channel, round, deck, target, mark: markOf(delivery) });
  };
}

function ofPosted(sendPosted: Send<PostedRoundDelivery>): Send {
  return ofRound(async (sending) => {
    const { bot, target, round } = sending;
    if (round.message === undefined) return undefined;
    const { community, channel } = target;
    const question = await findRoundDelivery(bot.db, round.id, "question");
    const key = question === undefined ? {} : { key: question.key };
    return sendPosted({ ...sending, message: { community, channel, message: round.message, ...key } });
  });
}

async function sendQuestion(sending: ClaimedRoundDelivery): Promise<MessageRef | undefined> {
  const { platform, target, round, channel, deck, mark } = sending;
  if (round.state !== "void") return platform.post(target, questionCard(round, channel, deck), mark);
  // Withdrawn before it was known to stand there: it is not asked any more, but what was posted has to be found.
  const { key, maybeSentSince } = mark;
  return maybeSentSince === undefined ? undefined : platform.find(target, { key, maybeSentSince });
}

/** A question that somebody deleted still gets its reveal, posted afresh. */
async function sendReveal(sending: PostedRoundDelivery): Promise<MessageRef> {
  const { bot, platform, target, message, round, deck, mark } = sending;
  const card = revealCard(round, deck, await choiceCounts(bot.db, round.id));
  return (await editOrForget(platform, message, card)) ?? platform.post(target, card, mark);
}

/** Posted afresh, the reveal is news enough. */
async function sendRevealNote(sending: PostedRoundDelivery): Promise<MessageRef | undefined> {
  const { bot, platform, target, message, round, deck, mark } = sending;
  const reveal = await findRoundDelivery(bot.db, round.id, "reveal");
  if (reveal === undefined || (reveal.message !== undefined && reveal.message !== message.message)) return undefined;
  const card = revealNoteCard(round, deck, await choiceCounts(bot.db, round.id));
  return platform.post({ ...target, kind: "thread", message: message.message }, card, mark);
}

/** A reveal that was posted afresh is a message of its own. */
async function sendCorrection(sending: PostedRoundDelivery): Promise<MessageRef | undefined> {
  const { bot, platform, message, round, deck } = sending;
  const posted = await findRoundDelivery(bot.db, round.id, "reveal");
  const revealed =
    posted?.message === undefined || posted.message === message.message
      ? message
      : { ...message, message: posted.message, key: posted.key };
  const card = correctedReveal(revealCard(round, deck, await choiceCounts(bot.db, round.id)));
  return editOrForget(platform, revealed, card);
}

/** undefined where the message is gone. */
async function editOrForget(platform: ChatPlatform, message: MessageRef, card: Card): Promise<MessageRef | undefined> {
  try {
    await platform.edit(message, card);
    return message;
  } catch (error) {
    if (error instanceof PlatformError && error.reason === "message-gone") return undefined;
    throw error;
  }
}

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

/** A claimed delivery and what it concerns. */
export interface ClaimedDelivery {
  readonly bot: Bot;
  readonly platform: ChatPlatform;
  readonly delivery: Delivery;
  readonly channel: Channel | undefined;
  readonly round: Round | undefined;
}

/** Concerns a round in a known channel. */
interface ClaimedRoundDelivery extends ClaimedDelivery {
  readonly channel: Channel;
  readonly round: Round;
  readonly deck: Deck | undefined;
  readonly target: ChannelTarget;
  readonly mark: DeliveryMark;
}

/** Concerns a question that was posted as `message`. */
interface PostedRoundDelivery extends ClaimedRoundDelivery {
  readonly message: MessageRef;
}

/** @returns the message, or undefined if there is nothing (left) to send */
type Sender<D = ClaimedDelivery> = (claimed: D) => Promise<MessageRef | undefined>;

/** How each kind is built and sent. Notices and shares were already built when they were owed. */
const SENDERS: Readonly<Partial<Record<DeliveryKind, Sender>>> = {
  recap: async ({ bot, platform, delivery, channel }) =>
    channel && sendRecap({ bot, platform, channel, delivery, mark: markOf(delivery) }),
  question: forRound(sendQuestion),
  withdraw: forPosted(({ platform, message, round, deck }) =>
    editIfExists(platform, message, withdrawnCard(round, deck)),
  ),
  reveal: forPosted(sendReveal),
  "reveal-note": forPosted(sendRevealNote),
  correction: forPosted(sendCorrection),
};

/** Sends at most once, thanks to the delivery's mark. @throws PlatformError */
export async function send(claimed: ClaimedDelivery): Promise<MessageRef | undefined> {
  const { platform, delivery } = claimed;
  if (delivery.payload !== undefined)
    return platform.post(delivery.payload.target, delivery.payload.card, markOf(delivery));
  return SENDERS[delivery.kind]?.(claimed);
}

function markOf({ key, maybeSentSince }: Delivery): DeliveryMark {
  return { key, ...(maybeSentSince !== undefined && { maybeSentSince }) };
}

function forRound(sendRound: Sender<ClaimedRoundDelivery>): Sender {
  return async (claimed) => {
    const { bot, channel, round, delivery } = claimed;
    if (channel === undefined || round === undefined) return undefined;
    const target = { kind: "channel", community: channel.community, channel: channel.external } as const;
    const deck = bot.decks.get(round.deck);
    return sendRound({ ...claimed, channel, round, deck, target, mark: markOf(delivery) });
  };
}

function forPosted(sendPosted: Sender<PostedRoundDelivery>): Sender {
  return forRound(async (claimed) => {
    const { bot, target, round } = claimed;
    if (round.message === undefined) return undefined;
    const { community, channel } = target;
    const question = await findRoundDelivery(bot.db, round.id, "question");
    const key = question === undefined ? {} : { key: question.key };
    return sendPosted({ ...claimed, message: { community, channel, message: round.message, ...key } });
  });
}

async function sendQuestion(claimed: ClaimedRoundDelivery): Promise<MessageRef | undefined> {
  const { platform, target, round, channel, deck, mark } = claimed;
  if (round.state !== "void") return platform.post(target, questionCard(round, channel, deck), mark);
  // The round was withdrawn, so the question is not sent anymore, but an earlier attempt may have arrived.
  const { key, maybeSentSince } = mark;
  return maybeSentSince === undefined ? undefined : platform.find(target, { key, maybeSentSince });
}

/** If the question's message was deleted, the reveal is posted as a new message. */
async function sendReveal(claimed: PostedRoundDelivery): Promise<MessageRef> {
  const { bot, platform, target, message, round, deck, mark } = claimed;
  const card = revealCard(round, deck, await choiceCounts(bot.db, round.id));
  return (await editIfExists(platform, message, card)) ?? platform.post(target, card, mark);
}

/** Not needed if the reveal was posted as a new message, which people notice anyway. */
async function sendRevealNote(claimed: PostedRoundDelivery): Promise<MessageRef | undefined> {
  const { bot, platform, target, message, round, deck, mark } = claimed;
  const reveal = await findRoundDelivery(bot.db, round.id, "reveal");
  if (reveal === undefined || (reveal.message !== undefined && reveal.message !== message.message)) return undefined;
  const card = revealNoteCard(round, deck, await choiceCounts(bot.db, round.id));
  return platform.post({ ...target, kind: "thread", message: message.message }, card, mark);
}

/** Edits the reveal, which has its own message if it was posted as a new one. */
async function sendCorrection(claimed: PostedRoundDelivery): Promise<MessageRef | undefined> {
  const { bot, platform, message, round, deck } = claimed;
  const posted = await findRoundDelivery(bot.db, round.id, "reveal");
  const revealed =
    posted?.message === undefined || posted.message === message.message
      ? message
      : { ...message, message: posted.message, key: posted.key };
  const card = correctedReveal(revealCard(round, deck, await choiceCounts(bot.db, round.id)));
  return editIfExists(platform, revealed, card);
}

/** undefined if the message is gone. */
async function editIfExists(platform: ChatPlatform, message: MessageRef, card: Card): Promise<MessageRef | undefined> {
  try {
    await platform.edit(message, card);
    return message;
  } catch (error) {
    if (error instanceof PlatformError && error.reason === "message-gone") return undefined;
    throw error;
  }
}

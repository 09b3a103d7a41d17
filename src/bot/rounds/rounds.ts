import type { EpochMs } from "../../chat/card.ts";
import { UserError } from "../../chat/errors.ts";
import type { Deck, Question } from "../../deck/deck.ts";
import { latestSeason } from "../../storage/boards/seasons.ts";
import { type Channel, getChannel, setNextRun } from "../../storage/channels.ts";
import { getCommunity } from "../../storage/communities.ts";
import type { Db } from "../../storage/database.ts";
import { cancelUnsent, owe } from "../../storage/deliveries.ts";
import { forgetMissedRun, isSkipped, noteMissedRuns } from "../../storage/rounds/missed-runs.ts";
import {
  closeOpenRound,
  currentRound,
  findRound,
  getRound,
  insertRound,
  type NewRound,
  pastRounds,
  type Round,
  type RoundContent,
  slotExists,
  updateRound,
} from "../../storage/rounds/rounds.ts";
import { rescoreChannel, scoreRevealedRound } from "../../storage/rounds/scores.ts";
import { type Candidate, chooseQuestion, RETURN_UNTIL_MS } from "../../study/choice.ts";
import { kindOf } from "../../study/kinds/registry.ts";
import { seededRandom } from "../../study/random.ts";
import { closingTime, nextRun, periodsOf } from "../../study/schedule.ts";
import { firstAnswerCounts } from "../../study/scoring.ts";
import type { Bot } from "../bot.ts";
import { deckMissing, deckUsedUp } from "../messages/problems.ts";
import { ONE_RUNS } from "../messages/rounds/running.ts";

/** The slot of a scheduled time. It can be claimed only once, whatever the clock does. */
export function slotOf(run: EpochMs): string {
  return `at:${run}`;
}

/** After the clock was set back, a time that comes again may have been asked or skipped already. */
export async function wasAskedOrSkipped(bot: Bot, channel: Pick<Channel, "id">, run: EpochMs): Promise<boolean> {
  return (await slotExists(bot.db, channel.id, slotOf(run))) || (await isSkipped(bot.db, channel.id, run));
}

/** The schedule's next time after `after` that was neither asked nor skipped. */
export async function nextOpenRun(
  bot: Bot,
  channel: Pick<Channel, "id" | "settings">,
  after: EpochMs,
): Promise<EpochMs | undefined> {
  let run = nextRunOf(channel, after);
  while (run !== undefined && (await wasAskedOrSkipped(bot, channel, run))) run = nextRunOf(channel, run);
  return run;
}

export interface Claim {
  /** From `slotOf`, or `manual:<event id>`. */
  readonly slot: string;
  readonly scheduledAt: EpochMs;
  /** The schedule's next time after this claim; if omitted, the claim leaves the schedule alone. */
  readonly schedule?: { readonly nextRunAt: EpochMs | undefined };
}

export type Claimed = "claimed" | "already" | "busy" | "no-question";

/**
 * Claims a round: chooses the question, stores the round, owes its message, and advances the schedule, all in one
 * transaction. The unique slot makes sure that this happens once, whoever tries.
 */
export async function claimRound(bot: Bot, channel: Channel, claim: Claim): Promise<Claimed> {
  const seed = Math.floor(bot.random() * 2 ** 32);
  const missed = { channelId: channel.id, runs: [claim.scheduledAt], now: bot.now() };
  const claimed = await bot.db.transaction().execute(async (tx): Promise<Claimed> => {
    if (claim.schedule !== undefined) await setNextRun(tx, channel.id, claim.schedule.nextRunAt);
    if (await slotExists(tx, channel.id, claim.slot)) return "already";
    if ((await currentRound(tx, channel.id)) !== undefined) {
      if (claim.schedule !== undefined) await noteMissedRuns(tx, { ...missed, reason: "not-delivered" });
      return "busy";
    }
    const deck = bot.decks.get(channel.settings.deck);
    const chosen = deck && (await choose(tx, channel, deck, { at: claim.scheduledAt, seed }));
    if (chosen === undefined) {
      await noteMissedRuns(tx, { ...missed, reason: "no-question" });
      return "no-question";
    }
    const roundId = await insertRound(tx, await newRound(tx, channel, chosen, { ...claim, seed }));
    await forgetMissedRun(tx, channel.id, claim.scheduledAt);
    await owe(
      tx,
      {
        kind: "question",
        subject: `round:${roundId}`,
        communityId: channel.communityId,
        channelId: channel.id,
        roundId,
      },
      bot.now(),
    );
    return "claimed";
  });
  if (claimed === "claimed") {
    bot.observe?.({ what: "crash-point", point: "claimed" });
    bot.wake(channel.communityId);
  }
  return claimed;
}

/** Posts a question on request. The schedule stays as it is. */
export async function postNow(bot: Bot, channel: Channel, eventId: string): Promise<void> {
  const claim = { slot: `manual:${eventId}`, scheduledAt: bot.now() };
  const claimed = await claimRound(bot, channel, claim);
  if (claimed === "busy") {
    throw new UserError(ONE_RUNS);
  }
  if (claimed === "no-question") {
    throw new UserError(
      bot.decks.get(channel.settings.deck) === undefined
        ? deckMissing(channel.settings.deck)
        : deckUsedUp(channel.settings.deck),
    );
  }
}

interface Chosen {
  readonly deck: Deck;
  readonly question: Question;
  readonly reason: "fresh" | "return";
}

async function choose(
  tx: Db,
  channel: Channel,
  deck: Deck,
  { at, seed }: { readonly at: EpochMs; readonly seed: number },
): Promise<Chosen | undefined> {
  const candidates: Candidate[] = [...deck.questions.values()].filter((question) => !question.draft);
  const chosen = chooseQuestion({
    questions: candidates,
    history: await pastRounds(tx, channel.id, deck.id, at - RETURN_UNTIL_MS),
    now: at,
    random: seededRandom(seed),
  });
  const question = chosen && deck.questions.get(chosen.question);
  return chosen && question && { deck, question, reason: chosen.reason };
}

async function newRound(
  tx: Db,
  channel: Channel,
  { deck, question, reason }: Chosen,
  { slot, scheduledAt, seed }: Claim & { readonly seed: number },
): Promise<NewRound> {
  const { settings } = channel;
  const community = await getCommunity(tx, channel.communityId);
  const content: RoundContent = {
    prompt: question.prompt,
    options: kindOf(question).arrange(question.options, seededRandom(seed)),
    accept: question.accept,
    explanation: question.explanation,
  };
  return {
    channelId: channel.id,
    slot,
    state: "scheduled",
    deck: deck.id,
    deckVersion: deck.version,
    question: question.id,
    topic: question.topic,
    entries: question.entries,
    kind: question.kind,
    difficulty: question.difficulty,
    content,
    seed,
    reason,
    scoringRule: settings.scoringRule,
    firstAnswerCounts: firstAnswerCounts(settings),
    instantFeedback: settings.instantFeedback,
    reactions: settings.reactions,
    scheduledAt,
    postedAt: undefined,
    closesAt: undefined,
    closedAt: undefined,
    sequence: undefined,
    exempt: false,
    ...periodsOf(scheduledAt, community.timeZone, community.weekStart),
    seasonId: (await latestSeason(tx, channel.communityId)).id,
    message: undefined,
  };
}

/**
 * Records that the round was posted, which opens it. Idempotent. If the round was withdrawn while its message was being sent,
 * the bot owes an edit that says so.
 */
export async function markPosted(bot: Bot, db: Db, roundId: number, message: string): Promise<void> {
  const at = bot.now();
  const round = await getRound(db, roundId);
  const channel = await getChannel(db, round.channelId);
  if (round.state === "void" && round.message === undefined) {
    await updateRound(db, round.id, { message });
    await oweWithdrawal(bot, db, channel, round.id);
  }
  if (round.state !== "scheduled" && round.state !== "posting") return;
  const closesAt =
    round.closesAt ?? closingTime({ postedAt: at, windowMs: channel.settings.windowMs, nextRunAt: channel.nextRunAt });
  await updateRound(db, round.id, { state: "open", postedAt: at, closesAt, message });
  bot.log.info({ round: round.id, channel: round.channelId }, "question posted");
}

/** Ends the round's window at `at`, unless it ended earlier. Answers given before that still count until the reveal. */
export async function closeRound(bot: Bot, round: Round, at: EpochMs): Promise<void> {
  await closeOpenRound(bot.db, round.id, { closedAt: bot.now(), closesAt: Math.min(round.closesAt ?? at, at) });
  bot.observe?.({ what: "crash-point", point: "closed" });
}

/** Scores the closed round and owes its reveal, in one transaction. Idempotent. */
export async function revealRound(bot: Bot, channel: Channel, roundId: number): Promise<void> {
  const revealed = await bot.db.transaction().execute(async (tx) => {
    const round = await findRound(tx, roundId);
    if (round?.state !== "closed") return false;
    await scoreRevealedRound(tx, round, bot.now());
    const owed = { subject: `round:${roundId}`, communityId: channel.communityId, channelId: channel.id, roundId };
    await owe(tx, { ...owed, kind: "reveal" }, bot.now());
    await owe(tx, { ...owed, kind: "reveal-note" }, bot.now());
    return true;
  });
  if (revealed) {
    bot.observe?.({ what: "crash-point", point: "revealed" });
    bot.wake(channel.communityId);
  }
}

/** Closes and reveals without waiting, because the next question is due. */
export async function endRound(bot: Bot, channel: Channel, round: Round, at: EpochMs): Promise<void> {
  await closeRound(bot, round, at);
  await revealRound(bot, channel, round.id);
}

/** Withdraws a round, even a revealed one: no points, and streaks as if it had never been asked. */
export async function voidRound(bot: Bot, channel: Channel, roundId: number): Promise<void> {
  await bot.db.transaction().execute(async (tx) => {
    const round = await findRound(tx, roundId);
    if (round === undefined || round.state === "void") return;
    await updateRound(tx, roundId, { state: "void", sequence: undefined });
    if (round.state === "revealed") await rescoreChannel(tx, channel.id);
    await cancelUnsent(tx, roundId, "the round was voided");
    if (round.postedAt !== undefined) await oweWithdrawal(bot, tx, channel, roundId);
  });
  bot.wake(channel.communityId);
}

/** Owes an edit that marks the posted question as withdrawn. */
async function oweWithdrawal(bot: Bot, tx: Db, channel: Channel, roundId: number): Promise<void> {
  const { id: channelId, communityId } = channel;
  await owe(tx, { kind: "withdraw", subject: `round:${roundId}`, communityId, channelId, roundId }, bot.now());
}

/** The schedule's next time after `after`. */
export function nextRunOf(channel: Pick<Channel, "settings">, after: EpochMs): EpochMs | undefined {
  return nextRun(channel.settings.schedule, after);
}

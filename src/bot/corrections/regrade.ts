import { createHash } from "node:crypto";
import type { EpochMs } from "../../chat/card.ts";
import type { Deck, Question } from "../../deck/deck.ts";
import { type Channel, listChannels } from "../../storage/channels.ts";
import type { Db } from "../../storage/database.ts";
import { owe } from "../../storage/deliveries.ts";
import { readMeta, writeMeta } from "../../storage/meta.ts";
import { channelPoints, gradedRounds, notePoints, type Regraded, regradeRound } from "../../storage/rounds/regrades.ts";
import { settleReports } from "../../storage/rounds/reports.ts";
import { findRound, type Round } from "../../storage/rounds/rounds.ts";
import { rescoreChannel } from "../../storage/rounds/scores.ts";
import { correctionOf } from "../../study/correction.ts";
import type { Correction, CorrectionMismatch } from "../../study/kinds/kind.ts";
import { kindOf } from "../../study/kinds/registry.ts";
import type { Bot } from "../bot.ts";
import type { DeckChange } from "../deck-shelf.ts";
import { correctionNotice } from "../messages/rounds/corrections.ts";

/** Part of the stored fingerprints. Raise it when the rules for what counts as a correction change. */
const RULES_VERSION = 1;

interface RegradedRound extends Regraded {
  readonly round: number;
  readonly question: string;
  readonly prompt: string;
  readonly kind: Round["kind"];
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** People saw the old key, so the channel is told. */
  readonly isAnnounced: boolean;
}

export interface ChannelRegrade {
  readonly channel: Channel;
  readonly regraded: readonly RegradedRound[];
  /** Rounds that no longer match today's question; their grades stay. */
  readonly unmatched: readonly {
    readonly round: number;
    readonly question: string;
    readonly why: CorrectionMismatch;
  }[];
  /** How many people gained or lost points. */
  readonly gained: number;
  readonly lost: number;
}

/**
 * Regrades every round whose key differs from the decks' current key. Each channel is one transaction: content, grades,
 * points, audit lines, personal notes, and the one message that the channel is owed. Idempotent.
 *
 * @param only a question's id, to regrade only its rounds
 */
export async function regrade(
  db: Db,
  decks: readonly Deck[],
  now: EpochMs,
  only?: string,
): Promise<readonly ChannelRegrade[]> {
  const done: ChannelRegrade[] = [];
  for (const channel of await listChannels(db)) {
    const one = await regradeChannel(db, channel, { decks, now, only });
    if (one.regraded.length > 0 || one.unmatched.length > 0) done.push(one);
  }
  return done;
}

/**
 * Regrades rounds after decks were loaded. A deck whose keys have not changed costs one lookup. A channel that fails is
 * logged and retried at the next start.
 */
export async function regradeChangedDecks(bot: Bot): Promise<void> {
  for (const id of bot.decks.ids()) {
    const deck = bot.decks.get(id);
    if (deck === undefined) continue;
    const keys = fingerprint(deck);
    if ((await readMeta(bot.db, `regraded:${id}`)) === keys) continue;
    let complete = true;
    for (const channel of await listChannels(bot.db)) {
      try {
        logRegrade(bot, await regradeChannel(bot.db, channel, { decks: [deck], now: bot.now() }));
      } catch (error) {
        complete = false;
        bot.log.error({ channel: channel.id, deck: id, err: error }, "could not regrade a channel");
      }
    }
    if (complete) await writeMeta(bot.db, `regraded:${id}`, keys);
  }
}

/** Reloads the decks' changed files, all or none. @throws whatever the loader throws; the old decks then stay. */
export async function reloadDecks(bot: Bot): Promise<readonly DeckChange[]> {
  const changes = await bot.decks.reload();
  await regradeChangedDecks(bot);
  return changes;
}

function logRegrade(bot: Bot, { channel, regraded, unmatched, gained, lost }: ChannelRegrade): void {
  if (regraded.length > 0) {
    const rounds = regraded.map(({ round }) => round);
    bot.log.info({ channel: channel.id, rounds, gained, lost }, "regraded rounds whose key was corrected");
    bot.wake(channel.communityId);
  }
  if (unmatched.length > 0) {
    const questions = [...new Set(unmatched.map(({ question }) => question))];
    bot.log.info(
      { channel: channel.id, questions },
      "older rounds of reworded questions keep the key they were asked with",
    );
  }
}

function fingerprint(deck: Deck): string {
  const hash = createHash("sha256").update(`${RULES_VERSION}\n`);
  for (const { id, kind, options, accept } of deck.questions.values())
    hash.update(JSON.stringify([id, kind, options, accept]));
  return hash.digest("hex");
}

/** Which decks' keys to grade by, when, and for which question only. */
interface RegradeScope {
  readonly decks: readonly Deck[];
  readonly now: EpochMs;
  readonly only?: string | undefined;
}

interface PendingCorrection {
  readonly round: Round;
  readonly deck: Deck;
  readonly question: Question;
  readonly correction: Extract<Correction, { kind: "corrected" }>;
}

async function regradeChannel(db: Db, channel: Channel, scope: RegradeScope): Promise<ChannelRegrade> {
  const { now } = scope;
  // Compare outside a transaction first, because there is almost never anything to do.
  const { changed, unmatched } = await findCorrections(db, channel, scope);
  if (changed.length === 0) return { channel, regraded: [], unmatched, gained: 0, lost: 0 };
  return db.transaction().execute(async (tx) => {
    const pending = await pendingRounds(tx, changed);
    const before = await channelPoints(tx, channel.id);
    const regraded: RegradedRound[] = [];
    for (const one of pending) regraded.push(await applyCorrection(tx, channel, one, now));
    if (regraded.some((one) => one.becameRight + one.becameWrong > 0)) await rescoreChannel(tx, channel.id);
    const deltas = differences(before, await channelPoints(tx, channel.id));
    await notePoints(tx, channel.id, deltas, now);
    const points = [...deltas.values()];
    const done = {
      channel,
      regraded,
      unmatched,
      gained: points.filter((delta) => delta > 0).length,
      lost: points.filter((delta) => delta < 0).length,
    };
    await oweNotice(tx, done, now);
    return done;
  });
}

async function findCorrections(db: Db, channel: Channel, { decks, only }: RegradeScope) {
  const changed: { id: number; deck: Deck; question: Question }[] = [];
  const unmatched: { round: number; question: string; why: CorrectionMismatch }[] = [];
  for (const deck of decks) {
    for (const round of await gradedRounds(db, channel.id, deck.id, only)) {
      const question = deck.questions.get(round.question);
      if (question === undefined) continue;
      const correction = correctionOf({ kind: round.kind, ...round.content }, question);
      if (correction.kind === "corrected") changed.push({ id: round.id, deck, question });
      if (correction.kind === "mismatch")
        unmatched.push({ round: round.id, question: round.question, why: correction.why });
    }
  }
  return { changed, unmatched };
}

/** Compares again inside the transaction, because another process may have regraded the rounds meanwhile. */
async function pendingRounds(
  tx: Db,
  changed: readonly { id: number; deck: Deck; question: Question }[],
): Promise<readonly PendingCorrection[]> {
  const pending: PendingCorrection[] = [];
  for (const { id, deck, question } of changed) {
    const round = await findRound(tx, id);
    if (round === undefined || round.state === "void") continue;
    const correction = correctionOf({ kind: round.kind, ...round.content }, question);
    if (correction.kind === "corrected") pending.push({ round, deck, question, correction });
  }
  return pending;
}

async function applyCorrection(
  tx: Db,
  channel: Channel,
  { round, deck, question, correction }: PendingCorrection,
  now: EpochMs,
): Promise<RegradedRound> {
  const { options, accept } = correction;
  // The explanation argues for the key, so it changes with it. The prompt stays what people were asked.
  const content = { ...round.content, options, accept, explanation: question.explanation };
  const regraded = await regradeRound(tx, round, content, { deckVersion: deck.version, now });
  await settleReports(tx, channel.id, { deck: deck.id, id: question.id }, now);
  const changedGrades = regraded.becameRight + regraded.becameWrong > 0;
  const isAnnounced = round.state === "revealed" && (correction.visible || changedGrades);
  if (isAnnounced && round.message !== undefined) {
    await owe(
      tx,
      { ...recipientOf(channel), kind: "correction", subject: `regrade:${regraded.id}`, roundId: round.id },
      now,
    );
  }
  return {
    ...regraded,
    round: round.id,
    question: question.id,
    prompt: round.content.prompt,
    kind: round.kind,
    before: kindOf(round).keyTexts(round.content),
    after: kindOf(round).keyTexts(content),
    isAnnounced,
  };
}

/** One message per channel, however many rounds changed; none if nobody had seen the old key. */
async function oweNotice(tx: Db, done: ChannelRegrade, now: EpochMs): Promise<void> {
  const { channel } = done;
  const announced = done.regraded.filter((one) => one.isAnnounced);
  const first = announced[0];
  if (first === undefined) return;
  await owe(
    tx,
    {
      ...recipientOf(channel),
      kind: "notice",
      subject: `regrade:${first.id}`,
      payload: {
        target: { kind: "channel", community: channel.community, channel: channel.external },
        card: correctionNotice(announced, done),
      },
    },
    now,
  );
}

function recipientOf(channel: Channel) {
  return { communityId: channel.communityId, channelId: channel.id };
}

function differences(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>) {
  return new Map(
    [...new Set([...before.keys(), ...after.keys()])]
      .map((person) => [person, (after.get(person) ?? 0) - (before.get(person) ?? 0)] as const)
      .filter(([, delta]) => delta !== 0),
  );
}

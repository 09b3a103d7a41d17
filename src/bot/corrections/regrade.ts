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

/** Counts into the stored fingerprints: raise it where what a correction is changes. */
const RULES = 1;

interface RegradedRound extends Regraded {
  readonly round: number;
  readonly question: string;
  readonly prompt: string;
  readonly kind: Round["kind"];
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** People saw the old key: the channel is told. */
  readonly told: boolean;
}

export interface ChannelRegrade {
  readonly channel: Channel;
  readonly regraded: readonly RegradedRound[];
  /** Rounds that today's question cannot be laid over; they stay as they were graded. */
  readonly left: readonly { readonly round: number; readonly question: string; readonly why: CorrectionMismatch }[];
  /** How many people have more, or fewer, points now. */
  readonly gained: number;
  readonly lost: number;
}

/**
 * Grades every round again whose key is not the decks' key of today. One transaction a channel: content, grades, points,
 * audit lines, personal notes and the one message that the channel is owed. Doing it again finds nothing to do.
 *
 * @param only a question's id, where not all are meant
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
    if (one.regraded.length > 0 || one.left.length > 0) done.push(one);
  }
  return done;
}

/**
 * After decks were loaded: regrades what their changed keys ask for. Decks whose keys are as they were the last time cost
 * one look each. A channel that cannot be regraded is logged, and tried again at the next start.
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
        bot.log.error({ channel: channel.id, deck: id, err: error }, "a channel could not be regraded");
      }
    }
    if (complete) await writeMeta(bot.db, `regraded:${id}`, keys);
  }
}

/** Takes the decks' changed files, all of them or none. @throws what the loading throws, and the old decks stay. */
export async function reloadDecks(bot: Bot): Promise<readonly DeckChange[]> {
  const changes = await bot.decks.reload();
  await regradeChangedDecks(bot);
  return changes;
}

function logRegrade(bot: Bot, { channel, regraded, left, gained, lost }: ChannelRegrade): void {
  if (regraded.length > 0) {
    const rounds = regraded.map(({ round }) => round);
    bot.log.info({ channel: channel.id, rounds, gained, lost }, "rounds regraded by a corrected key");
    bot.wake(channel.communityId);
  }
  if (left.length > 0) {
    const questions = [...new Set(left.map(({ question }) => question))];
    bot.log.info(
      { channel: channel.id, questions },
      "older rounds of reworded questions keep the key they were asked with",
    );
  }
}

function fingerprint(deck: Deck): string {
  const hash = createHash("sha256").update(`${RULES}\n`);
  for (const { id, kind, options, accept } of deck.questions.values())
    hash.update(JSON.stringify([id, kind, options, accept]));
  return hash.digest("hex");
}

/** By which decks' keys rounds are graded again, at which time, and of which question only. */
interface Wanted {
  readonly decks: readonly Deck[];
  readonly now: EpochMs;
  readonly only?: string | undefined;
}

interface Pending {
  readonly round: Round;
  readonly deck: Deck;
  readonly question: Question;
  readonly correction: Extract<Correction, { kind: "corrected" }>;
}

async function regradeChannel(db: Db, channel: Channel, wanted: Wanted): Promise<ChannelRegrade> {
  const { now } = wanted;
  // A look without a transaction first: nearly always there is nothing to do.
  const { changed, left } = await compare(db, channel, wanted);
  if (changed.length === 0) return { channel, regraded: [], left, gained: 0, lost: 0 };
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
      left,
      gained: points.filter((delta) => delta > 0).length,
      lost: points.filter((delta) => delta < 0).length,
    };
    await oweNotice(tx, done, now);
    return done;
  });
}

async function compare(db: Db, channel: Channel, { decks, only }: Wanted) {
  const changed: { id: number; deck: Deck; question: Question }[] = [];
  const left: { round: number; question: string; why: CorrectionMismatch }[] = [];
  for (const deck of decks) {
    for (const round of await gradedRounds(db, channel.id, deck.id, only)) {
      const question = deck.questions.get(round.question);
      if (question === undefined) continue;
      const correction = correctionOf({ kind: round.kind, ...round.content }, question);
      if (correction.kind === "corrected") changed.push({ id: round.id, deck, question });
      if (correction.kind === "mismatch") left.push({ round: round.id, question: round.question, why: correction.why });
    }
  }
  return { changed, left };
}

/** Looked at again inside the transaction: another process may have regraded them meanwhile. */
async function pendingRounds(
  tx: Db,
  changed: readonly { id: number; deck: Deck; question: Question }[],
): Promise<readonly Pending[]> {
  const pending: Pending[] = [];
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
  { round, deck, question, correction }: Pending,
  now: EpochMs,
): Promise<RegradedRound> {
  const { options, accept } = correction;
  // The explanation argues for the key, so it comes with it; the prompt stays what people were asked.
  const content = { ...round.content, options, accept, explanation: question.explanation };
  const regraded = await regradeRound(tx, round, content, { deckVersion: deck.version, now });
  await settleReports(tx, channel.id, { deck: deck.id, id: question.id }, now);
  const changedGrades = regraded.becameRight + regraded.becameWrong > 0;
  const told = round.state === "revealed" && (correction.visible || changedGrades);
  if (told && round.message !== undefined) {
    await owe(
      tx,
      { ...owedBy(channel), kind: "correction", subject: `regrade:${regraded.id}`, roundId: round.id },
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
    told,
  };
}

/** One message a channel, however many rounds; nothing where nobody had seen the old key. */
async function oweNotice(tx: Db, done: ChannelRegrade, now: EpochMs): Promise<void> {
  const { channel } = done;
  const told = done.regraded.filter((one) => one.told);
  const first = told[0];
  if (first === undefined) return;
  await owe(
    tx,
    {
      ...owedBy(channel),
      kind: "notice",
      subject: `regrade:${first.id}`,
      payload: {
        target: { kind: "channel", community: channel.community, channel: channel.external },
        card: correctionNotice(told, done),
      },
    },
    now,
  );
}

function owedBy(channel: Channel) {
  return { communityId: channel.communityId, channelId: channel.id };
}

function differences(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>) {
  return new Map(
    [...new Set([...before.keys(), ...after.keys()])]
      .map((person) => [person, (after.get(person) ?? 0) - (before.get(person) ?? 0)] as const)
      .filter(([, delta]) => delta !== 0),
  );
}

import type { PlatformName } from "../../src/chat/event.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { verify } from "../../src/storage/operations/verify.ts";
import type { Door, Place, Standing } from "./door.ts";
import { type AnswerReport, type Journal, judge } from "./journal.ts";
import type { KillCounts } from "./kills.ts";
import type { Output } from "./life.ts";
import { dueTimes } from "./schedules.ts";
import {
  type NotedMiss,
  readAnswers,
  readChannels,
  readDeliveries,
  readRounds,
  type StoredDelivery,
  type StoredRound,
} from "./stored.ts";
import type { Uptime } from "./torture.ts";

/** The results of a run. Counts for a platform come from what the platform holds, not from what the bot believes. */
export interface Report {
  readonly ok: boolean;
  readonly seed: number;
  readonly seconds: number;
  readonly kills: KillCounts;
  readonly longDowntimes: number;
  /** The share of the bot's time that it was up, 0 to 1. */
  readonly upShare: number;
  readonly botHours: number;
  /** At what share of its full speed the bot's time went: less than 1 where the machine was too busy for it. */
  readonly pace: number;
  readonly byPlatform: Readonly<Record<string, PlatformReport>>;
  readonly answers: Omit<AnswerReport, "problems">;
  readonly boards: { readonly checked: number; readonly differences: number };
  readonly faults: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly process: {
    readonly unexpectedLines: number;
    readonly errors: Readonly<Record<string, number>>;
    readonly peakMemoryMb: number;
  };
  /** The first failed checks, one line each. */
  readonly problems: readonly string[];
}

interface PlatformReport {
  readonly channels: number;
  roundsDue: number;
  postedOnce: number;
  postedTwice: number;
  /** Noted as missed by the bot, and explained by downtime or faults. */
  missed: number;
  /** Noted as missed, but nothing explains it. */
  missedUnexplained: number;
  /** Not even noted as missed. */
  missedSilently: number;
  /** Revealed rounds, and how often the reveal is in the channel: the edited question and the note in the thread. */
  readonly reveals: { due: number; once: number; twice: number; missing: number };
  /** Deliveries of other kinds whose message is there more than once. */
  otherTwice: number;
  strangers: number;
  /** Questions that still look open although their round is over. */
  openThoughOver: number;
}

interface Given {
  readonly database: string;
  readonly doors: readonly Door[];
  readonly journal: Journal;
  readonly since: ReadonlyMap<Place, number>;
  readonly until: number;
  readonly uptimes: readonly Uptime[];
  readonly misses: ReadonlyMap<string, NotedMiss>;
  readonly output: Output;
  readonly kills: KillCounts;
  readonly longDowntimes: number;
  readonly peakMemoryMb: number;
  readonly problems: string[];
  readonly seed: number;
  readonly seconds: number;
  readonly pace: number;
}

/** Errors that this test's faults cause; any other error is unexpected. */
const EXPECTED_ERRORS = ["a platform could not be started", "Discord's commands could not be registered"];
const PROBLEMS_SHOWN = 40;

export async function check(given: Given): Promise<Report> {
  const { database, doors, output, problems } = given;
  const rounds = readRounds(database);
  const deliveries = readDeliveries(database);
  const keys = deliveries.map((one) => one.key);
  const byPlatform = Object.fromEntries(
    doors.map((door) => [door.name, checkPlatform(given, door, rounds, deliveries, door.standing(keys))]),
  );
  const { problems: answerProblems, ...answers } = judge(given.journal, readAnswers(database), rounds);
  problems.push(...answerProblems);
  const boards = await checkBoards(database, problems);
  for (const channel of readChannels(database))
    if (channel.state !== "active") problems.push(`${channel.platform}/${channel.channel} was paused: ${channel.why}`);
  for (const door of doors) problems.push(...door.complaints().map((one) => `${door.name} complains: ${one}`));
  const unexpected = [...output.errors].filter(([message]) => !EXPECTED_ERRORS.includes(message));
  problems.push(
    ...unexpected.map(([message, times]) => {
      const sample = output.samples.find((line) => line.includes(JSON.stringify(message)));
      return `the log says ${times} times: ${message}: ${sample ?? ""}`;
    }),
    ...output.strange.map((line) => `the process said: ${line}`),
  );
  return {
    ok: problems.length === 0,
    seed: given.seed,
    seconds: Math.round(given.seconds),
    kills: given.kills,
    longDowntimes: given.longDowntimes,
    ...sharesOf(given),
    pace: Number(given.pace.toFixed(2)),
    byPlatform,
    answers,
    boards,
    faults: Object.fromEntries(doors.map((door) => [door.name, Object.fromEntries(door.faults)])),
    process: {
      unexpectedLines: output.strange.length + unexpected.reduce((sum, [, times]) => sum + times, 0),
      errors: Object.fromEntries(output.errors),
      peakMemoryMb: given.peakMemoryMb,
    },
    problems: problems.slice(0, PROBLEMS_SHOWN),
  };
}

function sharesOf({ uptimes }: Given): Pick<Report, "upShare" | "botHours"> {
  const up = uptimes.reduce((sum, { from, to }) => sum + to - from, 0);
  const all = (uptimes.at(-1)?.to ?? 0) - (uptimes[0]?.from ?? 0);
  return { upShare: Number((up / all).toFixed(2)), botHours: Number((all / 3_600_000).toFixed(1)) };
}

function checkPlatform(
  given: Given,
  door: Door,
  rounds: readonly StoredRound[],
  deliveries: readonly StoredDelivery[],
  standing: readonly Standing[],
): PlatformReport {
  const report: PlatformReport = {
    channels: door.places.length,
    roundsDue: 0,
    postedOnce: 0,
    postedTwice: 0,
    missed: 0,
    missedUnexplained: 0,
    missedSilently: 0,
    reveals: { due: 0, once: 0, twice: 0, missing: 0 },
    otherTwice: 0,
    strangers: 0,
    openThoughOver: 0,
  };
  const messages = Map.groupBy(standing, (message) => message.key ?? "");
  const own = deliveries.filter((delivery) => delivery.platform === door.name);
  const sent = new Map(own.map((delivery) => [`${delivery.kind} ${delivery.roundId}`, delivery]));
  const shown = (kind: string, round: StoredRound): readonly Standing[] => {
    const delivery = sent.get(`${kind} ${round.id}`);
    return delivery === undefined ? [] : (messages.get(delivery.key) ?? []);
  };
  const bySlot = new Map(
    rounds.filter((one) => one.platform === door.name).map((one) => [`${one.channel} ${one.slot}`, one]),
  );
  for (const place of door.places) {
    for (const due of dueTimes(place.plan, given.since.get(place) ?? 0, given.until)) {
      const round = bySlot.get(`${place.channel} at:${due}`);
      countDue(given, report, place, due, round === undefined ? [] : shown("question", round));
    }
  }
  for (const round of bySlot.values()) checkOver(given, report, door.name, round, shown);
  const known = new Set(own.map((delivery) => delivery.key));
  for (const [key, copies] of messages) {
    const kind = own.find((delivery) => delivery.key === key)?.kind;
    if (!known.has(key)) report.strangers += copies.length;
    else if (copies.length > 1 && kind !== "question" && kind !== "reveal-note") report.otherTwice += 1;
  }
  if (report.strangers > 0)
    given.problems.push(`${door.name}: ${report.strangers} messages of no delivery: ${messages.get("")?.[0]?.title}`);
  if (report.otherTwice > 0) given.problems.push(`${door.name}: ${report.otherTwice} other messages stand there twice`);
  return report;
}

function countDue(given: Given, report: PlatformReport, place: Place, due: number, copies: readonly Standing[]): void {
  const where = `${place.platform}/${place.channel} at ${new Date(due).toISOString()}`;
  report.roundsDue += 1;
  if (copies.length > 1) {
    report.postedTwice += 1;
    given.problems.push(`${where}: ${copies.length} times`);
  } else if (copies.length === 1 && copies[0]?.title.startsWith("Withdrawn") !== true) report.postedOnce += 1;
  else {
    const miss = missAt(given, place, due);
    const why = miss === undefined ? "missed silently" : unexplained(given, place, miss);
    if (miss === undefined) report.missedSilently += 1;
    else if (why !== undefined) report.missedUnexplained += 1;
    else report.missed += 1;
    if (why !== undefined) given.problems.push(`${where}: ${why}`);
  }
}

function missAt({ database, misses }: Given, place: Place, due: number): NotedMiss | undefined {
  const channel = readChannels(database).find(
    (one) => one.platform === place.platform && one.channel === place.channel,
  );
  return misses.get(`${channel?.id} ${due}`);
}

/** So much of the bot's time may pass before a turn of the clock comes. */
const A_TURN_MS = 3 * 60_000;
/** So long a question may wait for its turn and its tries while the bot is up. */
const TRIES_MS = 9 * 60_000;

/** Describes the miss if the bot's downtimes do not explain it; undefined if they do. */
function unexplained(given: Given, place: Place, miss: NotedMiss): string | undefined {
  const up = given.uptimes.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(to, miss.notedAt) - Math.max(from, miss.runAt)),
    0,
  );
  const told = `"${miss.reason}" after ${Math.round((miss.notedAt - miss.runAt) / 60_000)} min, of which the bot was up for ${Math.round(up / 60_000)}`;
  if (miss.reason === "too-late") {
    const next = dueTimes(place.plan, miss.runAt + 1, miss.notedAt)[0];
    const isLate = miss.notedAt - miss.runAt > place.plan.catchUpMs || next !== undefined;
    return up <= A_TURN_MS && isLate ? undefined : told;
  }
  return miss.reason === "not-delivered" && up <= TRIES_MS ? undefined : told;
}

/**
 * Checks that a round that is over looks like it: the question shows the answer and the thread has one note, or the question
 * was withdrawn.
 */
function checkOver(
  given: Given,
  report: PlatformReport,
  platform: PlatformName,
  round: StoredRound,
  shown: (kind: string, round: StoredRound) => readonly Standing[],
): void {
  const question = shown("question", round);
  const looksOpen = question.some((message) => message.title.startsWith("Question"));
  if (looksOpen && (round.state === "revealed" || round.state === "void")) {
    if (round.state === "void" || round.scheduledAt <= given.until) {
      report.openThoughOver += 1;
      given.problems.push(`${platform}/${round.channel}: round ${round.id} is ${round.state}, but looks open`);
    }
  }
  if (round.slot.startsWith("manual:") && question.length > 1)
    given.problems.push(`${platform}/${round.channel}: round ${round.id} (by hand) ${question.length} times`);
  if (round.state !== "revealed" || round.scheduledAt > given.until) return;
  report.reveals.due += 1;
  const notes = shown("reveal-note", round);
  const isShown = question.some((message) => message.title.startsWith("Answer"));
  if (notes.length > 1) report.reveals.twice += 1;
  else if (isShown && notes.length === 1) report.reveals.once += 1;
  else report.reveals.missing += 1;
  if (!isShown || notes.length !== 1)
    given.problems.push(
      `${platform}/${round.channel}: round ${round.id} is revealed; shown: ${isShown}, notes: ${notes.length}`,
    );
}

async function checkBoards(database: string, problems: string[]): Promise<Report["boards"]> {
  const db = openDatabase(database, { readonly: true });
  try {
    const { checked, differences } = await verify(db);
    problems.push(
      ...differences.map((one) => `${one.channel} ${one.what} (${one.key}): ${one.stored} / ${one.recomputed}`),
    );
    return { checked, differences: differences.length };
  } finally {
    await db.destroy();
  }
}

import { openSync, readSync, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { EpochMs } from "../../src/chat/card.ts";
import { HANG_MS } from "../support/wait.ts";

type BotState = "starting" | "ready" | "gone";

/**
 * The bot's time: `scale` times as fast as the machine's, also while the bot is down, but never faster than the bot can follow.
 * While it starts and while it runs, the clock stands still once the bot owes a start or a turn for longer than the bounds
 * below. On a quiet machine that happens hardly ever; on a busy one all that is measured in the bot's time stays as it is,
 * and only the run takes longer.
 */
export interface PacedClock {
  /** Where the bot's process reads the time and writes its turns down. */
  readonly file: string;
  readonly now: () => EpochMs;
  /** Resolves after so many ms as they pass on a quiet machine. */
  passes(ms: number): Promise<void>;
  /** Tells whether they have passed. */
  patience(ms: number): () => boolean;
  /** What has become of the bot's process. */
  bot(state: BotState): void;
  /** What share of its full speed the clock ran at so far. */
  pace(): number;
  stop(): void;
}

/** So much of the bot's time may a start take: 3 s of a quiet machine's. */
const START_MS = 3 * 60_000;
/** So far, in the bot's time, the clock goes on from the begin of the last turn that came to its end. */
const TURN_MS = 30_000;
const BEAT_MS = 10;
/** This process was not given a processor for longer than this: that time does not pass. */
const LONGEST_BEAT_MS = 100;

interface Pacing {
  readonly start: EpochMs;
  readonly scale: number;
  /** Hears what never came; the clock goes on without it. */
  readonly onHang: (what: string) => void;
}

export function startClock(file: string, pacing: Pacing): PacedClock {
  const { start, scale } = pacing;
  const began = performance.now();
  const { now, bot } = createPace(openWall(file, start), pacing);
  let waiting: { readonly until: EpochMs; readonly resolve: () => void }[] = [];
  const beat = setInterval(() => {
    const time = now();
    const [over, left] = [waiting.filter(({ until }) => until <= time), waiting.filter(({ until }) => until > time)];
    waiting = left;
    for (const { resolve } of over) resolve();
  }, BEAT_MS);
  return {
    file,
    now,
    bot,
    passes: (ms) => new Promise((resolve) => void waiting.push({ until: now() + ms * scale, resolve })),
    patience: (ms) => {
      const until = now() + ms * scale;
      return () => now() >= until;
    },
    pace: () => (now() - start) / scale / (performance.now() - began),
    stop: () => clearInterval(beat),
  };
}

function createPace(wall: Wall, { start, scale, onHang }: Pacing): Pick<PacedClock, "now" | "bot"> {
  let at: EpochMs = start;
  let looked = performance.now();
  let state: BotState = "gone";
  let since: EpochMs = start;
  let stoodSince: number | undefined;
  const bound = (): EpochMs => {
    if (state === "gone") return Number.POSITIVE_INFINITY;
    return state === "starting" ? since + START_MS : Math.max(since, wall.lastTurn()) + TURN_MS;
  };
  const now = (): EpochMs => {
    const real = performance.now();
    const next = at + Math.min(real - looked, LONGEST_BEAT_MS) * scale;
    looked = real;
    const most = bound();
    if (next <= most) stoodSince = undefined;
    else stoodSince ??= real;
    if (stoodSince !== undefined && real - stoodSince > HANG_MS) {
      onHang(`${state === "starting" ? "no start" : "no turn of the clock"} came to its end in ${HANG_MS / 1000} s`);
      state = "gone";
    }
    at = Math.max(at, Math.min(next, most));
    wall.show(at);
    return Math.floor(at);
  };
  return {
    now,
    bot: (next) => {
      since = now();
      state = next;
      stoodSince = undefined;
    },
  };
}

/** The bot's side of it. */
export function readClock(file: string): { readonly now: () => EpochMs; readonly turned: (begun: EpochMs) => void } {
  const wall = openWall(file);
  return { now: () => Math.floor(wall.time()), turned: wall.turned };
}

type Wall = ReturnType<typeof openWall>;

/** Two numbers in a file that two processes have open: the time, and the begin of the last turn that came to its end. */
function openWall(file: string, start?: EpochMs) {
  const opened = openSync(file, start === undefined ? "r+" : "w+");
  const put = (place: number, value: number): void => {
    writeSync(opened, new Float64Array([value]), 0, 8, place);
  };
  const once = (place: number): number => {
    const value = new Float64Array(1);
    readSync(opened, value, 0, 8, place);
    return value[0] ?? 0;
  };
  const get = (place: number): number => {
    // Half of it may have been written.
    for (let value = once(place); ; value = once(place)) if (value === once(place)) return value;
  };
  if (start !== undefined) for (const place of [0, 8]) put(place, start);
  return {
    time: () => get(0),
    show: (at: EpochMs) => put(0, at),
    lastTurn: () => get(8),
    turned: (begun: EpochMs) => put(8, begun),
  };
}

/** Milliseconds of the machine's clock, for what the bot may wait for: its own clock may stand still meanwhile. */
export async function pause(ms: number): Promise<void> {
  await delay(ms);
}

import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import type { OpenTarget, Target } from "./target.ts";

const RESOLUTION_MS = 2;
/** How much the heap may grow between the first fifth of the cases and the last, in bytes. Bounded caches may still fill up. */
const GROWTH_LIMIT = 12 * 1024 * 1024;

export interface TargetReport {
  readonly ok: boolean;
  readonly cases: number;
  /** The slowest case, including waiting. */
  readonly slowestMs: number;
  /** For how long one case held the event loop at most; the best of three where it was more than the limit. */
  readonly longestStallMs: number;
  /** Cases that were slow once and not again, because of the machine or the garbage collector. */
  readonly excused: number;
  readonly heapGrowthMb: number;
  readonly seconds: number;
  /** What failed, with the smallest failing case found. */
  readonly failure?: string;
}

export const megabytes = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 100) / 100;

/** Heap and buffers in use after garbage collection. */
export async function heapInUse(): Promise<number> {
  // Twice, with a turn of the event loop in between, so that finalizers run.
  globalThis.gc?.();
  await nextTurn();
  return heapAtMost();
}

/** The same in half the time, and a little too much: what finalizers let go of is still in it. */
function heapAtMost(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export interface Limits {
  /** For so long one case may hold the event loop. */
  readonly stallMs: number;
  /** Whether the heap is looked at: it takes a while. */
  readonly weighs: boolean;
}

export async function runTarget(target: Target, cases: number, seed: number, limits: Limits): Promise<TargetReport> {
  const since = performance.now();
  const meter = createMeter(limits.stallMs);
  const stray: string[] = [];
  const onStray = (error: unknown): void =>
    void stray.push(error instanceof Error ? (error.stack ?? String(error)) : String(error));
  process.on("unhandledRejection", onStray).on("uncaughtException", onStray);
  let failure: string | undefined;
  let growth = 0;
  const open = await target.open();
  try {
    const first = Math.ceil(cases / 5);
    failure = await check(open, meter, first, seed);
    const early = limits.weighs ? await heapInUse() : 0;
    failure ??= await check(open, meter, cases - first, seed + 1);
    growth = limits.weighs ? heapAtMost() - early : 0;
    if (growth > GROWTH_LIMIT) growth = (await heapInUse()) - early;
    if (globalThis.gc !== undefined && growth > GROWTH_LIMIT) failure ??= `the heap grew by ${megabytes(growth)} MB`;
  } finally {
    failure ??= await open.close?.().then(
      () => undefined,
      (error: unknown) => `at the end: ${describe(error)}`,
    );
    await sleep(20);
    process.off("unhandledRejection", onStray).off("uncaughtException", onStray);
    meter.stop();
  }
  if (stray.length > 0) failure ??= `unhandled: ${stray[0]}`;
  const { slowestMs, longestStallMs, excused } = meter;
  return {
    ok: failure === undefined,
    cases,
    slowestMs: round(slowestMs),
    longestStallMs: round(longestStallMs),
    excused,
    heapGrowthMb: megabytes(growth),
    seconds: round((performance.now() - since) / 1000),
    ...(failure !== undefined && { failure: failure.slice(0, 6_000) }),
  };
}

/** This thread's CPU usage; Node before 23.9 reports only the whole process's. */
const cpuUsage = (process.threadCpuUsage ?? process.cpuUsage).bind(process);

const round = (value: number): number => Math.round(value * 10) / 10;

/** @returns what failed, with the smallest failing case */
async function check(open: OpenTarget, meter: Meter, numRuns: number, seed: number): Promise<string | undefined> {
  if (numRuns <= 0) return undefined;
  const property = fc.asyncProperty(open.cases, (input) => meter.measure(() => open.run(input)));
  const result = await fc.check(property, {
    numRuns,
    seed,
    interruptAfterTimeLimit: 600_000,
    markInterruptAsFailure: true,
  });
  if (!result.failed) return undefined;
  if (result.interrupted) return "it took more than ten minutes";
  return `${describe(result.errorInstance)}\ncase: ${fc.stringify(result.counterexample?.[0]).slice(0, 3_000)}`;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error.stack ?? error.message).split("\n").slice(0, 12).join("\n");
}

interface Meter {
  slowestMs: number;
  longestStallMs: number;
  excused: number;
  measure(run: () => unknown): Promise<void>;
  stop(): void;
}

/** Measures for how long a case holds the event loop; what is slow is tried again, since the machine may be busy. */
function createMeter(limitMs: number): Meter {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  loop.enable();
  // The monitor measures the delay between two runs of its timer, so after a reset it must run once first.
  const afresh = async (): Promise<void> => {
    loop.reset();
    await sleep(3 * RESOLUTION_MS);
  };
  const stallOf = async (run: () => unknown): Promise<number> => {
    await nextTurn();
    const since = performance.now();
    const before = cpuUsage();
    const running = run();
    if (running instanceof Promise) await running;
    const ms = performance.now() - since;
    meter.slowestMs = Math.max(meter.slowestMs, ms);
    // CPU time, without the time spent waiting for a processor.
    const { user, system } = cpuUsage(before);
    const stall = Math.min(ms, (user + system) / 1000);
    if (stall <= limitMs || !(running instanceof Promise)) return stall;
    // There were turns in between: the loop's own delay tells how long the longest was.
    await sleep(3 * RESOLUTION_MS);
    return Math.min(stall, Math.max(0, loop.max / 1e6 - RESOLUTION_MS));
  };
  const meter: Meter = {
    slowestMs: 0,
    longestStallMs: 0,
    excused: 0,
    measure: async (run) => {
      let stall = await stallOf(run);
      if (stall > limitMs) {
        for (let again = 0; again < 3 && stall > limitMs; again++) {
          await afresh();
          stall = Math.min(stall, await stallOf(run));
        }
        if (stall > limitMs) throw new Error(`the event loop stood still for ${round(stall)} ms, each time`);
        meter.excused += 1;
      }
      meter.longestStallMs = Math.max(meter.longestStallMs, stall);
    },
    stop: () => loop.disable(),
  };
  return meter;
}

import { Worker } from "node:worker_threads";
import type { RenderRequest, RenderResult } from "./render-worker.ts";

/** Turns SVG into PNG, off the event loop. */
export interface Renderer {
  /** @throws Error where the picture cannot be drawn, or not in time. */
  render(svg: string): Promise<Uint8Array>;
  stop(): Promise<void>;
}

export interface RendererOptions {
  /** Longest wait for one picture; a picture takes well under a second. */
  readonly timeoutMs?: number;
  /** The worker and its memory are given back after so long without work. */
  readonly idleMs?: number;
}

interface Waiting {
  readonly resolve: (png: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Starts a worker for the first picture, and again after it was stopped or died. It keeps no process alive. */
export function createRenderer({ timeoutMs = 10_000, idleMs = 30_000 }: RendererOptions = {}): Renderer {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  const requests = createRequests();

  const failAll = (failed: Worker, error: Error): void => {
    if (worker !== failed) return;
    worker = undefined;
    requests.fail(error);
    void failed.terminate();
  };
  const stopWhenIdle = (): void => {
    worker?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (worker !== undefined && requests.count() === 0) failAll(worker, new Error("the worker was idle"));
    }, idleMs);
    idle.unref();
  };
  const start = (): Worker => {
    const started = new Worker(new URL("./render-worker.ts", import.meta.url));
    started.on("message", (result: RenderResult) => {
      if (requests.settle(result) && requests.count() === 0) stopWhenIdle();
    });
    started.on("error", (error) =>
      failAll(started, error instanceof Error ? error : new Error("the worker failed", { cause: error })),
    );
    started.on("exit", () => failAll(started, new Error("the worker ended")));
    return started;
  };

  return {
    render: (svg) => {
      clearTimeout(idle);
      worker ??= start();
      const used = worker;
      const timer = setTimeout(() => failAll(used, new Error("the picture took too long")), timeoutMs);
      const { id, png } = requests.open(timer);
      used.ref();
      used.postMessage({ id, svg } satisfies RenderRequest);
      return png;
    },
    stop: async () => {
      clearTimeout(idle);
      const running = worker;
      if (running === undefined) return;
      const ended = running.terminate();
      failAll(running, new Error("the bot is stopping"));
      await ended;
    },
  };
}

/** What the worker was asked for and has not answered. */
function createRequests() {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  return {
    count: () => waiting.size,
    /** @param timer ends with the request */
    open: (timer: NodeJS.Timeout): { readonly id: number; readonly png: Promise<Uint8Array> } => {
      const id = ++last;
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
      waiting.set(id, { resolve, reject, timer });
      return { id, png: promise };
    },
    /** @returns false if nobody waits for it any more */
    settle: (result: RenderResult): boolean => {
      const one = waiting.get(result.id);
      if (one === undefined) return false;
      waiting.delete(result.id);
      clearTimeout(one.timer);
      if ("png" in result) one.resolve(result.png);
      else one.reject(new Error(`the picture could not be drawn: ${result.problem}`));
      return true;
    },
    fail: (error: Error): void => {
      for (const one of waiting.values()) {
        clearTimeout(one.timer);
        one.reject(error);
      }
      waiting.clear();
    },
  };
}

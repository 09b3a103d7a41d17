import { Worker } from "node:worker_threads";
import type { RenderRequest, RenderResult } from "./render-worker.ts";

/** Turns SVG into PNG, off the event loop. */
export interface Renderer {
  /** @throws Error if the picture cannot be drawn in time */
  render(svg: string): Promise<Uint8Array>;
  stop(): Promise<void>;
}

export interface RendererOptions {
  /** Timeout for one picture, which takes well under a second. */
  readonly timeoutMs?: number;
  /** How long the worker may be idle before it is stopped and its memory freed. */
  readonly idleMs?: number;
}

interface Waiting {
  readonly resolve: (png: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * The worker starts with the first picture, and again after it was stopped for idling or died. An idle worker does not keep
 * the process alive.
 */
export function createRenderer({ timeoutMs = 10_000, idleMs = 30_000 }: RendererOptions = {}): Renderer {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let requests = 0;
  const waiting = new Map<number, Waiting>();

  const failAll = (failed: Worker, error: Error): void => {
    if (worker !== failed) return;
    worker = undefined;
    for (const one of waiting.values()) {
      clearTimeout(one.timer);
      one.reject(error);
    }
    waiting.clear();
    void failed.terminate();
  };
  const settle = (result: RenderResult): void => {
    const one = waiting.get(result.id);
    if (one === undefined) return;
    waiting.delete(result.id);
    clearTimeout(one.timer);
    if ("png" in result) one.resolve(result.png);
    else one.reject(new Error(`the picture could not be drawn: ${result.problem}`));
    if (waiting.size === 0) stopWhenIdle();
  };
  const stopWhenIdle = (): void => {
    worker?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => {
      const resting = worker;
      if (resting !== undefined && waiting.size === 0) failAll(resting, new Error("the worker was idle"));
    }, idleMs);
    idle.unref();
  };
  const start = (): Worker => {
    const started = new Worker(new URL("./render-worker.ts", import.meta.url));
    started.on("message", settle);
    started.on("error", (error) =>
      failAll(started, error instanceof Error ? error : new Error("the worker failed", { cause: error })),
    );
    started.on("exit", () => failAll(started, new Error("the worker ended")));
    return started;
  };

  return {
    render: (svg) =>
      new Promise((resolve, reject) => {
        const request: RenderRequest = { id: ++requests, svg };
        clearTimeout(idle);
        worker ??= start();
        const used = worker;
        const timer = setTimeout(() => failAll(used, new Error("the picture took too long")), timeoutMs);
        waiting.set(request.id, { resolve, reject, timer });
        used.ref();
        used.postMessage(request);
      }),
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

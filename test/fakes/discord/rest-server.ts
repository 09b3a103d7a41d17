import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { DiscordRefusal } from "./check.ts";
import type { Call, RouteParts } from "./route.ts";
import { ROUTES } from "./routes.ts";
import type { FakeFile } from "./world.ts";

export type Fault =
  | { readonly kind: "status"; readonly status: number }
  /** Done, and then the answer is lost. */
  | { readonly kind: "lose-answer" }
  | { readonly kind: "rate-limit"; readonly retryAfterMs: number; readonly global?: boolean }
  /** Done, and something else happens before the answer. */
  | { readonly kind: "then"; readonly happens: () => void }
  /** Done, and answered so much later. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Done, and answered once this settles. */
  | { readonly kind: "hold"; readonly until: Promise<unknown> }
  /** The connection breaks before anything is done. */
  | { readonly kind: "drop" }
  /** Never answered, never done. */
  | { readonly kind: "hang" };

export interface RestState {
  readonly token: string;
  /** The next requests that match fail so, in order. */
  readonly faults: { readonly method: string; readonly path: RegExp; readonly fault: Fault }[];
  /** Which other requests fail, and how. */
  plan: (call: { readonly method: string; readonly path: string }) => Fault | undefined;
  /** What was answered, in order; `at` in ms of the wall's clock. */
  readonly calls: { readonly method: string; readonly path: string; readonly status: number; readonly at: number }[];
  /** How many requests fit a bucket, and how long until it is empty again. */
  readonly buckets: Readonly<Record<string, { readonly limit: number; readonly windowMs: number }>>;
  /** Requests a second of the whole bot; replies to interactions do not count, as at Discord. */
  readonly perSecond: number;
  /** How long each request is on its way. */
  readonly latencyMs: number;
}

interface Bucket {
  used: number;
  resetsAt: number;
}

interface Counted {
  readonly buckets: Map<string, Bucket>;
  readonly all: Bucket;
}

/** Discord's REST on loopback: every request is checked before it changes anything. */
export function createRestServer(parts: RouteParts, state: RestState): Server {
  const counted: Counted = { buckets: new Map(), all: { used: 0, resetsAt: 0 } };
  return createServer((request, response) => {
    take(parts, state, counted, request, response).catch((error: unknown) => {
      parts.world.violations.push(`the fake failed: ${String(error)}`);
      response.destroy();
    });
  });
}

async function take(
  parts: RouteParts,
  state: RestState,
  counted: Counted,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = await readCall(request);
  const waitMs = countGlobally(state, counted.all, call);
  if (state.latencyMs > 0) await sleep(state.latencyMs);
  const answer = (status: number, body?: unknown, headers: Record<string, string> = {}) => {
    state.calls.push({ method: call.method, path: call.path, status, at: Date.now() });
    response.writeHead(status, { ...(body !== undefined && { "Content-Type": "application/json" }), ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  if (call.path.startsWith("/ephemeral-attachments/")) return hostFile(parts, call, request, response);
  const route = ROUTES.find(({ method, path }) => method === call.method && path.test(call.path));
  if (route === undefined) {
    parts.world.violations.push(`${call.method} ${call.path} is not known`);
    return answer(404, { code: 0, message: "404: Not Found" });
  }
  if (route.auth !== false && request.headers.authorization !== `Bot ${state.token}`) {
    return answer(401, { code: 0, message: "401: Unauthorized" });
  }
  const index = state.faults.findIndex((one) => one.method === call.method && one.path.test(call.path));
  const fault = index === -1 ? state.plan(call) : state.faults.splice(index, 1)[0]?.fault;
  if (fault?.kind === "hang") return;
  if (fault?.kind === "drop") return void request.socket.destroy();
  if (fault?.kind === "status") return answer(fault.status, { code: 0, message: `${fault.status}: on demand` });
  if (fault?.kind === "rate-limit") return limited(answer, fault.retryAfterMs, fault.global === true);
  if (waitMs !== undefined) return limited(answer, waitMs, true);
  const bucket = fill(state, counted.buckets, call);
  if (bucket.wait !== undefined) return limited(answer, bucket.wait, false, bucket.headers);
  try {
    const { status = 200, body } = route.handle(parts, call, argsOf(route.path, call.path));
    if (fault?.kind === "lose-answer") return void request.socket.destroy();
    if (fault?.kind === "then") return fault.happens();
    if (fault?.kind === "delay") await sleep(fault.ms);
    if (fault?.kind === "hold") await fault.until;
    answer(status, body, bucket.headers);
  } catch (error) {
    if (!(error instanceof DiscordRefusal)) throw error;
    if (error.code === 50035) parts.world.violations.push(`${call.method} ${call.path}: ${error.message}`);
    answer(error.status, { code: error.code, message: error.message }, bucket.headers);
  }
}

/** A file's address is signed: who knows it may read it, and the bot's token has no business there. */
function hostFile({ world }: RouteParts, { path }: Call, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.authorization !== undefined) world.violations.push("the token was sent along for a file");
  const content = world.attachments.get(path);
  response.writeHead(content === undefined ? 404 : 200, { "Content-Type": "application/octet-stream" });
  response.end(content);
}

function limited(
  answer: (status: number, body: unknown, headers: Record<string, string>) => void,
  waitMs: number,
  global: boolean,
  bucket: Record<string, string> = {},
): void {
  const seconds = (waitMs / 1000).toFixed(3);
  answer(
    429,
    { message: "You are being rate limited.", retry_after: Number(seconds), global },
    {
      ...bucket,
      "Retry-After": seconds,
      "X-RateLimit-Scope": global ? "global" : "user",
      ...(global && { "X-RateLimit-Global": "true" }),
    },
  );
}

/** @returns how long to wait where the second's requests are used up, in ms */
function countGlobally(state: RestState, all: Bucket, call: Call): number | undefined {
  if (/^\/(interactions|webhooks)\//.test(call.path)) return undefined;
  const now = Date.now();
  if (all.resetsAt <= now) Object.assign(all, { used: 0, resetsAt: now + 1_000 });
  all.used += 1;
  return all.used > state.perSecond ? all.resetsAt - now : undefined;
}

/** Discord counts by method, route and channel; reactions of a channel share one bucket. */
function fill(
  state: RestState,
  buckets: Map<string, Bucket>,
  call: Call,
): { wait?: number; headers: Record<string, string> } {
  const kind =
    /\/reactions\//.test(call.path) && call.method !== "GET"
      ? "reactions"
      : `${call.method} ${call.path.replace(/\d{15,}/g, "*")}`;
  const rule = state.buckets[kind];
  if (rule === undefined) return { headers: {} };
  const channel = /^\/channels\/(\d+)/.exec(call.path)?.[1] ?? "";
  const now = Date.now();
  const known = buckets.get(`${kind} ${channel}`);
  const bucket = known === undefined || known.resetsAt <= now ? { used: 0, resetsAt: now + rule.windowMs } : known;
  buckets.set(`${kind} ${channel}`, bucket);
  const isFull = bucket.used >= rule.limit;
  if (!isFull) bucket.used += 1;
  return {
    ...(isFull && { wait: bucket.resetsAt - now }),
    headers: {
      "X-RateLimit-Limit": String(rule.limit),
      "X-RateLimit-Remaining": String(rule.limit - bucket.used),
      "X-RateLimit-Reset": String(bucket.resetsAt / 1000),
      "X-RateLimit-Reset-After": String((bucket.resetsAt - now) / 1000),
      "X-RateLimit-Bucket": Buffer.from(kind).toString("hex").slice(0, 32),
    },
  };
}

function argsOf(path: RegExp, called: string): string[] {
  return (path.exec(called) ?? []).slice(1) as string[];
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? "/", "http://discord.invalid");
  const head = {
    method: request.method ?? "GET",
    path: url.pathname.replace(/^\/(?:api\/)?v10/, ""),
    query: url.searchParams,
  };
  const raw = Buffer.concat(chunks);
  const contentType = request.headers["content-type"] ?? "";
  if (!contentType.startsWith("multipart/")) {
    return { ...head, body: raw.length === 0 ? undefined : JSON.parse(raw.toString("utf8")), files: [] };
  }
  const form = await new Response(raw, { headers: { "Content-Type": contentType } }).formData();
  const files: FakeFile[] = [];
  for (const [, value] of form) {
    if (typeof value === "string") continue;
    const data = Buffer.from(await value.arrayBuffer());
    files.push({ name: value.name, data, content: data.toString("utf8") });
  }
  return { ...head, body: JSON.parse(String(form.get("payload_json"))), files };
}

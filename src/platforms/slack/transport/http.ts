import { parse } from "node:querystring";
import { type App, type ReceiverEvent, verifySlackRequest } from "@slack/bolt";
import type { Logger } from "pino";
import type { EpochMs } from "../../../chat/card.ts";
import { readAtMost } from "../../read-at-most.ts";
import type { Transport } from "./transport.ts";

/** In bytes. Slack's own bodies stay far below. */
const BODY_LIMIT = 1_000_000;
/** Slack waits three seconds for an acknowledgement. */
const ACK_WITHIN_MS = 2_800;
const SAME_WARNING_MS = 60_000;

interface HttpOptions {
  readonly signingSecret: string;
  readonly log: Logger;
  readonly now: () => EpochMs;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

type EventProcessor = Pick<App, "processEvent">;

/** Bolt brings an HTTP receiver with a server of its own; this one answers on the listener that /healthz is on. */
export function createHttpTransport({ signingSecret, log, now, sleep }: HttpOptions): Transport {
  let app: EventProcessor | undefined;
  let isOpen = false;
  const warn = createWarnings(log, now);
  return {
    receiver: {
      init: (given) => {
        app = given;
      },
      start: async () => undefined,
      stop: async () => undefined,
    },
    open: async () => {
      isOpen = true;
    },
    close: async () => {
      isOpen = false;
    },
    answer: async (request) => {
      // Slack sends it again, to the next process.
      if (!isOpen) return new Response(null, { status: 503 });
      const text = await readText(request);
      if (typeof text === "number") return new Response(null, { status: text });
      const problem = signatureProblem(request, text, { signingSecret, now: now() });
      if (problem !== undefined) {
        warn(problem);
        return new Response(null, { status: 401 });
      }
      const body = readBody(request, text);
      if (body === undefined) {
        warn("its body cannot be read");
        return new Response(null, { status: 400 });
      }
      if (body.ssl_check === "1") return new Response(null, { status: 200 });
      if (body.type === "url_verification") return Response.json({ challenge: body.challenge });
      return acknowledged(app, { body, retry: Number(request.headers.get("x-slack-retry-num") ?? 0) }, { log, sleep });
    },
  };
}

/** The acknowledgement, or an empty one where there is none in time. */
function acknowledged(
  app: EventProcessor | undefined,
  { body, retry }: { readonly body: Record<string, unknown>; readonly retry: number },
  { log, sleep }: Pick<HttpOptions, "log" | "sleep">,
): Promise<Response> {
  return new Promise((resolve) => {
    const answered = new AbortController();
    void sleep(ACK_WITHIN_MS, answered.signal).then(() => ack());
    const ack = async (answer?: unknown): Promise<void> => {
      answered.abort();
      resolve(answer === undefined || answer === "" ? new Response(null, { status: 200 }) : Response.json(answer));
    };
    const event = { body, ack, ...(retry > 0 && { retryNum: retry }) } as ReceiverEvent;
    const processed = app?.processEvent(event) ?? Promise.resolve();
    void processed
      .catch((error: unknown) => log.error({ err: error }, "an event from Slack failed"))
      .finally(() => ack());
  });
}

/** The body, or the status to refuse it with. */
async function readText(request: Request): Promise<string | 400 | 413> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT) return 413;
  try {
    const bytes = await readAtMost(request.body as AsyncIterable<Uint8Array> | null, BODY_LIMIT);
    return bytes === undefined ? 413 : new TextDecoder().decode(bytes);
  } catch {
    // The sender hung up halfway.
    return 400;
  }
}

function signatureProblem(
  request: Request,
  body: string,
  { signingSecret, now }: { readonly signingSecret: string; readonly now: EpochMs },
): string | undefined {
  const signature = request.headers.get("x-slack-signature");
  const timestamp = Number(request.headers.get("x-slack-request-timestamp") ?? Number.NaN);
  if (signature === null || !Number.isInteger(timestamp)) return "it is not signed";
  if (Math.abs(now / 1000 - timestamp) > 300)
    return "its signature is older than five minutes, or this machine's clock is wrong";
  try {
    verifySlackRequest({
      signingSecret,
      body,
      headers: { "x-slack-signature": signature, "x-slack-request-timestamp": timestamp },
      nowMilliseconds: now,
    });
    return undefined;
  } catch {
    return "its signature is wrong; if it came from Slack, SLACK_SIGNING_SECRET is not this app's";
  }
}

function readBody(request: Request, text: string): Record<string, unknown> | undefined {
  try {
    const isForm = (request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
    const form = isForm ? parse(text) : undefined;
    const body: unknown =
      form === undefined ? JSON.parse(text) : typeof form.payload === "string" ? JSON.parse(form.payload) : { ...form };
    return typeof body === "object" && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** One line a minute for the same reason, however often somebody tries. */
function createWarnings(log: Logger, now: () => EpochMs): (reason: string) => void {
  const last = new Map<string, EpochMs>();
  return (reason) => {
    if (now() - (last.get(reason) ?? Number.NEGATIVE_INFINITY) < SAME_WARNING_MS) return;
    last.set(reason, now());
    log.warn({ because: reason }, "a request to /slack/events was refused");
  };
}

import { parse } from "node:querystring";
import { type App, type Receiver, type ReceiverEvent, SocketModeReceiver, verifySlackRequest } from "@slack/bolt";
import type { Logger } from "pino";
import type { EpochMs } from "../../../chat/card.ts";
import { clientOptions, quietLogger } from "../api/client.ts";
import { slackCode } from "../errors.ts";
import { guardFrames } from "./socket-frames.ts";

/** Something that Bolt's app takes events from, with what the adapter needs of it. */
export interface Door {
  readonly receiver: Receiver;
  /** @throws where no further try can help, such as a revoked token. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Answers a request to /slack/events; undefined in Socket Mode. */
  readonly answer: ((request: Request) => Promise<Response>) | undefined;
}

/** In bytes. Slack's own bodies stay far below; anything else is no use reading. */
const BODY_LIMIT = 1_000_000;
/** Slack waits three seconds; what has no acknowledgement by then gets one. */
const ANSWER_MS = 2_800;
const SAME_COMPLAINT_MS = 60_000;

/** Bolt brings an HTTP receiver with a server of its own; this one answers on the listener that /healthz is on. */
export function createHttpDoor(options: { signingSecret: string; log: Logger; now: () => EpochMs }): Door {
  const { signingSecret, log, now } = options;
  let app: Pick<App, "processEvent"> | undefined;
  let isOpen = false;
  const complain = createComplaints(log, now);
  const accept = (body: Record<string, unknown>, request: Request): Promise<Response> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(new Response(null, { status: 200 })), ANSWER_MS);
      const ack = async (answer?: unknown): Promise<void> => {
        clearTimeout(timer);
        resolve(answer === undefined || answer === "" ? new Response(null, { status: 200 }) : Response.json(answer));
      };
      const retry = Number(request.headers.get("x-slack-retry-num") ?? 0);
      const event = { body, ack, ...(retry > 0 && { retryNum: retry }) } as ReceiverEvent;
      const processed = app?.processEvent(event) ?? Promise.resolve();
      void processed
        .catch((error: unknown) => log.error({ err: error }, "an event from Slack failed"))
        .finally(() => ack());
    });
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
      const problem = forgery(request, text, signingSecret, now());
      if (problem !== undefined) {
        complain(problem);
        return new Response(null, { status: 401 });
      }
      const body = readBody(request, text);
      if (body === undefined) {
        complain("its body cannot be read");
        return new Response(null, { status: 400 });
      }
      if (body.ssl_check === "1") return new Response(null, { status: 200 });
      if (body.type === "url_verification") return Response.json({ challenge: body.challenge });
      return accept(body, request);
    },
  };
}

/** The body, or the status to refuse it with: no more than the limit is ever read, whatever the headers say. */
async function readText(request: Request): Promise<string | 400 | 413> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT) return 413;
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > BODY_LIMIT) return 413;
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch {
    // Whoever sent it went away in the middle of it.
    return 400;
  }
}

function forgery(request: Request, body: string, signingSecret: string, now: EpochMs): string | undefined {
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
    return "its signature is wrong; if it was Slack's, SLACK_SIGNING_SECRET is not this app's";
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

/** One line for the same trouble, however often somebody knocks. */
function createComplaints(log: Logger, now: () => EpochMs): (reason: string) => void {
  const last = new Map<string, EpochMs>();
  return (reason) => {
    if (now() - (last.get(reason) ?? Number.NEGATIVE_INFINITY) < SAME_COMPLAINT_MS) return;
    last.set(reason, now());
    log.warn({ because: reason }, "a request to /slack/events was refused");
  };
}

/** Codes after which Slack will not let this app in again by itself. */
const HOPELESS = [
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "user_removed_from_team",
  "team_disabled",
  "missing_scope",
  "not_allowed_token_type",
  "token_revoked",
];
const HELLO_MS = 20_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const REFUSED_WAIT_MS = 5 * 60_000;

/**
 * Socket Mode. The library's own reconnecting ends the process when Slack cannot be reached while it tries, so it is off,
 * and this one goes on for as long as it takes.
 */
export function createSocketDoor(options: {
  appToken: string;
  apiUrl: string | undefined;
  log: Logger;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  onLost: () => void;
  /** A connection stands again after it was lost. */
  onReconnected: () => void;
}): Door {
  const { log, sleep } = options;
  const receiver = new SocketModeReceiver({
    appToken: options.appToken,
    logger: quietLogger(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(options) },
  });
  const { client } = receiver;
  guardFrames(client, log);
  const stopped = new AbortController();
  const lost = (): Promise<void> => new Promise((resolve) => void client.once("disconnected", () => resolve()));

  /** A line that stands but says no hello is no connection. */
  const connect = async (): Promise<void> => {
    const timer = setTimeout(() => void client.disconnect(), HELLO_MS);
    try {
      await client.start();
    } finally {
      clearTimeout(timer);
    }
  };
  const keepConnected = async (gone: Promise<void>): Promise<void> => {
    await gone;
    if (!stopped.signal.aborted) options.onLost();
    let failures = 0;
    let isRefused = false;
    while (!stopped.signal.aborted) {
      try {
        await connect();
        const goneAgain = lost();
        failures = 0;
        isRefused = false;
        log.info("connected to Slack again");
        options.onReconnected();
        await goneAgain;
        if (!stopped.signal.aborted) options.onLost();
      } catch (error) {
        failures += 1;
        const code = slackCode(error);
        const isHopeless = HOPELESS.includes(code ?? "");
        if (!isHopeless) log.warn({ failures, code }, "Slack cannot be reached; trying again");
        else if (!isRefused)
          log.error({ code }, "Slack refuses the connection: install the app again, set its new tokens");
        isRefused = isHopeless;
        const wait = isHopeless ? REFUSED_WAIT_MS : Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
        await sleep(wait, stopped.signal);
      }
    }
  };
  return {
    receiver,
    answer: undefined,
    open: async () => {
      try {
        await connect();
        void keepConnected(lost());
      } catch (error) {
        const code = slackCode(error);
        if (code !== undefined && HOPELESS.includes(code)) {
          throw new Error(
            `Slack refuses SLACK_APP_TOKEN (${code}). It must be this app's app-level token with the scope connections:write.`,
          );
        }
        log.warn({ code }, "Slack cannot be reached; trying again");
        void keepConnected(Promise.resolve());
      }
    },
    close: async () => {
      stopped.abort();
      await Promise.race([client.disconnect(), sleep(2_000)]);
    },
  };
}

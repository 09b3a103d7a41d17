import { SocketModeReceiver } from "@slack/bolt";
import type { Logger } from "pino";
import { clientOptions, libraryLogger } from "../api/client.ts";
import { slackCode } from "../errors.ts";
import { guardFrames } from "./socket-frames.ts";
import type { Transport } from "./transport.ts";

/** Errors after which Slack won't let this app back in by itself. */
const PERMANENT = [
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

interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly log: Logger;
  readonly fetch: typeof fetch;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly onDisconnected: () => void;
  /** There is a connection again after it was lost. */
  readonly onReconnected: () => void;
}

type SocketClient = SocketModeReceiver["client"];

/**
 * Socket Mode. The library's own reconnecting ends the process when Slack can't be reached while it tries, so it is off,
 * and this one tries for as long as it takes.
 */
export function createSocketTransport(options: SocketOptions): Transport {
  const { log, sleep } = options;
  const receiver = new SocketModeReceiver({
    appToken: options.appToken,
    logger: libraryLogger(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(options) },
  });
  const { client } = receiver;
  guardFrames(client, log);
  const stopped = new AbortController();
  return {
    receiver,
    answer: undefined,
    open: async () => {
      try {
        await connect(client);
        void keepConnected(client, { ended: disconnection(client) }, { ...options, stopped: stopped.signal });
      } catch (error) {
        const code = slackCode(error);
        if (isPermanent(code)) {
          throw new Error(
            `Slack refuses SLACK_APP_TOKEN (${code}). It must be this app's app-level token with the scope connections:write.`,
          );
        }
        log.warn({ code }, "Slack cannot be reached; trying again");
        void keepConnected(client, { ended: Promise.resolve() }, { ...options, stopped: stopped.signal });
      }
    },
    close: async () => {
      stopped.abort();
      await Promise.race([client.disconnect(), sleep(2_000)]);
    },
  };
}

/** A line that opens but never says hello is no connection. */
async function connect(client: SocketClient): Promise<void> {
  const timer = setTimeout(() => void client.disconnect(), HELLO_MS);
  try {
    await client.start();
  } finally {
    clearTimeout(timer);
  }
}

function disconnection(client: SocketClient): Promise<void> {
  return new Promise((resolve) => void client.once("disconnected", () => resolve()));
}

interface Connection {
  /** Resolves when it is lost. */
  readonly ended: Promise<void>;
}

/** Each time the connection is lost, connects again. */
async function keepConnected(
  client: SocketClient,
  first: Connection,
  options: SocketOptions & { readonly stopped: AbortSignal },
): Promise<void> {
  let connection: Connection | undefined = first;
  while (connection !== undefined) {
    await connection.ended;
    if (!options.stopped.aborted) options.onDisconnected();
    connection = await reconnect(client, options);
  }
}

/** Tries until it works; undefined after a stop. */
async function reconnect(
  client: SocketClient,
  { log, sleep, onReconnected, stopped }: SocketOptions & { readonly stopped: AbortSignal },
): Promise<Connection | undefined> {
  let wasRefused = false;
  for (let failures = 1; !stopped.aborted; failures++) {
    try {
      await connect(client);
      const ended = disconnection(client);
      log.info("connected to Slack again");
      onReconnected();
      return { ended };
    } catch (error) {
      const code = slackCode(error);
      const isRefused = isPermanent(code);
      if (!isRefused) log.warn({ failures, code }, "Slack cannot be reached; trying again");
      else if (!wasRefused)
        log.error({ code }, "Slack refuses the connection: install the app again, then set its new tokens");
      wasRefused = isRefused;
      await sleep(isRefused ? REFUSED_WAIT_MS : Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS), stopped);
    }
  }
  return undefined;
}

function isPermanent(code: string | undefined): boolean {
  return code !== undefined && PERMANENT.includes(code);
}

import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { EpochMs } from "../../chat/card.ts";
import type { CommandShape } from "../../chat/command.ts";
import type { EventHandler } from "../../chat/event.ts";
import type { PlatformAdapter, PlatformMessages } from "../platform.ts";
import { createWebClient, translateErrors, type WebClient } from "./api/client.ts";
import { formFile } from "./api/download.ts";
import type { Installation } from "./decode.ts";
import { slackCode, toPlatformError } from "./errors.ts";
import { inspectChannel } from "./inspect.ts";
import { namesInWorkspace } from "./manifest/command-names.ts";
import { missingScopes } from "./manifest/scopes.ts";
import { createDirectory, type Directory } from "./people/directory.ts";
import { createPoster } from "./post.ts";
import { readReactions } from "./reactions.ts";
import { createReceiver, type SlackReceiver } from "./receive.ts";
import { createReplier } from "./reply.ts";
import { createSeeding } from "./seeding.ts";
import { createHttpTransport } from "./transport/http.ts";
import { createSocketTransport } from "./transport/socket.ts";
import type { Transport } from "./transport/transport.ts";

const QUIET_MS = 400;

export interface SlackOptions {
  readonly botToken: string;
  /** Socket Mode with an app token, HTTP with a signing secret. */
  readonly mode:
    | { readonly kind: "socket"; readonly appToken: string }
    | { readonly kind: "http"; readonly signingSecret: string };
  /** Another API host, such as GovSlack's; ends in /api/. */
  readonly apiUrl?: string;
  /** What the manifest puts before every command's name. */
  readonly commandPrefix?: string;
  readonly commands: readonly CommandShape[];
  readonly messages: PlatformMessages;
  readonly log: Logger;
  readonly now: () => EpochMs;
  /** How requests leave; the global one unless given. */
  readonly fetch?: typeof fetch;
  /** How it waits; tests have a clock of their own. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Without a message on its way for this long, reactions are seeded; in ms. */
  readonly quietMs?: number;
}

export interface Slack extends PlatformAdapter {
  /** HTTP mode: answers what Slack sends to /slack/events. undefined in Socket Mode. */
  readonly answerHttp: ((request: Request) => Promise<Response>) | undefined;
  /** Resolves once no event is being handled and no reaction waits to be seeded. */
  idle(): Promise<void>;
}

interface Running {
  readonly installation: Installation;
  readonly receiver: SlackReceiver;
  readonly directory: Directory;
}

export function createSlack(given: SlackOptions): Slack {
  const options = { fetch: globalThis.fetch, sleep: sleepFor, quietMs: QUIET_MS, ...given };
  const { log, messages, now, apiUrl, fetch, sleep, quietMs } = options;
  const web = createWebClient(options.botToken, { apiUrl, log, fetch });
  const encode = { codeText: namesInWorkspace(options.commands, options.commandPrefix ?? "") };
  const background = createBackground(log);
  const seeding = createSeeding({ web, log, background: background.run, now, sleep, quietMs });
  let running: Running | undefined;
  let botUser = "";
  const report = (what: "disconnected" | "reconnected"): void => {
    const at = now();
    const community = running?.installation.team ?? "";
    running?.receiver.report({ type: "lifecycle", id: `${what}:${at}`, platform: "slack", community, at, what });
  };
  const transport = createTransport(options, report);
  return {
    name: "slack",
    answerHttp: transport.answer,
    ...(transport.answer !== undefined && { routes: new Map([["/slack/events", transport.answer]]) }),
    idle: async () => {
      await running?.receiver.idle();
      await background.idle();
    },
    start: async (handler) => {
      const installation = await findInstallation(web, log);
      botUser = installation.botUser;
      const directory = createDirectory({ web, installation, log, now });
      const receiver = startReceiver(options, { web, encode, installation, directory, transport }, handler);
      running = { installation, receiver, directory };
      await transport.open();
      log.info({ team: installation.team, mode: options.mode.kind }, "connected to Slack");
    },
    stop: async () => {
      const stopping = running;
      running = undefined;
      if (stopping === undefined) return;
      stopping.receiver.close();
      await stopping.receiver.idle();
      await background.stop();
      await transport.close();
    },
    groupMembers: async (group) => running?.directory.groupMembers(group),
    ...createPoster({ web, fetch, encode, seeding, sleep }),
    readReactions: (ref, seeds) => readReactions({ web, seeding, botUser }, ref, seeds),
    inspect: (target) => inspectChannel(web, messages, target),
  };
}

/** With what a test may have replaced. */
type Options = SlackOptions & Required<Pick<SlackOptions, "fetch" | "sleep" | "quietMs">>;

function createTransport(options: Options, report: (what: "disconnected" | "reconnected") => void): Transport {
  const { mode, apiUrl, log, now, fetch, sleep } = options;
  if (mode.kind === "http") return createHttpTransport({ signingSecret: mode.signingSecret, log, now, sleep });
  return createSocketTransport({
    appToken: mode.appToken,
    apiUrl,
    log,
    fetch,
    sleep,
    onDisconnected: () => report("disconnected"),
    onReconnected: () => report("reconnected"),
  });
}

interface Connection {
  readonly web: WebClient;
  readonly encode: { readonly codeText: (code: string) => string };
  readonly installation: Installation;
  readonly directory: Directory;
  readonly transport: Transport;
}

function startReceiver(options: Options, connection: Connection, handler: EventHandler): SlackReceiver {
  const { botToken, apiUrl, commands, messages, log, now, fetch, sleep } = options;
  const { web, encode, installation, directory, transport } = connection;
  return createReceiver({
    receiver: transport.receiver,
    token: botToken,
    installation,
    directory,
    replier: createReplier({ web, encode, messages, log, fetch, sleep }),
    encode,
    messages,
    toFile: (field, file) => formFile(field, file, { botToken, apiUrl, messages }),
    commands,
    handler,
    log,
    now,
    sleep,
  });
}

/** @throws PlatformError where Slack cannot be reached now, and an Error in one line where it does not know the token */
async function findInstallation(web: WebClient, log: Logger): Promise<Installation> {
  const me = await translateErrors(web.auth.test()).catch((error: unknown) => {
    const problem = toPlatformError(error);
    if (!problem.permanent) throw problem;
    throw new Error(
      `Slack refuses SLACK_BOT_TOKEN (${slackCode(error) ?? problem.reason}). Copy the Bot User OAuth Token again from the app's page "OAuth & Permissions".`,
    );
  });
  const missing = missingScopes(me.response_metadata?.scopes ?? []);
  if (missing.length > 0) log.warn({ missing }, "the bot lacks scopes; `studybot doctor` says how to add them");
  const isEnterprise = me.is_enterprise_install === true;
  const team = isEnterprise ? (me.enterprise_id ?? me.team_id) : me.team_id;
  if (team === undefined || me.user_id === undefined) {
    throw new Error("Slack does not say whose token SLACK_BOT_TOKEN is.");
  }
  return { team, enterprise: me.enterprise_id, isEnterprise, botUser: me.user_id, bot: me.bot_id };
}

async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    // Woken early: the caller looks at the signal.
  }
}

function createBackground(log: Logger) {
  const stopped = new AbortController();
  const running = new Set<Promise<void>>();
  return {
    run: (work: (stopped: AbortSignal) => Promise<void>): void => {
      const tracked = work(stopped.signal).catch((error: unknown) =>
        log.warn({ err: error }, "work in the background failed"),
      );
      running.add(tracked);
      void tracked.finally(() => running.delete(tracked));
    },
    idle: async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running);
    },
    stop: async (): Promise<void> => {
      stopped.abort();
      await Promise.all(running);
    },
  };
}

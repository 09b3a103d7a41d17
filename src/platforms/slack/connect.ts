import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { EpochMs } from "../../chat/card.ts";
import type { CommandShape } from "../../chat/command.ts";
import type { EventHandler } from "../../chat/event.ts";
import type { PlatformAdapter } from "../platform.ts";
import { createWeb, told, type WebClient } from "./api/client.ts";
import type { Installation } from "./decode.ts";
import { slackCode, toPlatformError } from "./errors.ts";
import { namesInWorkspace } from "./manifest/command-names.ts";
import { missingScopes } from "./manifest/scopes.ts";
import { createDirectory, type Directory } from "./people/directory.ts";
import { createPosting } from "./post.ts";
import { createIntake, type Intake } from "./receive.ts";
import { createReplies } from "./reply.ts";
import { createSeeding } from "./seeding.ts";
import { createHttpDoor, createSocketDoor, type Door } from "./transport/http.ts";

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
  readonly log: Logger;
  readonly now: () => EpochMs;
  /** How long a call of Slack's API may take, in ms. */
  readonly timeoutMs?: number;
  /** Without a message on its way for this long, reactions are seeded; in ms. */
  readonly quietMs?: number;
}

export interface Slack extends PlatformAdapter {
  /** HTTP mode: answers what Slack sends to /slack/events. undefined in Socket Mode. */
  readonly answerHttp: ((request: Request) => Promise<Response>) | undefined;
  /** Resolves once no reaction waits to be seeded. */
  idle(): Promise<void>;
}

export function createSlack(options: SlackOptions): Slack {
  const { log } = options;
  const web = createWeb(options.botToken, {
    apiUrl: options.apiUrl,
    log,
    ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
  });
  const encode = { codeText: namesInWorkspace(options.commands, options.commandPrefix ?? "") };
  const background = createBackground(log);
  let running: { installation: Installation; intake: Intake; directory: Directory; door: Door } | undefined;
  let botUser = "";
  const tell = (what: "disconnected" | "reconnected"): void => {
    const at = options.now();
    const community = running?.installation.team ?? "";
    running?.intake.tell({ type: "lifecycle", id: `${what}:${at}`, platform: "slack", community, at, what });
  };
  const { mode } = options;
  const door: Door =
    mode.kind === "http"
      ? createHttpDoor({ signingSecret: mode.signingSecret, log, now: options.now })
      : createSocketDoor({
          appToken: mode.appToken,
          apiUrl: options.apiUrl,
          log,
          sleep,
          onLost: () => tell("disconnected"),
          onReconnected: () => tell("reconnected"),
        });
  const start = async (handler: EventHandler): Promise<void> => {
    const installation = await whoAmI(web, log);
    botUser = installation.botUser;
    const directory = createDirectory({ web, installation, log, now: options.now });
    const replies = createReplies({ web, encode, log, sleep });
    const intake = createIntake({
      receiver: door.receiver,
      token: options.botToken,
      installation,
      directory,
      replies,
      commands: options.commands,
      handler,
      log,
      now: options.now,
      sleep,
    });
    running = { installation, intake, directory, door };
    await door.open();
    log.info({ team: installation.team, mode: options.mode.kind }, "connected to Slack");
  };
  return {
    name: "slack",
    answerHttp: door.answer,
    ...(door.answer !== undefined && { routes: new Map([["/slack/events", door.answer]]) }),
    idle: background.idle,
    start,
    stop: async () => {
      const stopping = running;
      running = undefined;
      if (stopping === undefined) return;
      stopping.intake.close();
      await stopping.intake.idle();
      await background.stop();
      await stopping.door.close();
    },
    groupMembers: async (group) => running?.directory.groupMembers(group),
    ...createPosting({
      web,
      botUser: () => botUser,
      encode,
      log,
      seeding: createSeeding({ web, log, background: background.run, sleep, quietMs: options.quietMs ?? QUIET_MS }),
      sleep,
    }),
  };
}

/** @throws PlatformError where Slack cannot be reached now, and an Error in one line where it does not know the token. */
async function whoAmI(web: WebClient, log: Logger): Promise<Installation> {
  const me = await told(web.auth.test()).catch((error: unknown) => {
    const problem = toPlatformError(error);
    if (!problem.permanent) throw problem;
    throw new Error(
      `Slack refuses SLACK_BOT_TOKEN (${slackCode(error) ?? problem.reason}). Copy the Bot User OAuth Token afresh from the app's page "OAuth & Permissions".`,
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

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    // Woken early: whoever sleeps looks at the signal.
  }
}

function createBackground(log: Logger) {
  const stopped = new AbortController();
  const works = new Set<Promise<void>>();
  return {
    run: (work: (stopped: AbortSignal) => Promise<void>): void => {
      const tracked = work(stopped.signal).catch((error: unknown) =>
        log.warn({ err: error }, "work in the background failed"),
      );
      works.add(tracked);
      void tracked.finally(() => works.delete(tracked));
    },
    idle: async (): Promise<void> => {
      while (works.size > 0) await Promise.all(works);
    },
    stop: async (): Promise<void> => {
      stopped.abort();
      await Promise.all(works);
    },
  };
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { callApi, type FaultPlan } from "./api.ts";
import { checkedContent } from "./api-chat.ts";
import { realSleep, type Sleep } from "./clock.ts";
import {
  createHttpTransport,
  createSocketTransport,
  type Delivered,
  type EnvelopeKind,
  type SocketTransport,
  type Transport,
} from "./transport.ts";
import { newId, newTs, newUser, refuse, SlackRefusal, type World } from "./world.ts";

/** What the app's manifest says: Slack delivers nothing else and allows nothing else. */
export interface InstalledManifest {
  readonly features: {
    readonly slash_commands: readonly { readonly command: string; readonly should_escape?: boolean }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly event_subscriptions: { readonly bot_events: readonly string[] };
    readonly socket_mode_enabled: boolean;
  };
}

/** What happens to something on its way to the app. */
interface Misdelivery {
  /** Held back for so long, while later ones pass. */
  readonly holdMs: number;
  /** Delivered again after each of these waits. */
  readonly againMs: readonly number[];
}

const ON_TIME: Misdelivery = { holdMs: 0, againMs: [] };

export interface FakeSlack {
  readonly world: World;
  readonly manifest: InstalledManifest;
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  /** Of the latest installation. */
  botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly socket: SocketTransport;
  /** Which calls fail, and how. */
  plan: FaultPlan;
  /** Where the app listens in HTTP mode; undefined: Socket Mode. */
  appUrl: string | undefined;
  /** Slack waits so long before it sends an unacknowledged event again: at once, a minute, five minutes; here in ms. */
  retryDelays: readonly number[];
  misdeliver: (kind: EnvelopeKind) => Misdelivery;
  /** Something happened; resolves once the app has it, or with false where Slack has given up. */
  emit(event: Readonly<Record<string, unknown>> & { readonly type: string }): Promise<boolean>;
  deliver(kind: EnvelopeKind, payload: object): Promise<Delivered>;
  /** Until nothing is on its way to the app; what waits for another try is not. */
  settled(): Promise<void>;
  newTrigger(user: string): string;
  newResponseUrl(channel: string, user: string): string;
  stop(): Promise<void>;
}

const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

/** A stateful Slack on loopback with one workspace, in which the app of this manifest is installed. */
export async function createFakeSlack(
  manifest: InstalledManifest,
  options: { now?: () => number; sleep?: Sleep; organisation?: string; enterprise?: string } = {},
): Promise<FakeSlack> {
  const { now = Date.now, sleep = realSleep } = options;
  const world = newWorld(manifest, now, options);
  const socket = createSocketTransport(world, sleep);
  const wss = new WebSocketServer({ noServer: true });
  const onItsWay = new Set<Promise<unknown>>();
  const server = createServer((request, response) => {
    void answer(slack, request, response).catch((error: unknown) => {
      world.complaints.push(`the fake failed: ${String(error)}`);
      response.destroy();
    });
  });
  server.on("upgrade", (request, connection, head) => {
    wss.handleUpgrade(request, connection, head, (client) => socket.accept(client));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = createHttpTransport({ url: () => slack.appUrl ?? "", secret: SIGNING_SECRET, now, sleep });
  const transport = (): Transport => (slack.appUrl === undefined ? socket : http);
  const track = <T>(work: Promise<T>): Promise<T> => {
    onItsWay.add(work);
    return work.finally(() => onItsWay.delete(work));
  };
  const slack: FakeSlack = {
    world,
    manifest,
    apiUrl: `${base}/api/`,
    botToken: "xoxb-0-fake",
    appToken: "xapp-1-fake",
    signingSecret: SIGNING_SECRET,
    socket,
    plan: () => undefined,
    appUrl: undefined,
    retryDelays: [0, 300, 1_500],
    misdeliver: () => ON_TIME,
    emit: (event) => emit(slack, { transport, sleep, track }, event),
    deliver: (kind, payload) =>
      track(
        underway(slack, { kind, sleep }, () => transport().send(kind, payload)).then((delivered) => {
          if (!delivered.acked) world.complaints.push(`${kind} was not acknowledged within 3 s`);
          return delivered;
        }),
      ),
    settled: async () => {
      while (onItsWay.size > 0) await Promise.allSettled(onItsWay);
    },
    newTrigger: (user) => {
      const id = newId("R");
      world.triggers.set(id, { user, until: now() + 3_000, used: false });
      return id;
    },
    newResponseUrl: (channel, user) => {
      const id = newId("A");
      world.responseUrls.set(id, { channel, user, until: now() + 30 * 60_000, uses: 0 });
      return `${base}/response/${id}`;
    },
    stop: async () => {
      for (const client of wss.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return slack;
}

function newWorld(
  manifest: InstalledManifest,
  now: () => number,
  grid: { organisation?: string; enterprise?: string },
): World {
  const team = { id: newId("T"), name: "acme" };
  const bot = newUser({ name: "studybot", team_id: team.id, is_bot: true });
  return {
    team,
    organisation: grid.organisation,
    enterprise: grid.enterprise ?? grid.organisation,
    app: { id: newId("A"), bot: newId("B"), botUser: bot.id },
    tokens: new Map([
      ["xoxb-0-fake", { kind: "bot", scopes: new Set(manifest.oauth_config.scopes.bot), revoked: false }],
      ["xapp-1-fake", { kind: "app", scopes: new Set(["connections:write"]), revoked: false }],
    ]),
    users: new Map([[bot.id, bot]]),
    channels: new Map(),
    ephemerals: [],
    views: new Map(),
    homes: new Map(),
    files: new Map(),
    picturesPending: 0,
    groups: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    calls: [],
    complaints: [],
    now,
    lastTs: { micros: 0 },
  };
}

/** Sends it as `misdeliver` says; resolves with the first answer once every copy is there. */
async function underway<T>(
  slack: FakeSlack,
  { kind, sleep }: { kind: EnvelopeKind; sleep: Sleep },
  send: () => Promise<T>,
): Promise<T> {
  const { holdMs, againMs } = slack.misdeliver(kind);
  if (holdMs > 0) await sleep(holdMs);
  const first = await send();
  for (const wait of againMs) {
    await sleep(wait);
    await send();
  }
  return first;
}

/** The same event_id on every try; only what the manifest subscribes to. */
async function emit(
  slack: FakeSlack,
  way: { transport: () => Transport; sleep: Sleep; track: <T>(work: Promise<T>) => Promise<T> },
  event: { readonly type: string },
): Promise<boolean> {
  const { world, manifest } = slack;
  if (!manifest.settings.event_subscriptions.bot_events.includes(event.type)) return true;
  const channel =
    "channel" in event ? event.channel : "item" in event ? (event.item as { channel?: unknown }).channel : "";
  const home = world.channels.get(String(channel))?.team ?? world.team.id;
  const payload = {
    token: "deprecated",
    // An organisation's app is told of its own end by no workspace.
    team_id: world.organisation !== undefined && event.type === "tokens_revoked" ? null : home,
    api_app_id: world.app.id,
    type: "event_callback",
    event,
    event_id: newId("Ev"),
    event_time: Math.floor(world.now() / 1000),
    authorizations: [
      {
        enterprise_id: world.organisation ?? null,
        team_id: world.organisation === undefined ? world.team.id : null,
        user_id: world.app.botUser,
        is_bot: true,
        is_enterprise_install: world.organisation !== undefined,
      },
    ],
    is_ext_shared_channel: false,
  };
  let attempt = 0;
  const send = () =>
    way.transport().send("events_api", payload, attempt === 0 ? undefined : { attempt, reason: "timeout" });
  // Between two waits it is on its way.
  const isTaken = async (): Promise<boolean> => {
    do {
      const work = attempt === 0 ? underway(slack, { kind: "events_api", sleep: way.sleep }, send) : send();
      if ((await work).acked) return true;
    } while (slack.retryDelays[attempt++] === 0);
    return false;
  };
  while (!(await way.track(isTaken()))) {
    const delay = slack.retryDelays[attempt - 1];
    if (delay === undefined) return false;
    await way.sleep(delay);
  }
  return true;
}

async function answer(slack: FakeSlack, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { world } = slack;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const [, kind, name = ""] = /^\/(api|response|upload|files)\/([\w.]+)$/.exec(request.url ?? "") ?? [];
  if (kind === "upload") {
    const file = world.files.get(name);
    if (file !== undefined) file.content = body;
    response.writeHead(file === undefined ? 404 : 200).end("OK");
  } else if (kind === "files") {
    const token = world.tokens.get((request.headers.authorization ?? "").replace(/^Bearer /, ""));
    const file = world.files.get(name);
    if (token?.scopes.has("files:read") !== true || token.revoked) {
      response.writeHead(302, { location: "https://acme.slack.test/?redir=files" }).end("<html>Sign in</html>");
    } else response.writeHead(file === undefined ? 404 : 200).end(file?.content);
  } else if (kind === "response") {
    const problem = takeResponse(world, name, body.toString());
    response
      .writeHead(problem === undefined ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify(problem === undefined ? { ok: true } : { ok: false, error: problem }));
  } else if (kind === "api") {
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    const host = {
      baseUrl: () => slack.apiUrl.replace(/\/api\/$/, ""),
      emit: (event: { type: string }) => void slack.emit(event),
    };
    const result = await callApi(world, { method: name, token, body: body.toString() }, slack.plan, host);
    if (result === "reset") return void request.socket.destroy();
    await result.after;
    response.writeHead(result.status, { "content-type": "application/json", ...result.headers });
    response.end(typeof result.body === "string" ? result.body : JSON.stringify(result.body));
  } else response.writeHead(404).end();
}

/** @returns Slack's error where the address is used up, too old, or the message is refused. */
function takeResponse(world: World, id: string, body: string): string | undefined {
  const url = world.responseUrls.get(id);
  if (url === undefined) return "invalid_url";
  if (world.now() > url.until) return "expired_url";
  if (url.uses >= 5) return "used_url";
  url.uses += 1;
  try {
    const message = JSON.parse(body) as {
      response_type?: string;
      text?: string;
      blocks?: unknown;
      replace_original?: boolean;
    };
    if (message.response_type !== "ephemeral" || message.replace_original !== false)
      refuse("the bot's answers are private and replace nothing");
    const blocks = checkedContent(message);
    world.ephemerals.push({
      channel: url.channel,
      user: url.user,
      ts: newTs(world),
      text: message.text ?? "",
      blocks,
    });
    return undefined;
  } catch (error) {
    const problem = error instanceof SlackRefusal ? `${error.code} ${JSON.stringify(error.more)}` : String(error);
    world.complaints.push(`response_url: ${problem}`);
    return problem;
  }
}

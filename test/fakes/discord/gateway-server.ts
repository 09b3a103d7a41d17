import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { guildPayload, userPayload } from "./payloads.ts";
import type { World } from "./world.ts";

const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
/** Which intent an event needs; the rest comes always. Source: Discord's reference, "Gateway Intents". */
const NEEDS: readonly (readonly [RegExp, number])[] = [
  [/^(?:GUILD_(?:CREATE|UPDATE|DELETE|ROLE_\w+)|CHANNEL_\w+|THREAD_\w+)$/, 1 << 0],
  [/^MESSAGE_REACTION_/, 1 << 10],
  [/^MESSAGE_(?:CREATE|UPDATE|DELETE)/, 1 << 9],
  [/^GUILD_MEMBER_(?:ADD|UPDATE|REMOVE)$/, 1 << 1],
];

interface Session {
  readonly id: string;
  readonly shard: number;
  readonly shards: number;
  readonly intents: number;
  sequence: number;
  readonly sent: { readonly s: number; readonly t: string; readonly d: unknown }[];
  socket: WebSocket | undefined;
}

export interface Gateway {
  dispatch(type: string, guild: string | undefined, data: unknown): void;
  /** Cuts every connection; what happens meanwhile is kept for a resume. */
  cut(code?: number): void;
  /** Sessions cannot be resumed any more. */
  forget(): void;
  /** Resolves once the bot has taken all events so far; those who are not connected take none. */
  received(): Promise<void>;
  readonly identifies: number;
  readonly resumes: number;
  /** A connection that stands. */
  readonly connected: boolean;
  /** New connections are turned away. */
  refusing: boolean;
  /** What happens to an event on its way to the bot: late, or more than once. */
  misdeliver: (type: string) => { readonly holdMs: number; readonly copies: number };
}

/** Said goodbye to: there is nothing to resume. */
const GOODBYE = [1000, 1001];

/** Discord's gateway on loopback: identify with intents, heartbeats, resume, invalid sessions. */
export function createGateway(
  world: World,
  server: Server,
  given: { readonly token: string; readonly url: () => string; readonly heartbeatMs: number },
): Gateway {
  const { token, url, heartbeatMs } = given;
  const sessions = new Map<string, Session>();
  const sockets = new WebSocketServer({ server });
  let identifies = 0;
  let resumes = 0;

  const send = (session: Session, t: string, d: unknown): void => {
    const need = NEEDS.find(([pattern]) => pattern.test(t))?.[1] ?? 0;
    // What changes about the bot itself is told whatever it asked for.
    const isOwn = t === "GUILD_MEMBER_UPDATE" && (d as { user?: { id?: string } }).user?.id === world.bot.id;
    if ((session.intents & need) !== need && !isOwn) return;
    session.sequence += 1;
    const event = { s: session.sequence, t, d };
    session.sent.push(event);
    session.socket?.send(JSON.stringify({ op: 0, ...event }));
  };

  const spread = (type: string, guild: string | undefined, data: unknown): void => {
    const shardsNow = [...sessions.values()];
    for (const session of shardsNow) {
      const here = guild === undefined ? session.shard === 0 : shardOf(guild, session.shards) === session.shard;
      if (here) send(session, type, data);
    }
  };

  const identify = (socket: WebSocket, d: Record<string, unknown>): void => {
    identifies += 1;
    if (d.token !== token) {
      socket.close(4004);
      return;
    }
    const intents = Number(d.intents);
    if ((intents & PRIVILEGED) !== 0) {
      socket.close(4014);
      return;
    }
    const [shard = 0, shards = 1] = (d.shard as number[] | undefined) ?? [];
    const session: Session = { id: randomUUID(), shard, shards, intents, sequence: 0, sent: [], socket };
    sessions.set(session.id, session);
    const guilds = [...world.guilds.values()].filter((guild) => shardOf(guild.id, shards) === shard);
    send(session, "READY", {
      v: 10,
      user: { ...userPayload(world.bot), verified: true, mfa_enabled: true, email: null, flags: 0 },
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: url(),
      shard: [shard, shards],
      application: { id: world.bot.id, flags: 0 },
      private_channels: [],
      relationships: [],
      _trace: [],
    });
    for (const guild of guilds) {
      send(
        session,
        "GUILD_CREATE",
        guild.unavailable ? { id: guild.id, unavailable: true } : guildPayload(world, guild),
      );
    }
  };

  const resume = (socket: WebSocket, d: { session_id?: string; seq?: number }): void => {
    const session = sessions.get(String(d.session_id));
    if (session === undefined) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return;
    }
    resumes += 1;
    session.socket = socket;
    for (const event of session.sent) if (event.s > Number(d.seq)) socket.send(JSON.stringify({ op: 0, ...event }));
    send(session, "RESUMED", { _trace: [] });
  };

  sockets.on("connection", (socket) => {
    if (gateway.refusing) {
      socket.close(1013);
      return;
    }
    socket.on("message", (raw) => {
      const { op, d } = JSON.parse(String(raw)) as { op: number; d: Record<string, unknown> };
      if (op === 1) socket.send(JSON.stringify({ op: 11 }));
      else if (op === 2) identify(socket, d);
      else if (op === 6) resume(socket, d);
      else if (op !== 3) world.violations.push(`gateway opcode ${op}`);
    });
    socket.on("close", (code) => {
      for (const session of sessions.values()) {
        if (session.socket !== socket) continue;
        session.socket = undefined;
        if (GOODBYE.includes(code)) sessions.delete(session.id);
      }
    });
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: heartbeatMs, _trace: [] } }));
  });

  const gateway: Gateway = {
    dispatch: (type, guild, data) => {
      const { holdMs, copies } = gateway.misdeliver(type);
      const go = () => {
        for (let copy = 0; copy < copies; copy++) spread(type, guild, data);
      };
      if (holdMs > 0) setTimeout(go, holdMs);
      else go();
    },
    cut: (code = 4000) => {
      for (const session of sessions.values()) {
        const { socket } = session;
        session.socket = undefined;
        if (code === 1006) socket?.terminate();
        else socket?.close(code);
      }
    },
    forget: () => sessions.clear(),
    received: async () => {
      await Promise.all([...sessions.values()].map(taken));
    },
    get identifies() {
      return identifies;
    },
    get resumes() {
      return resumes;
    },
    get connected() {
      return [...sessions.values()].some((session) => session.socket !== undefined);
    },
    refusing: false,
    misdeliver: () => ({ holdMs: 0, copies: 1 }),
  };
  return gateway;
}

/** Discord may ask for a heartbeat at any time; in it, the client names the last event that it has taken. */
function taken({ socket, sequence }: Session): Promise<void> {
  if (socket === undefined) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const ask = (): void => socket.send(JSON.stringify({ op: 1 }));
  const onMessage = (raw: unknown): void => {
    const { op, d } = JSON.parse(String(raw)) as { op: number; d: number | null };
    if (op !== 1) return;
    if (Number(d) >= sequence) resolve();
    else ask();
  };
  socket.on("message", onMessage);
  socket.on("close", resolve);
  ask();
  return promise.finally(() => {
    socket.off("message", onMessage);
    socket.off("close", resolve);
  });
}

function shardOf(guild: string, shards: number): number {
  return Number((BigInt(guild) >> 22n) % BigInt(shards));
}

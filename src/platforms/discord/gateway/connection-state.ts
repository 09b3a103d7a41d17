import { type Client, Events } from "discord.js";
import type { Logger } from "pino";

export function logConnection(client: Client, log: Logger): void {
  client.on(Events.Error, (error) => log.warn({ problem: error.message }, "discord.js reported an error"));
  client.on(Events.ShardError, (error, shard) =>
    log.warn({ shard, problem: error.message }, "Discord's gateway had an error"),
  );
  client.on(Events.ShardDisconnect, ({ code }, shard) =>
    log.error({ shard, code }, "Discord closed the gateway for good"),
  );
  client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, "reconnecting to Discord's gateway"));
  client.on(Events.ShardResume, (shard, replayed) => log.info({ shard, replayed }, "Discord's gateway was resumed"));
}

/** The connection is lost with its first shard, and back with its last. */
export function watchConnection(client: Client, onChange: (what: "disconnected" | "resumed") => void): void {
  const down = new Set<number>();
  const lost = (shard: number): void => {
    if (down.size === 0) onChange("disconnected");
    down.add(shard);
  };
  const back = (shard: number): void => {
    if (down.delete(shard) && down.size === 0) onChange("resumed");
  };
  client.on(Events.ShardReconnecting, lost);
  client.on(Events.ShardDisconnect, (_, shard) => lost(shard));
  client.on(Events.ShardResume, back);
  client.on(Events.ShardReady, back);
}

/** Runs `work` once for each key, `ms` after the first of several calls. */
export function coalesce(ms: number, work: (key: string) => Promise<unknown>): (key: string) => void {
  const waiting = new Set<string>();
  return (key) => {
    if (waiting.has(key)) return;
    waiting.add(key);
    const timer = setTimeout(() => {
      waiting.delete(key);
      work(key).catch(() => undefined);
    }, ms);
    timer.unref();
  };
}

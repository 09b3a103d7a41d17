import type { EpochMs } from "../chat/card.ts";
import type { PlatformName } from "../chat/event.ts";

/** Where a platform stands, and since when. "off": it cannot be started, and is not tried again. */
export interface Connection {
  readonly state: "connecting" | "connected" | "lost" | "off";
  readonly since: EpochMs;
}

export type Connections = Map<PlatformName, Connection>;

/** Notes where a platform stands; what it stood at already keeps its time. */
export function noteConnection(
  bot: { readonly connections: Connections; now(): EpochMs },
  platform: PlatformName,
  state: Connection["state"],
): void {
  if (bot.connections.get(platform)?.state !== state) bot.connections.set(platform, { state, since: bot.now() });
}

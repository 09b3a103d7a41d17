import type { EpochMs } from "../chat/card.ts";
import type { PlatformName } from "../chat/event.ts";

/** A platform's state and when it began. "off": it could not be started and is not retried. */
export interface Connection {
  readonly state: "connecting" | "connected" | "lost" | "off";
  readonly since: EpochMs;
}

export type Connections = Map<PlatformName, Connection>;

/** Setting the state that a platform already has keeps its `since`. */
export function setConnectionState(
  bot: { readonly connections: Connections; now(): EpochMs },
  platform: PlatformName,
  state: Connection["state"],
): void {
  if (bot.connections.get(platform)?.state !== state) bot.connections.set(platform, { state, since: bot.now() });
}

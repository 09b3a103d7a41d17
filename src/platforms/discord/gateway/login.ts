import { setTimeout as sleep } from "node:timers/promises";
import { type Client, Events } from "discord.js";
import { PlatformError } from "../../../chat/errors.ts";
import { toPlatformError } from "../errors.ts";

/**
 * Resolves once every shard is ready.
 *
 * @throws PlatformError "access-lost" where Discord refuses the token, "unavailable" where it does not answer in time
 */
export async function login(client: Client, token: string, timeoutMs: number): Promise<void> {
  const refusal = Promise.withResolvers<never>();
  const isReady = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
  client.once(Events.ShardDisconnect, ({ code }) =>
    refusal.reject(new PlatformError("access-lost", `Discord closed the connection for good (${code})`)),
  );
  const waited = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: waited.signal, ref: false }).then(() => {
    throw new PlatformError("unavailable", "Discord did not answer in time");
  });
  try {
    await Promise.race([Promise.all([client.login(token), isReady]), refusal.promise, late]);
  } catch (error) {
    await client.destroy();
    if (error instanceof Error && "code" in error && error.code === "TokenInvalid") {
      throw new PlatformError("access-lost", "Discord refused the token: copy DISCORD_TOKEN afresh", { cause: error });
    }
    throw toPlatformError(error);
  } finally {
    waited.abort();
    late.catch(() => undefined);
    refusal.promise.catch(() => undefined);
  }
}

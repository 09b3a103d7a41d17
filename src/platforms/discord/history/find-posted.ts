import { type REST, Routes } from "discord.js";
import { z } from "zod";
import type { EpochMs } from "../../../chat/card.ts";
import { PlatformError } from "../../../chat/errors.ts";
import { snowflakeAt } from "../decode.ts";
import { restMessageSchema } from "../gateway/payloads.ts";
import { carriesMark } from "./delivery-mark.ts";

const PAGE = 100;
/** 5,000 messages. In a channel that is busier, the delivery is left to an admin. */
const MAX_PAGES = 50;
/** Ids carry the time of Discord's clock, which may differ from the bot's. */
const CLOCK_SKEW_MS = 2 * 60_000;

/**
 * Looks for a message by the bot that carries the key's mark, from `since` on.
 *
 * @throws PlatformError "uncertain" where there are too many messages to look through
 */
export async function findPosted(
  rest: REST,
  where: { readonly channel: string; readonly key: string; readonly since: EpochMs; readonly me: string },
): Promise<string | undefined> {
  let after = snowflakeAt(where.since - CLOCK_SKEW_MS);
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = new URLSearchParams({ after, limit: String(PAGE) });
    const messages = z.array(restMessageSchema).parse(await rest.get(Routes.channelMessages(where.channel), { query }));
    const found = messages.find(
      (message) => message.author.id === where.me && carriesMark(message.components, where.key),
    );
    if (found !== undefined) return found.id;
    if (messages.length < PAGE) return undefined;
    after = messages.map((message) => message.id).reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b));
  }
  throw new PlatformError("uncertain", "too many messages to look through for an earlier try");
}

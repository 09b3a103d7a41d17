import type { EpochMs } from "../../chat/card.ts";
import { PlatformError } from "../../chat/errors.ts";
import type { WebClient } from "./api/client.ts";
import { toPlatformError } from "./errors.ts";

/** The name under which a message carries its delivery's key as metadata. */
const EVENT_TYPE = "studybot_delivery";
/** Slack's clock and this one may differ. */
const CLOCK_SKEW_MS = 5 * 60_000;
const PAGE_SIZE = 200;
/** Pages of messages since the uncertain send. Where more was written, nobody guesses. */
const PAGES = 25;

export interface Place {
  readonly channel: string;
  readonly thread: string | undefined;
}

export function deliveryMetadata(key: string) {
  return { event_type: EVENT_TYPE, event_payload: { key } };
}

/**
 * The message that carries the key, if an earlier try posted it.
 *
 * @throws PlatformError "uncertain" where the bot may not look, or cannot look far enough
 */
export async function findPosted(
  web: WebClient,
  place: Place,
  key: string,
  since: EpochMs,
): Promise<string | undefined> {
  const oldest = ((since - CLOCK_SKEW_MS) / 1000).toFixed(6);
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const result = await readPage(web, place, { oldest, ...(cursor !== undefined && { cursor }) });
    const found = (result.messages ?? []).find(
      ({ metadata }) =>
        metadata?.event_type === EVENT_TYPE && (metadata.event_payload as { key?: unknown } | undefined)?.key === key,
    );
    if (found?.ts !== undefined) return found.ts;
    cursor = result.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === "") return undefined;
  }
  throw new PlatformError("uncertain", "too much was written since to find the message");
}

interface HistoryPage {
  readonly messages?: readonly {
    readonly ts?: string;
    readonly metadata?: { readonly event_type?: string; readonly event_payload?: unknown };
  }[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

async function readPage(
  web: WebClient,
  place: Place,
  range: { oldest: string; cursor?: string },
): Promise<HistoryPage> {
  const query = { channel: place.channel, inclusive: true, include_all_metadata: true, limit: PAGE_SIZE, ...range };
  try {
    return await (place.thread === undefined
      ? web.conversations.history(query)
      : web.conversations.replies({ ...query, ts: place.thread }));
  } catch (error) {
    const problem = toPlatformError(error);
    if (problem.reason === "message-gone") return { messages: [] };
    if (problem.reason === "permission-lost")
      throw new PlatformError("uncertain", "the bot may not read its own messages here", { cause: error });
    throw problem;
  }
}

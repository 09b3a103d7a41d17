import type { Card } from "../../chat/card.ts";
import { PlatformError } from "../../chat/errors.ts";
import type { ChatPlatform, PostTarget } from "../../chat/platform.ts";
import { translateErrors, type WebClient } from "./api/client.ts";
import { uploadImages } from "./api/upload.ts";
import { cardToBlocks, type EncodeOptions } from "./encode-card.ts";
import { slackCode } from "./errors.ts";
import { deliveryMetadata, findPosted, type Place } from "./find-posted.ts";
import type { Seeding } from "./seeding.ts";

/** Slack takes "several hundred" messages a minute for a whole workspace (its docs, "Rate limits"): this makes 300. */
const POST_GAP_MS = 200;
const IMAGE_TRIES = 4;

/** Names and links in texts stay words. */
const VERBATIM = { parse: "none", link_names: false } as const;
/** No link unfolds into a preview. */
export const NO_UNFURL = { unfurl_links: false, unfurl_media: false } as const;

export interface PostParts {
  readonly web: WebClient;
  readonly fetch: typeof fetch;
  readonly encode: EncodeOptions;
  readonly seeding: Seeding;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export function createPoster(parts: PostParts): Pick<ChatPlatform, "post" | "find" | "edit"> {
  const { web, seeding } = parts;
  const takeTurn = createTurns(parts.sleep);
  return {
    post: async (to, card, delivery) => {
      const place = await placeOf(web, to);
      const ts = await seeding.posting(async () => {
        const { key, maybeSentSince } = delivery;
        const known = maybeSentSince === undefined ? undefined : await findPosted(web, place, key, maybeSentSince);
        if (known !== undefined) return known;
        await takeTurn();
        return send(parts, place, card, key);
      });
      seeding.seed(place.channel, ts, card.reactions ?? []);
      return { community: to.community, channel: place.channel, message: ts };
    },
    find: async (to, { key, maybeSentSince }) => {
      const place = await placeOf(web, to);
      const ts = await findPosted(web, place, key, maybeSentSince);
      return ts === undefined ? undefined : { community: to.community, channel: place.channel, message: ts };
    },
    edit: async (ref, card) => {
      const { text, blocks } = cardToBlocks(card, parts.encode);
      const metadata = ref.key === undefined ? {} : { metadata: deliveryMetadata(ref.key) };
      if (card.reactions === undefined) seeding.unseed(ref.channel, ref.message);
      await seeding.posting(() =>
        translateErrors(
          web.chat.update({ channel: ref.channel, ts: ref.message, text, blocks, ...VERBATIM, ...metadata }),
        ),
      );
    },
  };
}

/** Lets callers go on one by one, far enough apart to stay below a workspace's limit. */
function createTurns(sleep: PostParts["sleep"]): () => Promise<void> {
  let free = Promise.resolve();
  return () => {
    const turn = free;
    free = turn.then(() => sleep(POST_GAP_MS));
    return turn;
  };
}

async function placeOf(web: WebClient, to: PostTarget): Promise<Place> {
  if (to.kind === "channel") return { channel: to.channel, thread: undefined };
  if (to.kind === "thread") return { channel: to.channel, thread: to.message };
  const opened = await translateErrors(web.conversations.open({ users: to.user }));
  const channel = opened.channel?.id;
  if (channel === undefined) throw new PlatformError("channel-gone", "Slack opened no direct conversation");
  return { channel, thread: undefined };
}

async function send(parts: PostParts, place: Place, card: Card, key: string): Promise<string> {
  const images = await uploadImages(parts, card);
  const { text, blocks } = cardToBlocks(card, { ...parts.encode, images });
  const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
  for (let attempt = 1; ; attempt++) {
    try {
      const sent = await translateErrors(
        parts.web.chat.postMessage({
          channel: place.channel,
          ...thread,
          text,
          blocks,
          metadata: deliveryMetadata(key),
          ...NO_UNFURL,
          ...VERBATIM,
        }),
      );
      if (sent.ts === undefined) throw new PlatformError("unavailable", "Slack named no message");
      return sent.ts;
    } catch (error) {
      // A picture that was just uploaded is not ready at once.
      if (images.size === 0 || attempt === IMAGE_TRIES || slackCode(error) !== "invalid_blocks") throw error;
      await parts.sleep(1_000);
    }
  }
}

import type { Logger } from "pino";
import type { Card, EpochMs, OptionLabel } from "../../chat/card.ts";
import { PlatformError } from "../../chat/errors.ts";
import type {
  ChannelTarget,
  DeliveryMark,
  MessageRef,
  OptionReactions,
  PostTarget,
  TargetReport,
} from "../../chat/platform.ts";
import { told, type WebClient } from "./api/client.ts";
import { uploadImages } from "./api/files.ts";
import { cardToBlocks, type EncodeOptions } from "./encode-card.ts";
import { slackCode, toPlatformError } from "./errors.ts";
import { missingScopes } from "./manifest/scopes.ts";
import type { Seeding } from "./seeding.ts";
import { labelOfEmoji } from "./text/labels.ts";

/** The name under which a message bears its delivery's key as metadata. */
const MARK = "studybot_delivery";
/** Slack's clock and this one may differ. */
const CLOCK_SKEW_MS = 5 * 60_000;
const PAGE_SIZE = 200;
/** Of messages since the uncertain send: where so many were written that the mark is not among them, nobody guesses. */
const PAGES = 25;
/** Slack takes "several hundred" messages a minute for a whole workspace (its docs, "Rate limits"): this makes 300. */
const POST_GAP_MS = 200;
const IMAGE_TRIES = 4;

export interface Posting {
  post(to: PostTarget, card: Card, delivery: DeliveryMark): Promise<MessageRef>;
  find(to: PostTarget, delivery: Required<DeliveryMark>): Promise<MessageRef | undefined>;
  edit(message: MessageRef, card: Card): Promise<void>;
  readReactions(message: MessageRef, seeds: readonly OptionLabel[]): Promise<OptionReactions>;
  inspect(target: ChannelTarget): Promise<TargetReport>;
}

export interface PostingParts {
  readonly web: WebClient;
  readonly botUser: () => string;
  readonly encode: EncodeOptions;
  readonly log: Logger;
  readonly seeding: Seeding;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

interface Place {
  readonly channel: string;
  readonly thread: string | undefined;
}

const NOT_MEMBER = "I am not in this channel. Invite me with `/invite @studybot`, then try again.";
const ARCHIVED = "This channel is archived, so I cannot post here.";

/** Names and links in texts stay words; nothing unfolds into a preview. */
const STILL = { parse: "none", link_names: false } as const;

export function createPosting(parts: PostingParts): Posting {
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
      const metadata = ref.key === undefined ? {} : { metadata: markOf(ref.key) };
      if (card.reactions === undefined) seeding.unseed(ref.channel, ref.message);
      await seeding.posting(() =>
        told(web.chat.update({ channel: ref.channel, ts: ref.message, text, blocks, ...STILL, ...metadata })),
      );
    },
    readReactions: async (ref, seeds) => {
      const result = await told(web.reactions.get({ channel: ref.channel, timestamp: ref.message, full: true }));
      const found = (result.message?.reactions ?? []).map(({ name = "", users = [] }) => ({
        label: labelOfEmoji(name),
        people: users.filter((user) => user !== parts.botUser()),
        isSeeded: users.includes(parts.botUser()),
      }));
      const seeded = new Set(found.filter(({ isSeeded }) => isSeeded).map(({ label }) => label));
      const missing = seeds.filter((label) => !seeded.has(label));
      seeding.seed(ref.channel, ref.message, missing);
      return Object.fromEntries(
        found.flatMap(({ label, people }) => (label === undefined || people.length === 0 ? [] : [[label, people]])),
      );
    },
    inspect: (target) => inspect(web, target),
  };
}

/** Lets callers go on one by one, so far apart that a workspace's limit is not met. */
function createTurns(sleep: PostingParts["sleep"]): () => Promise<void> {
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
  const opened = await told(web.conversations.open({ users: to.user }));
  const channel = opened.channel?.id;
  if (channel === undefined) throw new PlatformError("channel-gone", "Slack opened no direct conversation");
  return { channel, thread: undefined };
}

async function send(parts: PostingParts, place: Place, card: Card, key: string): Promise<string> {
  const images = await uploadImages(parts.web, card);
  const { text, blocks } = cardToBlocks(card, { ...parts.encode, images });
  const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
  for (let attempt = 1; ; attempt++) {
    try {
      const sent = await told(
        parts.web.chat.postMessage({
          channel: place.channel,
          ...thread,
          text,
          blocks,
          metadata: markOf(key),
          unfurl_links: false,
          unfurl_media: false,
          ...STILL,
        }),
      );
      if (sent.ts === undefined) throw new PlatformError("unavailable", "Slack named no message");
      return sent.ts;
    } catch (error) {
      // A picture just uploaded is not there at once.
      if (images.size === 0 || attempt === IMAGE_TRIES || slackCode(error) !== "invalid_blocks") throw error;
      await parts.sleep(1_000);
    }
  }
}

function markOf(key: string) {
  return { event_type: MARK, event_payload: { key } };
}

/**
 * The message that bears the key, if an earlier try put it there.
 *
 * @throws PlatformError "uncertain" where the bot may not look, or cannot look far enough.
 */
async function findPosted(web: WebClient, place: Place, key: string, since: EpochMs): Promise<string | undefined> {
  const oldest = ((since - CLOCK_SKEW_MS) / 1000).toFixed(6);
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const result = await readPage(web, place, { oldest, ...(cursor !== undefined && { cursor }) });
    const found = (result.messages ?? []).find(
      ({ metadata }) =>
        metadata?.event_type === MARK && (metadata.event_payload as { key?: unknown } | undefined)?.key === key,
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

async function inspect(web: WebClient, target: ChannelTarget): Promise<TargetReport> {
  try {
    const result = await told(web.conversations.info({ channel: target.channel }));
    const { name = "", is_archived = false, is_member = false } = result.channel ?? {};
    const missing = missingScopes(result.response_metadata?.scopes ?? []);
    const refusal = is_archived ? ARCHIVED : is_member ? undefined : NOT_MEMBER;
    return {
      exists: is_member,
      name: name === "" ? "" : `#${name}`,
      archived: is_archived,
      missing,
      ...(refusal && { refusal }),
    };
  } catch (error) {
    const problem = toPlatformError(error);
    const gone = { exists: false, name: "", archived: false, missing: [] };
    if (problem.reason === "channel-gone") return { ...gone, refusal: NOT_MEMBER };
    // Without the scope to look, posting may work all the same.
    if (problem.reason === "permission-lost")
      return { ...gone, exists: true, missing: ["channels:read", "groups:read"] };
    throw problem;
  }
}

import type { Logger } from "pino";
import type { Card } from "../../chat/card.ts";
import type { CommandShape } from "../../chat/command.ts";
import { PlatformError } from "../../chat/errors.ts";
import type { EventHandler } from "../../chat/event.ts";
import type { DeliveryMark, MessageRef, PostTarget } from "../../chat/platform.ts";
import type { Db } from "../../storage/database.ts";
import {
  findByKey,
  findMessage,
  insertOnce,
  reactionsOf,
  replaceCard,
  type StoredMessage,
} from "../../storage/playground/messages.ts";
import type { PlatformAdapter } from "../platform.ts";
import { createHandling, type Handling } from "./handling.ts";
import { loadAssets } from "./http/assets.ts";
import { type Listener, listen } from "./http/listener.ts";
import { createLive, type Live } from "./http/live-updates.ts";
import { createServer } from "./http/server.ts";
import { directChannel } from "./page/message-to-html.ts";
import { BOT, findPersona, PEOPLE } from "./people.ts";

/** Open pages that hear of changes; a person needs a handful. */
const MAX_PAGES = 100;

export interface PlaygroundOptions {
  readonly db: Db;
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  /** What the composer completes. */
  readonly commands: readonly CommandShape[];
  readonly now: () => number;
  readonly log: Logger;
  readonly community?: { readonly id: string; readonly name: string };
  readonly channel?: { readonly id: string; readonly name: string };
}

export interface Playground extends PlatformAdapter {
  /** Where to open it, once it has started. */
  readonly url: string;
}

/** A chat channel on a page of its own, for one person who plays several. Its messages live in the bot's database. */
export function createPlayground(options: PlaygroundOptions): Playground {
  const { db, now } = options;
  const community = options.community ?? { id: "playground", name: "Playground" };
  const channel = options.channel ?? { id: "study", name: "study" };
  const place = { community: community.id, channel: channel.id };
  let running: Running | undefined;
  const publish = (message: StoredMessage): void => {
    running?.live.publish(message.channel, message.threadOf ?? message.id);
  };
  return {
    name: "playground",
    ownChannel: { ...place, name: `#${channel.name}` },
    get url() {
      return `http://127.0.0.1:${running?.listener.port ?? options.port}`;
    },
    async start(handler) {
      running = await run({ ...options, community, channel }, handler);
    },
    async stop() {
      await running?.stop();
      running = undefined;
    },
    async post(to, card, delivery) {
      const stored = await insertOnce(db, {
        ...(await resolveTarget(db, place, to)),
        ...fromBot(card, delivery),
        at: now(),
      });
      if (stored.isNew) publish(stored.message);
      return { community: community.id, channel: stored.message.channel, message: String(stored.message.id) };
    },
    async find(_to, { key }) {
      const message = await findByKey(db, key);
      return message && { community: community.id, channel: message.channel, message: String(message.id) };
    },
    async edit(ref, card) {
      const message = await requireMessage(db, place, ref);
      await replaceCard(db, message.id, card, now());
      publish(message);
    },
    readReactions: async (ref) => reactionsOf(db, (await requireMessage(db, place, ref)).id),
    groupMembers: async () => undefined,
    async inspect(target) {
      const exists = target.community === place.community && target.channel === place.channel;
      return { exists, name: exists ? channel.name : "", archived: false, missing: [] };
    },
  };
}

interface Running {
  readonly listener: Listener;
  readonly live: Live;
  stop(): Promise<void>;
}

type Complete = Required<PlaygroundOptions>;

async function run(options: Complete, handler: EventHandler): Promise<Running> {
  const { db, community, channel, commands, log, now } = options;
  const handling: Handling = createHandling(handler, log);
  const live = createLive(MAX_PAGES);
  const assets = await loadAssets();
  let stopping = false;
  let port = options.port;
  const world = { db, community, channel, commands, live, log, now, handle: handling.handle };
  const app = createServer({ world, assets, port: () => port, stopping: () => stopping });
  const listener = await listen(app, options.port);
  port = listener.port;
  return {
    listener,
    live,
    async stop() {
      stopping = true;
      live.close();
      await handling.idle();
      await listener.close();
    },
  };
}

function fromBot(card: Card, delivery: DeliveryMark) {
  return { key: delivery.key, author: BOT.id, content: { card } } as const;
}

interface Place {
  readonly community: string;
  readonly channel: string;
}

async function resolveTarget(db: Db, place: Place, to: PostTarget): Promise<{ channel: string; threadOf?: number }> {
  if (to.community !== place.community)
    throw new PlatformError("channel-gone", "The playground has no such community.");
  if (to.kind === "person") {
    const persona = findPersona(to.user);
    if (persona === undefined) throw new PlatformError("channel-gone", "Nobody by this name plays here.");
    return { channel: directChannel(persona) };
  }
  if (to.kind === "thread") {
    const parent = await requireMessage(db, place, to);
    return { channel: parent.channel, threadOf: parent.threadOf ?? parent.id };
  }
  if (to.channel !== place.channel) throw new PlatformError("channel-gone", "The playground has no such channel.");
  return { channel: place.channel };
}

async function requireMessage(db: Db, place: Place, ref: MessageRef): Promise<StoredMessage> {
  const channels = [place.channel, ...PEOPLE.map(directChannel)];
  if (ref.community !== place.community || !channels.includes(ref.channel)) {
    throw new PlatformError("channel-gone", "The playground has no such channel.");
  }
  const message = await findMessage(db, Number(ref.message) || 0);
  if (message === undefined || message.deleted || message.channel !== ref.channel) {
    throw new PlatformError("message-gone", "The message is gone.");
  }
  return message;
}

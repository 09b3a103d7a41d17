import type { Logger } from "pino";
import type { CommandShape } from "../../chat/command.ts";
import type { EventHandler } from "../../chat/event.ts";
import type { Db } from "../../storage/database.ts";
import type { PlatformAdapter, PlatformMessages } from "../platform.ts";
import { createHandling } from "./handling.ts";
import { loadAssets } from "./http/assets.ts";
import { type Listener, listen } from "./http/listener.ts";
import { createLiveUpdates, type LiveUpdates } from "./http/live-updates.ts";
import { createServer } from "./http/server.ts";
import { inspectChannel } from "./inspect.ts";
import { PAGE_LIMIT } from "./limits.ts";
import { createPoster } from "./post.ts";
import { publish } from "./world.ts";

export interface PlaygroundOptions {
  readonly db: Db;
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  /** What the message box completes. */
  readonly commands: readonly CommandShape[];
  readonly messages: PlatformMessages;
  readonly now: () => number;
  readonly log: Logger;
  readonly community?: { readonly id: string; readonly name: string };
  readonly channel?: { readonly id: string; readonly name: string };
}

export interface Playground extends PlatformAdapter {
  /** Where to open it, once it has started. */
  readonly url: string;
}

/** A chat channel on a web page, for one person who plays several. Its messages are stored in the bot's database. */
export function createPlayground(options: PlaygroundOptions): Playground {
  const community = options.community ?? { id: "playground", name: "Playground" };
  const channel = options.channel ?? { id: "study", name: "study" };
  const complete = { ...options, community, channel };
  let running: Running | undefined;
  return {
    name: "playground",
    ownChannel: { community: community.id, channel: channel.id, name: `#${channel.name}` },
    get url() {
      return `http://127.0.0.1:${running?.listener.port ?? options.port}`;
    },
    start: async (handler) => {
      running = await run(complete, handler);
    },
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
    ...createPoster({
      ...complete,
      onChange: (message) => {
        if (running !== undefined) publish(running.live, message);
      },
    }),
    groupMembers: async () => undefined,
    inspect: async (target) => inspectChannel(complete, target),
  };
}

interface Running {
  readonly listener: Listener;
  readonly live: LiveUpdates;
  stop(): Promise<void>;
}

async function run(options: Required<PlaygroundOptions>, handler: EventHandler): Promise<Running> {
  const handling = createHandling(handler, options);
  const live = createLiveUpdates(PAGE_LIMIT);
  const assets = await loadAssets();
  let stopping = false;
  let port = options.port;
  const world = { ...options, live, handle: handling.handle };
  const app = createServer({ world, assets, port: () => port, stopping: () => stopping });
  const listener = await listen(app, options.port);
  port = listener.port;
  return {
    listener,
    live,
    stop: async () => {
      stopping = true;
      live.close();
      await handling.idle();
      await listener.close();
    },
  };
}

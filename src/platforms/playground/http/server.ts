import { setImmediate as nextTurn } from "node:timers/promises";
import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { type FeedMessage, type FeedRange, readFeed } from "../../../storage/playground/messages.ts";
import { BODIES, type Body } from "../decode.ts";
import { BODY_LIMIT, FORM_BODY_LIMIT } from "../limits.ts";
import type { Html } from "../page/html.ts";
import { messageToHtml, safeMediaType } from "../page/message-to-html.ts";
import { pageToHtml } from "../page/page.ts";
import { type Persona, personaOrFirst } from "../people.ts";
import {
  receiveAction,
  receiveCommand,
  receiveDeletion,
  receiveForm,
  receiveOperator,
  receiveReaction,
  receiveSuggest,
  receiveText,
} from "../receive.ts";
import type { Outcome } from "../reply.ts";
import { channelsOf, visibleMessage, type World } from "../world.ts";
import type { Asset } from "./assets.ts";
import { limitBody, type Refusal, sameOriginOnly, securityHeaders } from "./guard.ts";

/** Messages on a fresh page, and for each press of "Load earlier messages". */
const PAGE_SIZE = 100;
/** The most messages that an open page gets when it catches up. */
const CATCH_UP_SIZE = 1000;
/** How long markup is rendered before other work gets its turn, in ms. */
const LONGEST_TURN_MS = 8;
/** Proxies and browsers drop a silent stream after half a minute at the earliest. */
const HEARTBEAT_MS = 20_000;

export interface ServerOptions {
  readonly world: World;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly port: () => number;
  readonly stopping: () => boolean;
}

export function createServer({ world, assets, port, stopping }: ServerOptions): Hono {
  const app = new Hono();
  app.use(securityHeaders, sameOriginOnly(port));
  app.use(async (c, next) => {
    if (stopping()) return c.json<Refusal>({ problem: "The playground is stopping." }, 503);
    await next();
    // A request that was in flight at the stop must not keep its connection open.
    if (stopping()) c.header("Connection", "close");
    return undefined;
  });
  addReads(app, world, assets);
  addWrites(app, world);
  app.notFound((c) => c.json<Refusal>({ problem: "There is nothing here." }, 404));
  app.onError((error, c) => {
    world.log.error({ err: error, path: c.req.path }, "a playground request failed");
    return c.json<Refusal>({ problem: "Something went wrong. Nothing was lost; try it again." }, 500);
  });
  return app;
}

function addReads(app: Hono, world: World, assets: ReadonlyMap<string, Asset>): void {
  app.get("/", async (c) => {
    const persona = viewer(c);
    const feed = await readFeed(world.db, channelsOf(world, persona), { last: PAGE_SIZE });
    const messages = await messagesToHtml(feed.messages, persona);
    c.header("Cache-Control", "no-store");
    return c.html(pageToHtml({ ...world, persona, feed: { ...feed, messages } }));
  });
  app.get("/assets/:name", (c) => {
    const asset = assets.get(c.req.param("name"));
    if (asset === undefined) return c.notFound();
    return c.body(asset.body, 200, { "Content-Type": asset.type, "Cache-Control": "no-cache" });
  });
  app.get("/messages", async (c) => {
    const range = rangeSchema.safeParse(c.req.query());
    if (!range.success) return c.json<Refusal>({ problem: problemOf(range.error) }, 400);
    const persona = viewer(c);
    const feed = await readFeed(world.db, channelsOf(world, persona), range.data);
    const markup = await messagesToHtml(feed.messages, persona);
    const messages = feed.messages.map(({ id }, index) => ({ id, html: markup[index]?.toString() ?? "" }));
    return c.json({ messages, earlier: feed.earlier }, 200, { "Cache-Control": "no-store" });
  });
  app.get("/files/:message/:block", (c) => sendAttachment(c, world));
  app.get("/live", (c) => sendChanges(c, world));
}

/** A thousand messages take a while, so everything else gets its turn in between. */
async function messagesToHtml(messages: readonly FeedMessage[], persona: Persona): Promise<readonly Html[]> {
  const done: Html[] = [];
  let since = performance.now();
  for (const message of messages) {
    done.push(messageToHtml(message, persona));
    if (performance.now() - since < LONGEST_TURN_MS) continue;
    await nextTurn();
    since = performance.now();
  }
  return done;
}

const id = z.coerce.number().int().positive();
const rangeSchema = z
  .object({
    before: id.optional(),
    from: id.optional(),
    only: z
      .string()
      .regex(/^\d{1,15}(,\d{1,15}){0,199}$/)
      .optional(),
  })
  .transform(({ before, from, only }): FeedRange => {
    if (only !== undefined) return { only: only.split(",").map(Number) };
    if (from !== undefined) return { from, last: CATCH_UP_SIZE };
    return before === undefined ? { last: PAGE_SIZE } : { last: PAGE_SIZE, before };
  });

async function sendAttachment(c: Context, world: World): Promise<Response> {
  const message = await visibleMessage(world, Number(c.req.param("message")) || 0, viewer(c));
  const card = message !== undefined && "card" in message.content ? message.content.card : undefined;
  const block = card?.blocks[Number(c.req.param("block"))];
  if (block?.type === "image") return c.body(new Uint8Array(block.png), 200, { "Content-Type": "image/png" });
  if (block?.type !== "file") return c.notFound() as Response;
  return c.body(block.content, 200, {
    "Content-Type": safeMediaType(block.mediaType),
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(block.name)}`,
  });
}

function sendChanges(c: Context, world: World): Response {
  const subscription = world.live.subscribe(channelsOf(world, viewer(c)));
  if (subscription === undefined) return c.json<Refusal>({ problem: "Too many pages are open." }, 503);
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => subscription.close());
    await stream.writeSSE({ event: "hello", data: "", retry: 1000 });
    for (;;) {
      const changed = await subscription.next(HEARTBEAT_MS);
      if (changed === undefined) return;
      await stream.writeSSE({ event: changed.length > 0 ? "changed" : "beat", data: changed.join(",") });
    }
  });
}

function addWrites(app: Hono, world: World): void {
  const accept = <Name extends keyof typeof BODIES>(
    path: string,
    name: Name,
    receive: (world: World, body: Body<Name>) => Promise<Outcome>,
    maxBytes = BODY_LIMIT,
  ): void => {
    app.post(path, limitBody(maxBytes), async (c) => {
      const body = BODIES[name].safeParse(await c.req.json().catch(() => undefined));
      if (!body.success) return c.json<Refusal>({ problem: problemOf(body.error) }, 400);
      const outcome = await receive(world, body.data as Body<Name>);
      return outcome.kind === "refused"
        ? c.json<Refusal>({ problem: outcome.problem }, outcome.status)
        : c.json(outcome);
    });
  };
  accept("/commands", "command", receiveCommand);
  accept("/operator", "operator", receiveOperator);
  accept("/actions", "action", receiveAction);
  accept("/forms", "form", receiveForm, FORM_BODY_LIMIT);
  accept("/reactions", "reaction", receiveReaction);
  accept("/messages", "text", receiveText);
  accept("/deletions", "deletion", receiveDeletion);
  accept("/suggestions", "suggest", receiveSuggest);
}

function viewer(c: Context): Persona {
  return personaOrFirst(c.req.query("as"));
}

function problemOf(error: z.ZodError): string {
  const issue = error.issues[0];
  const where = issue?.path.join(".") ?? "";
  return where === "" ? "That is not what this address takes." : `${where}: ${issue?.message ?? "is wrong"}`;
}

import type { KnownBlock, MessageMetadata } from "@slack/types";
import { z } from "zod";
import { type Context, json, type Method, member } from "./api-method.ts";
import { refuseBlocks } from "./block-rules.ts";
import { directChannel, type FakeChannel, type FakeMessage, findMessage, newTs, refuse, type World } from "./world.ts";

const metadata = json(
  z.strictObject({
    event_type: z.string().regex(/^\w+$/),
    event_payload: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
);
const content = {
  text: z.string().optional(),
  blocks: json(z.array(z.unknown())).optional(),
  metadata: metadata.optional(),
};
const flag = z.enum(["true", "false"]).optional();

const postMessage: Method = {
  scopes: ["chat:write"],
  args: z.strictObject({
    channel: z.string(),
    ...content,
    thread_ts: z.string().optional(),
    unfurl_links: flag,
    unfurl_media: flag,
    link_names: flag,
    mrkdwn: flag,
    parse: z.enum(["none", "full"]).optional(),
  }),
  run: ({ world }, args) => {
    const channel = /^[UW]/.test(args.channel)
      ? directChannel(world, existingUser(world, args.channel))
      : member(world, args.channel);
    if (channel.is_archived) refuse("is_archived");
    const blocks = checkedContent(args);
    checkPictures(world, blocks);
    if (args.thread_ts !== undefined && !channel.messages.some((message) => message.ts === args.thread_ts))
      refuse("thread_not_found");
    const message = addMessage(world, channel, {
      text: args.text ?? "",
      blocks,
      metadata: args.metadata as MessageMetadata | undefined,
      ...(args.thread_ts !== undefined && { thread_ts: args.thread_ts }),
      unfurls: args.unfurl_links !== "false" || args.unfurl_media !== "false",
    });
    return { channel: channel.id, ts: message.ts, message: shown(message) };
  },
};

const update: Method = {
  scopes: ["chat:write"],
  args: z.strictObject({
    channel: z.string(),
    ts: z.string(),
    ...content,
    link_names: flag,
    parse: z.enum(["none", "full"]).optional(),
  }),
  run: ({ world }, args) => {
    const channel = member(world, args.channel);
    const message = findMessage(channel, args.ts) ?? refuse("message_not_found");
    if (message.user !== world.app.botUser) refuse("cant_update_message");
    if (channel.is_archived) refuse("is_archived");
    message.blocks = checkedContent(args);
    checkPictures(world, message.blocks);
    message.text = args.text ?? "";
    // What an update leaves out is gone.
    message.metadata = args.metadata as MessageMetadata | undefined;
    message.edited = true;
    return { channel: channel.id, ts: message.ts, text: message.text, message: shown(message) };
  },
};

const postEphemeral: Method = {
  scopes: ["chat:write"],
  args: z.strictObject({
    channel: z.string(),
    user: z.string(),
    text: z.string().optional(),
    blocks: content.blocks,
    thread_ts: z.string().optional(),
    link_names: flag,
    parse: z.enum(["none", "full"]).optional(),
  }),
  run: ({ world }, args) => {
    const channel = member(world, args.channel);
    if (!channel.members.has(args.user)) refuse("user_not_in_channel");
    const blocks = checkedContent(args);
    const ts = newTs(world);
    world.ephemerals.push({ channel: channel.id, user: args.user, ts, text: args.text ?? "", blocks });
    return { message_ts: ts };
  },
};

const history: Method = {
  scopes: [],
  args: z.strictObject({
    channel: z.string(),
    oldest: z.string().optional(),
    latest: z.string().optional(),
    inclusive: flag,
    limit: z.coerce.number().int().min(1).max(999).default(100),
    cursor: z.string().optional(),
    include_all_metadata: flag,
  }),
  run: (context, args) => {
    const channel = member(context.world, args.channel);
    needHistory(context, channel);
    const newestFirst = channel.messages
      .filter((message) => !message.deleted && message.thread_ts === undefined)
      .reverse();
    return page(
      newestFirst.filter((message) => inRange(message, args)),
      args,
    );
  },
};

const replies: Method = {
  scopes: [],
  args: (history.args as z.ZodObject).extend({ ts: z.string() }),
  run: (context, args) => {
    const channel = member(context.world, args.channel);
    needHistory(context, channel);
    const parent = channel.messages.find((message) => message.ts === args.ts);
    const under = channel.messages.filter((message) => message.thread_ts === args.ts && !message.deleted);
    if (parent === undefined || (parent.deleted && under.length === 0)) refuse("thread_not_found");
    const all = [...(parent?.deleted === false ? [parent] : []), ...under];
    return page(
      all.filter((message) => message === parent || inRange(message, args)),
      args,
    );
  },
};

export const CHAT_METHODS: Readonly<Record<string, Method>> = {
  "chat.postMessage": postMessage,
  "chat.update": update,
  "chat.postEphemeral": postEphemeral,
  "conversations.history": history,
  "conversations.replies": replies,
};

export function addMessage(
  world: World,
  channel: FakeChannel,
  given: Pick<FakeMessage, "text" | "blocks" | "metadata" | "unfurls"> & { thread_ts?: string; files?: string[] },
): FakeMessage {
  const message: FakeMessage = {
    ts: newTs(world),
    user: world.app.botUser,
    bot_id: world.app.bot,
    edited: false,
    deleted: false,
    reactions: new Map(),
    files: [],
    ...given,
  };
  channel.messages.push(message);
  return message;
}

/** @throws SlackRefusal where Slack would refuse it. */
export function checkedContent(args: { text?: string | undefined; blocks?: unknown }): KnownBlock[] {
  const blocks = (args.blocks ?? []) as KnownBlock[];
  const problem = refuseBlocks(blocks);
  if (problem !== undefined)
    refuse(problem.split(":")[0] ?? "invalid_blocks", { response_metadata: { messages: [`[ERROR] ${problem}`] } });
  if (blocks.length === 0 && (args.text ?? "") === "") refuse("no_text");
  if ((args.text ?? "").length > 40_000) refuse("msg_too_long");
  return blocks;
}

/** Seen in the wild: Slack knows a picture's id at once, and the picture some moments later. */
function checkPictures(world: World, blocks: readonly KnownBlock[]): void {
  for (const block of blocks) {
    if (block.type !== "image" || !("slack_file" in block)) continue;
    const file = world.files.get((block.slack_file as { id?: string }).id ?? "");
    if (file?.isComplete !== true) refuse("invalid_blocks", { wrong: "no such file" });
    if (world.picturesPending === 0) continue;
    world.picturesPending -= 1;
    refuse("invalid_blocks", { errors: ["invalid slack file [json-pointer:/blocks/0/slack_file]"] });
  }
}

/** History needs the scope of the conversation's kind. */
function needHistory({ token }: Context, channel: FakeChannel): void {
  const needed = channel.is_im ? "im:history" : channel.is_private ? "groups:history" : "channels:history";
  if (!token.scopes.has(needed)) refuse("missing_scope", { needed, provided: [...token.scopes].join(",") });
}

function inRange(
  message: FakeMessage,
  { oldest = "0", latest, inclusive }: { oldest?: string; latest?: string; inclusive?: string },
): boolean {
  const ts = Number(message.ts);
  const with_ = inclusive === "true";
  const after = with_ ? ts >= Number(oldest) : ts > Number(oldest);
  return after && (latest === undefined || (with_ ? ts <= Number(latest) : ts < Number(latest)));
}

function page(
  messages: readonly FakeMessage[],
  args: { limit: number; cursor?: string; include_all_metadata?: string },
) {
  const start = args.cursor === undefined ? 0 : Number(args.cursor);
  const end = start + args.limit;
  const rows = messages
    .slice(start, end)
    .map((message) =>
      args.include_all_metadata === "true" ? shown(message) : { ...shown(message), metadata: undefined },
    );
  return {
    messages: rows,
    has_more: end < messages.length,
    response_metadata: { next_cursor: end < messages.length ? String(end) : "" },
  };
}

function shown(message: FakeMessage) {
  const { ts, thread_ts, user, bot_id, text, blocks, metadata: marks } = message;
  const reactions = [...message.reactions].map(([name, users]) => ({ name, users, count: users.length }));
  return {
    type: "message",
    ts,
    thread_ts,
    user,
    bot_id,
    text,
    blocks,
    metadata: marks,
    ...(reactions.length > 0 && { reactions }),
  };
}

function existingUser(world: World, id: string): string {
  return world.users.has(id) ? id : refuse("channel_not_found");
}

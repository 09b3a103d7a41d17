import { App, type Receiver } from "@slack/bolt";
import type { Logger } from "pino";
import type { z } from "zod";
import type { EpochMs } from "../../chat/card.ts";
import type { CommandShape } from "../../chat/command.ts";
import type { ChatEvent, EventHandler, Reply } from "../../chat/event.ts";
import type { FormFile } from "../../chat/form.ts";
import type { PlatformMessages } from "../platform.ts";
import { libraryLogger } from "./api/client.ts";
import {
  type Decoded,
  decodeAction,
  decodeCommand,
  decodeEvent,
  decodeView,
  type Installation,
  originOf,
  withUser,
} from "./decode.ts";
import type { EncodeOptions } from "./encode-card.ts";
import { formToView } from "./encode-form.ts";
import type { Directory } from "./people/directory.ts";
import { formResponse, type Replier, type ReplyTarget, replyTargetOf } from "./reply.ts";
import { type Ack, createDuplicateFilter, gateOf, safeAck } from "./transport/gate.ts";
import {
  actionPayload,
  commandPayload,
  eventPayload,
  type FormOrigin,
  type SentFile,
  type SentView,
  viewPayload,
} from "./transport/payloads.ts";

/** Slack gives three seconds. A slow reply must not delay the acknowledgement past them. */
const ACK_AFTER_MS = 2_000;

export interface SlackReceiver {
  /** Resolves when no handler is in flight any more, and its reply has gone. */
  idle(): Promise<void>;
  /** From here on nothing new is taken and nothing new is acknowledged: Slack keeps it for the next process. */
  close(): void;
  /** Hands over something that did not come from Slack as an event, such as a new connection. */
  report(event: ChatEvent): void;
}

export interface ReceiverParts {
  readonly receiver: Receiver;
  readonly token: string;
  readonly installation: Installation;
  readonly directory: Directory;
  readonly replier: Replier;
  readonly encode: EncodeOptions;
  readonly messages: PlatformMessages;
  readonly toFile: (field: string, file: SentFile) => FormFile;
  readonly commands: readonly CommandShape[];
  readonly handler: EventHandler;
  readonly log: Logger;
  readonly now: () => EpochMs;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Bolt's app behind a gate. */
export function createReceiver(parts: ReceiverParts): SlackReceiver {
  const { installation, log } = parts;
  const inFlight = new Set<Promise<void>>();
  const isNew = createDuplicateFilter();
  let isClosed = false;

  const track = (work: Promise<void>): Promise<void> => {
    const tracked = work.catch((error: unknown) => log.error({ err: error }, "an event from Slack failed"));
    inFlight.add(tracked);
    return tracked.finally(() => inFlight.delete(tracked));
  };
  const take: Take = (decoded, ack, target) => {
    if (decoded === undefined || !isNew(decoded.id)) return ack();
    return act(parts, decoded, ack, target);
  };
  const onUnknown = async (body: object): Promise<void> => {
    const target = replyTargetOf(installation, body);
    if (target.user !== "") await parts.replier.sendPrivate(target, parts.messages.unreadable);
  };
  const gate = gateOf({ receiver: parts.receiver, track, isClosed: () => isClosed, onUnknown, log });
  const app = new App({
    receiver: gate,
    token: parts.token,
    botUserId: installation.botUser,
    botId: installation.bot ?? "",
    tokenVerificationEnabled: false,
    convoStore: false,
    logger: libraryLogger(log),
  });
  app.error(async (error) => log.error({ err: error }, "an event from Slack failed"));

  listen(app, parts, take);

  return {
    idle: async () => {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
    close: () => {
      isClosed = true;
    },
    report: (event) => void track(parts.handler(event).then(() => undefined)),
  };
}

type Take = (decoded: Decoded | undefined, ack: Ack, target: ReplyTarget) => Promise<void>;

/** One listener for each thing that people do. */
function listen(app: App, parts: ReceiverParts, take: Take): void {
  const { installation, commands, log, now, toFile } = parts;
  app.command(/.*/, async ({ body, ack }) => {
    const payload = read(commandPayload, body, log);
    const target = replyTargetOf(installation, body);
    if (payload === undefined) return refuse(parts, safeAck(ack, log), target);
    return take(decodeCommand(payload, { installation, commands, now: now() }), safeAck(ack, log), target);
  });
  app.action(/[\s\S]*/, async ({ body, ack }) => {
    const payload = read(actionPayload, body, log);
    const target = replyTargetOf(installation, body);
    if (payload === undefined) return refuse(parts, safeAck(ack, log), target);
    return take(decodeAction(payload, { installation, now: now() }), safeAck(ack, log), target);
  });
  app.view({ type: "view_submission" }, async ({ body, ack }) => {
    const payload = read(viewPayload, body, log);
    const target = replyTargetOf(installation, body);
    if (payload === undefined) return refuse(parts, safeAck(ack, log), target);
    const channel = originOf(payload)?.channel ?? "";
    const decoded = decodeView(payload, { now: now(), toFile });
    return take(decoded, safeAck(ack, log), { ...target, channel, form: payload.view });
  });
  app.event(/.*/, async ({ body }) => {
    const payload = read(eventPayload, body, log);
    const decoded = payload && decodeEvent(payload, installation);
    if (decoded === undefined) return;
    const target = {
      user: decoded.by?.id ?? "",
      community: decoded.community,
      channel: "channel" in decoded ? (decoded.channel ?? "") : "",
      responseUrl: undefined,
      trigger: undefined,
    };
    return take(decoded, async () => undefined, target);
  });
}

/** Asks the handler, acknowledges in time, shows the reply. */
async function act(parts: ReceiverParts, decoded: Decoded, ack: Ack, target: ReplyTarget): Promise<void> {
  const { replier, sleep } = parts;
  const work = askHandler(parts, decoded);
  const inTime = new AbortController();
  const early = await Promise.race([work, sleep(ACK_AFTER_MS, inTime.signal).then(() => undefined)]);
  inTime.abort();
  const { form } = target;
  if (
    early !== undefined &&
    form !== undefined &&
    (await answerForm(parts, { decoded, form, reply: early }, ack, target))
  )
    return;
  // A form opens with the trigger, which is good for three seconds: before anything else.
  if (early?.kind === "form") {
    const view = formToView(early.form, originFor(decoded, target));
    await Promise.all([replier.openForm(target, view), ack()]);
    return;
  }
  await ack();
  await showReply(parts, decoded, early ?? (await work), target);
}

/** @returns false where the form just closes, and the reply comes outside of it */
async function answerForm(
  parts: ReceiverParts,
  { decoded, form, reply }: { readonly decoded: Decoded; readonly form: SentView; readonly reply: Reply },
  ack: Ack,
  target: ReplyTarget,
): Promise<boolean> {
  const response = formResponse(reply, { ...target, form }, { ...parts, origin: originFor(decoded, target) });
  if (response === undefined) return false;
  await ack(response);
  const isDone = reply.kind === "private" && reply.card.tone !== "problem";
  if (isDone && target.channel === "") await refreshHome(parts, target, decoded.id);
  return true;
}

async function showReply(parts: ReceiverParts, decoded: Decoded, reply: Reply, target: ReplyTarget): Promise<void> {
  const { replier, messages } = parts;
  switch (reply.kind) {
    case "form":
      return replier.openForm(target, formToView(reply.form, originFor(decoded, target)));
    // The form has closed meanwhile.
    case "form-problem":
      return replier.sendPrivate(target, messages.problem(reply.problem.text));
    case "private":
      if (decoded.type === "home") return replier.showHome(target.user, reply.card);
      return replier.sendPrivate(target, reply.card);
    default:
      return undefined;
  }
}

/** What a form that opens here has to remember. */
function originFor(decoded: Decoded, { community, channel }: ReplyTarget): Omit<FormOrigin, "action"> {
  return {
    community,
    ...(channel !== "" && { channel }),
    ...(decoded.checksAdmin === true && { checksAdmin: true }),
  };
}

async function askHandler(parts: ReceiverParts, decoded: Decoded): Promise<Reply> {
  try {
    return await parts.handler(await complete(parts, decoded));
  } catch (error) {
    parts.log.error({ err: error, type: decoded.type }, "the handler failed");
    return { kind: "private", card: parts.messages.trouble };
  }
}

/** Answers come by the hundred: whether somebody is an admin is looked up afresh only where that is checked. */
async function complete({ directory, log }: ReceiverParts, decoded: Decoded): Promise<ChatEvent> {
  if (decoded.by === undefined) return withUser(decoded, undefined);
  const { community, checksAdmin = false } = decoded;
  const channel = "channel" in decoded && decoded.channel !== undefined ? { channel: decoded.channel } : {};
  const user = await directory.user(decoded.by, { community, ...channel, checksAdmin });
  if (decoded.type !== "home") return withUser(decoded, user);
  const channels = await directory.channelsOf(user.id, community).catch((error: unknown) => {
    log.warn({ err: error }, "a user's channels could not be listed");
    return [];
  });
  return withUser({ ...decoded, channels } as Decoded, user);
}

/** After a form in the home tab, the tab shows the new state. */
async function refreshHome(parts: ReceiverParts, target: ReplyTarget, cause: string): Promise<void> {
  const home = {
    type: "home",
    id: `${cause}:home`,
    community: target.community,
    at: parts.now(),
    by: { id: target.user, handle: "" },
    checksAdmin: true,
  } as Decoded;
  const reply = await askHandler(parts, home);
  if (reply.kind === "private") await parts.replier.showHome(target.user, reply.card);
}

async function refuse({ replier, messages }: ReceiverParts, ack: Ack, target: ReplyTarget): Promise<void> {
  await ack();
  if (target.user !== "") await replier.sendPrivate(target, messages.unreadable);
}

function read<T extends z.ZodType>(schema: T, body: unknown, log: Logger): z.infer<T> | undefined {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  log.warn(
    { fields: parsed.error.issues.slice(0, 5).map((issue) => issue.path.join(".")) },
    "Slack sent something that cannot be read",
  );
  return undefined;
}

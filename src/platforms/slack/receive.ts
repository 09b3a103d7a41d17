import { App, type Receiver } from "@slack/bolt";
import type { Logger } from "pino";
import type { z } from "zod";
import type { Card, EpochMs } from "../../chat/card.ts";
import type { CommandShape } from "../../chat/command.ts";
import type { ChatEvent, EventHandler, Reply } from "../../chat/event.ts";
import { TROUBLE } from "../../chat/trouble.ts";
import { quietLogger } from "./api/client.ts";
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
import { cardToView } from "./encode-form.ts";
import type { Directory } from "./people/directory.ts";
import type { Occasion, Replies } from "./reply.ts";
import { markdownToWords } from "./text/rich-text.ts";
import { type Ack, createSeen, gateOf, quiet } from "./transport/gate.ts";
import { actionPayload, commandPayload, eventPayload, viewPayload } from "./transport/payloads.ts";

/** Slack gives three seconds; a busy database does not come in between. */
const ACK_AFTER_MS = 2_000;

const UNREADABLE: Card = {
  tone: "problem",
  title: "That did not work",
  blocks: [
    {
      type: "text",
      text: "I could not read what Slack sent me. Try it again, or use a command instead; `/study help` lists them.",
    },
  ],
};

export interface Intake {
  /** Resolves when no handler is in flight any more, and its reply has gone. */
  idle(): Promise<void>;
  /** From here on nothing new is taken, and nothing of it acknowledged: Slack keeps it for the next process. */
  close(): void;
  /** Something that did not come from Slack as an event, such as a new connection. */
  tell(event: ChatEvent): void;
}

export interface IntakeParts {
  readonly receiver: Receiver;
  readonly token: string;
  readonly installation: Installation;
  readonly directory: Directory;
  readonly replies: Replies;
  readonly commands: readonly CommandShape[];
  readonly handler: EventHandler;
  readonly log: Logger;
  readonly now: () => EpochMs;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Bolt's app behind a gate. */
export function createIntake(parts: IntakeParts): Intake {
  const { installation, log } = parts;
  const inFlight = new Set<Promise<void>>();
  const isNew = createSeen();
  let isClosed = false;

  const track = (work: Promise<void>): Promise<void> => {
    const tracked = work.catch((error: unknown) => log.error({ err: error }, "an event from Slack failed"));
    inFlight.add(tracked);
    return tracked.finally(() => inFlight.delete(tracked));
  };
  const take: Take = (decoded, ack, occasion) => {
    if (decoded === undefined || !isNew(decoded.id)) return ack();
    return act(parts, decoded, ack, occasion);
  };
  const unknown = async (body: object): Promise<void> => {
    const occasion = occasionOf(installation, body);
    if (occasion.user !== "") await parts.replies.answer(occasion, UNREADABLE);
  };
  const gate = gateOf({ receiver: parts.receiver, track, isClosed: () => isClosed, unknown, log });
  const app = new App({
    receiver: gate,
    token: parts.token,
    botUserId: installation.botUser,
    botId: installation.bot ?? "",
    tokenVerificationEnabled: false,
    convoStore: false,
    logger: quietLogger(log),
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
    tell: (event) => void track(parts.handler(event).then(() => undefined)),
  };
}

type Take = (decoded: Decoded | undefined, ack: Ack, occasion: Occasion) => Promise<void>;

/** One listener for each thing that people do. */
function listen(app: App, parts: IntakeParts, take: Take): void {
  const { installation, commands, log, now } = parts;
  app.command(/.*/, async ({ body, ack }) => {
    const payload = read(commandPayload, body, log);
    const occasion = occasionOf(installation, body);
    if (payload === undefined) return refuse(parts, quiet(ack, log), occasion);
    return take(decodeCommand(payload, { installation, commands, now: now() }), quiet(ack, log), occasion);
  });
  app.action(/[\s\S]*/, async ({ body, ack }) => {
    const payload = read(actionPayload, body, log);
    const occasion = occasionOf(installation, body);
    if (payload === undefined) return refuse(parts, quiet(ack, log), occasion);
    return take(decodeAction(payload, { installation, now: now() }), quiet(ack, log), occasion);
  });
  app.view({ type: "view_submission" }, async ({ body, ack }) => {
    const payload = read(viewPayload, body, log);
    if (payload === undefined) return refuse(parts, quiet(ack, log), occasionOf(installation, body));
    const decoded = decodeView(payload, { now: now() });
    const channel = originOf(payload)?.channel ?? "";
    const fields = Object.keys(payload.view.state.values);
    return take(decoded, quiet(ack, log), { ...occasionOf(installation, body), channel, fields });
  });
  app.event(/.*/, async ({ body }) => {
    const payload = read(eventPayload, body, log);
    const decoded = payload && decodeEvent(payload, installation);
    if (decoded === undefined) return;
    const channel = "channel" in decoded ? (decoded.channel ?? "") : "";
    const occasion = {
      user: decoded.by?.id ?? "",
      community: decoded.community,
      channel,
      responseUrl: undefined,
      trigger: undefined,
    };
    return take(decoded, async () => undefined, occasion);
  });
}

/** Asks the handler, acknowledges in time, shows the reply. */
async function act(parts: IntakeParts, decoded: Decoded, ack: Ack, occasion: Occasion): Promise<void> {
  const { replies, sleep } = parts;
  const work = askHandler(parts, decoded);
  const early = await Promise.race([work, sleep(ACK_AFTER_MS).then(() => undefined)]);
  if (decoded.type === "form" && early?.kind === "private") {
    if (early.card.tone === "problem")
      return ack({ response_action: "errors", errors: fieldErrors(occasion, early.card) });
    if (occasion.channel === "") {
      await ack({ response_action: "update", view: cardToView(early.card, {}) });
      return showHome(parts, occasion, decoded.id);
    }
  }
  // A form opens with the trigger, which is good for three seconds: before anything else.
  if (early?.kind === "form") {
    await Promise.all([replies.openForm(occasion, early.form), ack()]);
    return;
  }
  await ack();
  const reply = early ?? (await work);
  if (reply.kind === "form") return replies.openForm(occasion, reply.form);
  if (reply.kind !== "private") return;
  if (decoded.type === "home") return replies.showHome(occasion.user, reply.card);
  return replies.answer(occasion, reply.card);
}

async function askHandler(parts: IntakeParts, decoded: Decoded): Promise<Reply> {
  try {
    return await parts.handler(await complete(parts, decoded));
  } catch (error) {
    parts.log.error({ err: error, type: decoded.type }, "the handler failed");
    return { kind: "private", card: TROUBLE };
  }
}

async function complete({ directory, commands, log }: IntakeParts, decoded: Decoded): Promise<ChatEvent> {
  if (decoded.by === undefined) return withUser(decoded, undefined);
  const { community } = decoded;
  const channel = "channel" in decoded && decoded.channel !== undefined ? { channel: decoded.channel } : {};
  const user = await directory.user(decoded.by, { community, ...channel, configures: mayConfigure(decoded, commands) });
  if (decoded.type !== "home") return withUser(decoded, user);
  const channels = await directory.channelsOf(user.id, community).catch((error: unknown) => {
    log.warn({ err: error }, "a user's channels could not be listed");
    return [];
  });
  return withUser({ ...decoded, channels } as Decoded, user);
}

/** Answers come by the hundred; who may configure is asked only where somebody could. */
function mayConfigure(decoded: Decoded, commands: readonly CommandShape[]): boolean {
  switch (decoded.type) {
    case "command":
      return commands.find((command) => command.name === decoded.command)?.admin === true;
    case "action":
    case "form":
      return !decoded.action.startsWith("answer");
    default:
      return decoded.type === "home";
  }
}

/** After a form in the home tab, the tab shows the new state. */
async function showHome(parts: IntakeParts, occasion: Occasion, cause: string): Promise<void> {
  const by = { id: occasion.user, handle: "" };
  const home = { type: "home", id: `${cause}:home`, community: occasion.community, at: parts.now(), by } as Decoded;
  const reply = await askHandler(parts, home);
  if (reply.kind === "private") await parts.replies.showHome(occasion.user, reply.card);
}

/** What was wrong stands under the form's first field, and what was typed stays. */
function fieldErrors({ fields }: Occasion, card: Card): Record<string, string> {
  const words = card.blocks.flatMap((block) => (block.type === "text" ? [markdownToWords(block.text)] : []));
  const [first = "answer"] = fields ?? [];
  return { [first]: words.join(" ").slice(0, 500) };
}

async function refuse({ replies }: IntakeParts, ack: Ack, occasion: Occasion): Promise<void> {
  await ack();
  if (occasion.user !== "") await replies.answer(occasion, UNREADABLE);
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

/** Read with care: it may be what could not be decoded. */
function occasionOf(installation: Installation, body: object): Occasion {
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  const inner = (value: unknown): Record<string, unknown> =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const fields = inner(body);
  return {
    user: text(fields.user_id) ?? text(inner(fields.user).id) ?? "",
    community: installation.isEnterprise
      ? (text(fields.team_id) ?? text(inner(fields.team).id) ?? installation.team)
      : installation.team,
    channel: text(fields.channel_id) ?? text(inner(fields.channel).id) ?? "",
    responseUrl: text(fields.response_url),
    trigger: text(fields.trigger_id),
  };
}

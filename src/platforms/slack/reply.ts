import type { ModalView } from "@slack/types";
import type { Logger } from "pino";
import type { Card } from "../../chat/card.ts";
import type { Reply } from "../../chat/event.ts";
import type { FormProblem } from "../../chat/form.ts";
import type { PlatformMessages } from "../platform.ts";
import { translateErrors, type WebClient } from "./api/client.ts";
import { filesOf, sendFiles } from "./api/upload.ts";
import { communityOf, type Installation } from "./decode.ts";
import { cardToBlocks, type EncodeOptions, type SlackMessage } from "./encode-card.ts";
import { cardAboveForm, cardToView, formToView } from "./encode-form.ts";
import { slackCode, toPlatformError } from "./errors.ts";
import { cut, LIMITS } from "./limits.ts";
import { NO_UNFURL } from "./post.ts";
import { markdownToWords } from "./text/rich-text.ts";
import type { FormOrigin, SentView } from "./transport/payloads.ts";

/** Where somebody acted, and how the bot can reply. */
export interface ReplyTarget {
  readonly user: string;
  readonly community: string;
  /** "" in the App Home. */
  readonly channel: string;
  readonly responseUrl: string | undefined;
  readonly trigger: string | undefined;
  /** The form, where they sent one. */
  readonly form?: SentView;
  /** The id of the modal in which they pressed something: what comes of it takes the modal's place. */
  readonly modal?: string | undefined;
}

export interface Replier {
  /** Seen by the user only. Tries every way there is; never throws. */
  sendPrivate(target: ReplyTarget, card: Card): Promise<void>;
  openForm(target: ReplyTarget, view: ModalView): Promise<void>;
  showHome(user: string, card: Card): Promise<void>;
}

export interface ReplyParts {
  readonly web: WebClient;
  readonly encode: EncodeOptions;
  readonly messages: PlatformMessages;
  readonly log: Logger;
  readonly fetch: typeof fetch;
  readonly sleep: (ms: number) => Promise<void>;
}

const RESPONSE_TIMEOUT_MS = 5_000;
const TRIES = 4;
const LONGEST_WAIT_MS = 30_000;

export function createReplier(parts: ReplyParts): Replier {
  const { web, encode, messages, log, sleep } = parts;
  const sendPrivate = async (target: ReplyTarget, given: Card): Promise<void> => {
    const card = await withFilesSent(parts, target.user, given);
    if (target.modal !== undefined && (await replaceModal(parts, target.modal, cardToView(card, encode)))) return;
    const message = cardToBlocks(card, encode);
    if (target.responseUrl !== undefined && (await respond(parts, target.responseUrl, message))) return;
    try {
      await retryWhenBusy(sleep, () => sendEphemeral(web, target, message));
    } catch (error) {
      log.warn(errorData(error), "a private reply could not be sent");
    }
  };
  return {
    sendPrivate,
    openForm: async (target, view) => {
      if (target.modal !== undefined && (await replaceModal(parts, target.modal, view))) return;
      try {
        await translateErrors(web.views.open({ trigger_id: target.trigger ?? "", view }));
      } catch (error) {
        log.warn(errorData(error), "a form could not be opened");
        await sendPrivate(target, messages.formTooLate);
      }
    },
    showHome: async (user, card) => {
      try {
        const { blocks } = cardToBlocks(card, { ...encode, maxBlocks: LIMITS.viewBlocks });
        await translateErrors(web.views.publish({ user_id: user, view: { type: "home", blocks } }));
      } catch (error) {
        log.warn(errorData(error), "the home tab could not be shown");
      }
    },
  };
}

/** What becomes of a form that was sent: it goes with the acknowledgement. */
export type ViewResponse =
  | { readonly response_action: "errors"; readonly errors: Readonly<Record<string, string>> }
  | { readonly response_action: "update"; readonly view: ModalView };

/**
 * @param origin of a form that the reply opens
 * @returns undefined where the form closes and the reply comes outside of it
 */
export function formResponse(
  reply: Reply,
  { channel, form }: ReplyTarget & { readonly form: SentView },
  { encode, messages, origin }: Pick<ReplyParts, "encode" | "messages"> & { origin: Omit<FormOrigin, "action"> },
): ViewResponse | undefined {
  switch (reply.kind) {
    case "form-problem":
      return problemResponse(reply.problem, form, { encode, messages });
    case "form":
      return { response_action: "update", view: formToView(reply.form, origin) };
    case "private":
      // What was typed stays, to be sent again.
      if (reply.card.tone === "problem")
        return { response_action: "update", view: cardAboveForm(reply.card, form, encode) };
      return channel === "" ? { response_action: "update", view: cardToView(reply.card, encode) } : undefined;
    default:
      return undefined;
  }
}

function problemResponse(
  { text, field }: FormProblem,
  form: SentView,
  { encode, messages }: Pick<ReplyParts, "encode" | "messages">,
): ViewResponse {
  if (field === undefined || !form.blocks.some((block) => block.block_id === field))
    return { response_action: "update", view: cardToView(messages.problem(text), encode) };
  const words = cut(markdownToWords(text, encode.codeText), LIMITS.fieldError);
  return { response_action: "errors", errors: { [field]: words } };
}

/** @returns false where that fails, such as because the user has closed it */
async function replaceModal({ web, log }: ReplyParts, id: string, view: ModalView): Promise<boolean> {
  try {
    await translateErrors(web.views.update({ view_id: id, view }));
    return true;
  } catch (error) {
    log.debug(errorData(error), "a modal could not be replaced");
    return false;
  }
}

async function sendEphemeral(web: WebClient, { user, channel }: ReplyTarget, message: SlackMessage): Promise<void> {
  if (channel === "") await translateErrors(web.chat.postMessage({ channel: user, ...message, ...NO_UNFURL }));
  else await translateErrors(web.chat.postEphemeral({ channel, user, ...message }));
}

/** Waits where Slack asks for it. A reply that comes twice does no harm. */
async function retryWhenBusy(sleep: (ms: number) => Promise<void>, send: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      const { permanent, retryAfterMs = 1_000 } = toPlatformError(error);
      if (permanent || tries === TRIES || retryAfterMs > LONGEST_WAIT_MS) throw error;
      await sleep(retryAfterMs);
    }
  }
}

/** The card, which now says where its files went. */
async function withFilesSent(parts: ReplyParts, user: string, card: Card): Promise<Card> {
  const { messages, log } = parts;
  const files = filesOf(card);
  if (files.length === 0) return card;
  let text = messages.fileSent;
  try {
    await sendFiles(parts, user, files);
  } catch (error) {
    log.warn(errorData(error), "a file could not be sent");
    text = messages.fileNotSent;
  }
  return { ...card, blocks: [...card.blocks, { type: "text", text }] };
}

/** A response URL takes five messages within half an hour; false where it takes no more. */
async function respond({ fetch, log }: ReplyParts, url: string, message: object): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ response_type: "ephemeral", replace_original: false, ...NO_UNFURL, ...message }),
      signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) log.debug({ status: response.status }, "a response URL took no message");
    return response.ok;
  } catch {
    log.debug("a response URL could not be reached");
    return false;
  }
}

function errorData(error: unknown): { readonly code: string | undefined; readonly reason: string } {
  return { code: slackCode(error), reason: toPlatformError(error).reason };
}

/** Reads the payload with care: it may be one that could not be decoded. */
export function replyTargetOf(installation: Installation, body: object): ReplyTarget {
  const fields = recordOf(body);
  const view = recordOf(fields.view);
  const idOf = (value: unknown): string | undefined => textOf(recordOf(value).id);
  return {
    user: textOf(fields.user_id) ?? idOf(fields.user) ?? "",
    community: communityOf(installation, textOf(fields.team_id) ?? idOf(fields.team)),
    channel: textOf(fields.channel_id) ?? idOf(fields.channel) ?? "",
    responseUrl: textOf(fields.response_url),
    trigger: textOf(fields.trigger_id),
    modal: view.type === "modal" && fields.type === "block_actions" ? textOf(view.id) : undefined,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

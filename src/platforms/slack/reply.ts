import type { Logger } from "pino";
import type { Card } from "../../chat/card.ts";
import type { Form } from "../../chat/form.ts";
import { told, type WebClient } from "./api/client.ts";
import { filesOf, sendFiles } from "./api/files.ts";
import { cardToBlocks, type EncodeOptions, type SlackMessage } from "./encode-card.ts";
import { formToView } from "./encode-form.ts";
import { slackCode, toPlatformError } from "./errors.ts";
import { LIMITS } from "./limits.ts";

/** Where somebody acted, and how they can be answered. */
export interface Occasion {
  readonly user: string;
  readonly community: string;
  /** "" in the App Home. */
  readonly channel: string;
  readonly responseUrl: string | undefined;
  readonly trigger: string | undefined;
  /** The names of the form's fields, where it was one. */
  readonly fields?: readonly string[];
}

export interface Replies {
  /** Seen by the user only. Tries every way there is; never throws. */
  answer(occasion: Occasion, card: Card): Promise<void>;
  openForm(occasion: Occasion, form: Form): Promise<void>;
  showHome(user: string, card: Card): Promise<void>;
}

const RESPONSE_TIMEOUT_MS = 5_000;
const RECEIPT_TRIES = 4;
const LONGEST_RECEIPT_WAIT_MS = 30_000;

const FORM_TOO_LATE: Card = {
  tone: "problem",
  title: "That took too long",
  blocks: [{ type: "text", text: "Slack lets me open a form only within three seconds. Press the button again." }],
};
const FILE_SENT = "I sent you the file as a direct message.";
const FILE_NOT_SENT = "The file could not be sent. An admin can see with `studybot doctor` what is missing.";

export function createReplies(parts: {
  web: WebClient;
  encode: EncodeOptions;
  log: Logger;
  sleep: (ms: number) => Promise<void>;
}): Replies {
  const { web, encode, log, sleep } = parts;
  const answer = async (occasion: Occasion, card: Card): Promise<void> => {
    const message = cardToBlocks(await withFiles(web, occasion.user, card, log), encode);
    if (occasion.responseUrl !== undefined && (await respond(occasion.responseUrl, message, log))) return;
    try {
      await patiently(sleep, () => sendPrivately(web, occasion, message));
    } catch (error) {
      log.warn({ code: slackCode(error), reason: toPlatformError(error).reason }, "a private reply could not be sent");
    }
  };
  return {
    answer,
    openForm: async (occasion, form) => {
      try {
        const origin = { community: occasion.community, ...(occasion.channel !== "" && { channel: occasion.channel }) };
        await told(web.views.open({ trigger_id: occasion.trigger ?? "", view: formToView(form, origin) }));
      } catch (error) {
        log.warn({ code: slackCode(error), reason: toPlatformError(error).reason }, "a form could not be opened");
        await answer(occasion, FORM_TOO_LATE);
      }
    },
    showHome: async (user, card) => {
      try {
        const { blocks } = cardToBlocks(card, { ...encode, maxBlocks: LIMITS.viewBlocks });
        await told(web.views.publish({ user_id: user, view: { type: "home", blocks } }));
      } catch (error) {
        log.warn({ code: slackCode(error), reason: toPlatformError(error).reason }, "the home tab could not be shown");
      }
    },
  };
}

async function sendPrivately(web: WebClient, occasion: Occasion, message: SlackMessage): Promise<void> {
  const { user, channel } = occasion;
  if (channel === "") {
    await told(web.chat.postMessage({ channel: user, ...message, unfurl_links: false, unfurl_media: false }));
  } else await told(web.chat.postEphemeral({ channel, user, ...message }));
}

/** A receipt waits where Slack asks for it; a doubled one would do no harm. */
async function patiently(sleep: (ms: number) => Promise<void>, send: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      const { permanent, retryAfterMs = 1_000 } = toPlatformError(error);
      if (permanent || tries === RECEIPT_TRIES || retryAfterMs > LONGEST_RECEIPT_WAIT_MS) throw error;
      await sleep(retryAfterMs);
    }
  }
}

async function withFiles(web: WebClient, user: string, card: Card, log: Logger): Promise<Card> {
  const files = filesOf(card);
  if (files.length === 0) return card;
  let text = FILE_SENT;
  try {
    await sendFiles(web, user, files);
  } catch (error) {
    log.warn({ code: slackCode(error), reason: toPlatformError(error).reason }, "a file could not be sent");
    text = FILE_NOT_SENT;
  }
  return { ...card, blocks: [...card.blocks, { type: "text", text }] };
}

/** The address takes five messages within half an hour; false where it does no more. */
async function respond(url: string, message: object, log: Logger): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        response_type: "ephemeral",
        replace_original: false,
        unfurl_links: false,
        unfurl_media: false,
        ...message,
      }),
      signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) log.debug({ status: response.status }, "a response address took no message");
    return response.ok;
  } catch {
    log.debug("a response address could not be reached");
    return false;
  }
}

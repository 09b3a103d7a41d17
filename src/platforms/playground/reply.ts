import type { EpochMs } from "../../chat/card.ts";
import type { Reply } from "../../chat/event.ts";
import { formToHtml } from "./encode-form.ts";
import { SUGGESTION_LIMIT } from "./limits.ts";
import { privateReplyToHtml } from "./page/message-to-html.ts";
import { markdownToHtml } from "./text/markdown.ts";
import type { World } from "./world.ts";

/** What the page gets back for something that somebody did. */
export type Outcome =
  | { readonly kind: "private" | "form"; readonly id: string; readonly html: string }
  /** Without a field, the problem is about the whole form. */
  | { readonly kind: "form-problem"; readonly field: string | undefined; readonly html: string }
  | { readonly kind: "suggestions"; readonly suggestions: readonly string[] }
  | { readonly kind: "nothing" }
  | { readonly kind: "refused"; readonly status: 400 | 403 | 404; readonly problem: string };

export const NOTHING: Outcome = { kind: "nothing" };

/** What the reply is to. */
export interface Cause {
  readonly event: string;
  readonly at: EpochMs;
  /** What was typed, where it was a command. */
  readonly command?: string;
}

export function encodeReply(reply: Reply, world: Pick<World, "channel" | "messages">, cause: Cause): Outcome {
  switch (reply.kind) {
    case "private": {
      const id = `private-${cause.event}`;
      return { kind: "private", id, html: privateReplyToHtml(reply.card, { ...cause, id }).toString() };
    }
    case "form": {
      const id = `form-${cause.event}`;
      return { kind: "form", id, html: formToHtml(reply.form, { ...world, id }).toString() };
    }
    case "form-problem": {
      const { field, text } = reply.problem;
      return { kind: "form-problem", field, html: markdownToHtml(text).toString() };
    }
    case "suggestions":
      return { kind: "suggestions", suggestions: reply.suggestions.slice(0, SUGGESTION_LIMIT) };
    case "nothing":
      return NOTHING;
  }
}

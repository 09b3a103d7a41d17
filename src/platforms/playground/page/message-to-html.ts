import type { Card, EpochMs, OptionLabel } from "../../../chat/card.ts";
import type { FeedMessage } from "../../../storage/playground/messages.ts";
import { type Attachment, cardToHtml } from "../encode-card.ts";
import { BOT, directChannel, nameOf, type Persona } from "../people.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { ICONS, MARK } from "./icons.ts";

/** A message of the channel with its discussion, as the persona sees it. */
export function messageToHtml(message: FeedMessage, viewer: Persona): Html {
  const id = `m${message.id}`;
  return html`<li class="entry" id="${id}" data-message="${message.id}">
    ${message.deleted ? html`<p class="tombstone">This message was deleted.</p>` : articleToHtml(message, viewer, id)}
    ${message.replies.length > 0 && html`<ol class="replies" aria-label="Replies">${message.replies.map((reply) => messageToHtml(reply, viewer))}</ol>`}
  </li>`;
}

function articleToHtml(message: FeedMessage, viewer: Persona, id: string): Html {
  const { content } = message;
  const direct = message.channel === directChannel(viewer);
  const said = "card" in content ? content.card.title : content.text;
  return html`<article class="message${direct ? " for-you" : ""}" id="${id}-article" tabindex="-1" aria-labelledby="${id}-author ${id}-${"card" in content ? "title" : "text"}" data-announce="${nameOf(message.author)}: ${said}">
    ${headToHtml(message.author, message.createdAt, id)}
    ${direct && html`<p class="for-you-line">${ICONS.private}Only you can see this</p>`}
    <div class="content">${
      "card" in content
        ? cardToHtml(content.card, {
            id,
            attachmentUrl: (_block, index) => `/files/${message.id}/${index}?as=${viewer.id}`,
          })
        : html`<p class="chat" id="${id}-text">${content.text}</p>`
    }
    ${reactionsToHtml(message, viewer, id)}</div>
    ${mayDelete(message, viewer) && html`<button type="button" class="icon-button tool" id="${id}-delete" data-delete="${message.id}" aria-label="Delete this message">${ICONS.bin}</button>`}
  </article>`;
}

function headToHtml(author: string, at: EpochMs, id: string): Html {
  const isBot = author === BOT.id;
  const name = nameOf(author);
  const iso = new Date(at).toISOString();
  return html`<span class="avatar avatar-${author}" aria-hidden="true">${isBot ? MARK : name.slice(0, 1)}</span>
    <header class="head"><span class="author" id="${id}-author">${name}</span>${isBot && html` <span class="badge">Bot</span>`}
    <time class="when" datetime="${iso}" data-show="clock">${iso.slice(11, 16)}</time></header>`;
}

/** The labels that people can react with: the seeded ones, and those that somebody has used. */
export function reactionLabels({
  content,
  reactions,
}: Pick<FeedMessage, "content" | "reactions">): readonly OptionLabel[] {
  const seeded = "card" in content ? (content.card.reactions ?? []) : [];
  return [...new Set([...seeded, ...(Object.keys(reactions) as OptionLabel[])])].sort();
}

function reactionsToHtml(message: FeedMessage, viewer: Persona, id: string): Html {
  const labels = reactionLabels(message);
  if (labels.length === 0) return NOTHING;
  return html`<div class="reactions" role="group" aria-label="Reactions">${labels.map((label) => {
    const users = message.reactions[label] ?? [];
    const people = `${users.length} ${users.length === 1 ? "person" : "people"}`;
    return html`<button type="button" class="reaction" id="${id}-r${label}" data-reaction="${label}" aria-pressed="${users.includes(viewer.id) ? "true" : "false"}" aria-label="React with ${label}, ${people}"><span class="keycap">${label}</span>${users.length > 0 && html`<span class="count">${users.length}</span>`}</button>`;
  })}</div>`;
}

export function mayDelete(message: { readonly author: string }, viewer: Persona): boolean {
  return viewer.isAdmin || message.author === viewer.id;
}

/** A reply for the person who acted only. It is not stored, so its files travel inside it. */
export function privateReplyToHtml(card: Card, reply: { id: string; at: EpochMs; command?: string }): Html {
  return html`<li class="entry private" id="${reply.id}" data-message="${reply.id}">
    <article class="message for-you" id="${reply.id}-article" tabindex="-1" aria-labelledby="${reply.id}-private ${reply.id}-title" data-announce="Only you can see this: ${card.title}">
      ${headToHtml(BOT.id, reply.at, reply.id)}
      <p class="for-you-line"><span class="for-you-word" id="${reply.id}-private">${ICONS.private}Only you can see this</span>${
        reply.command !== undefined && html`<span class="because">You used <code>${reply.command}</code></span>`
      }</p>
      <div class="content">${cardToHtml(card, { id: reply.id, attachmentUrl: embedded })}</div>
      <button type="button" class="icon-button tool" id="${reply.id}-dismiss" data-dismiss="${reply.id}" aria-label="Dismiss this message">${ICONS.cross}</button>
    </article>
  </li>`;
}

function embedded(block: Attachment): string {
  if (block.type === "image") return `data:image/png;base64,${Buffer.from(block.png).toString("base64")}`;
  return `data:${safeMediaType(block.mediaType)};base64,${Buffer.from(block.content).toString("base64")}`;
}

export function safeMediaType(mediaType: string): string {
  return /^[a-z]+\/[a-z0-9.+-]+$/.test(mediaType) ? mediaType : "application/octet-stream";
}

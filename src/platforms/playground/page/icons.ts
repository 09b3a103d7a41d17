import { raw } from "hono/html";
import { type Html, html } from "./html.ts";

/** Drawn here so that they look the same where no emoji font is installed. Always beside a word or an accessible name. */
const icon = (paths: string): Html =>
  raw(
    `<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${paths}</svg>`,
  );

export const ICONS = {
  question: icon(
    '<circle cx="10" cy="10" r="7.3"/><path d="M7.9 7.7a2.2 2.2 0 1 1 3.2 2c-.8.4-1.1.8-1.1 1.5"/><path d="M10 13.9v.1"/>',
  ),
  reveal: icon('<circle cx="10" cy="10" r="7.3"/><path d="m6.8 10.2 2.2 2.2 4.2-4.6"/>'),
  answer: icon(
    '<path d="M10 5.2C8.6 4.2 6.6 3.8 3.6 3.9v10.8c3 0 5 .4 6.4 1.4 1.4-1 3.4-1.4 6.4-1.4V3.9c-3-.1-5 .3-6.4 1.3Z"/><path d="M10 5.2v10.9"/>',
  ),
  board: icon('<path d="M3 16.5h14"/><path d="M4.5 16.5v-5h3.6v5M8.1 16.5V5h3.8v11.5M11.9 16.5V9h3.6v7.5"/>'),
  notice: icon('<circle cx="10" cy="10" r="7.3"/><path d="M10 9.3v4.2"/><path d="M10 6.4v.1"/>'),
  problem: icon('<path d="M10 3.2 17.4 16H2.6Z"/><path d="M10 8.2v3.6"/><path d="M10 13.9v.1"/>'),
  private: icon('<path d="M3 10s2.6-4.6 7-4.6S17 10 17 10s-2.6 4.6-7 4.6S3 10 3 10Z"/><circle cx="10" cy="10" r="2"/>'),
  check: icon('<path d="m4.5 10.6 3.6 3.6 7.4-8"/>'),
  cross: icon('<path d="m5.5 5.5 9 9m0-9-9 9"/>'),
  file: icon('<path d="M5 2.8h6.2L15 6.6v10.6H5Z"/><path d="M11 3v4h4"/>'),
  clock: icon('<circle cx="10" cy="10" r="7.3"/><path d="M10 6v4.2l2.8 1.8"/>'),
  send: icon('<path d="M3.2 10 16.8 3.8 12.6 16.6 9.6 11Z"/><path d="m9.6 11 7.2-7.2"/>'),
  theme: icon('<circle cx="10" cy="10" r="6.8"/><path d="M10 3.2v13.6a6.8 6.8 0 0 0 0-13.6Z" fill="currentColor"/>'),
  keyboard: icon(
    '<rect x="2.5" y="5" width="15" height="10" rx="2"/><path d="M5.5 8.2h.1M8.5 8.2h.1M11.5 8.2h.1M14.5 8.2h.1M7 11.8h6"/>',
  ),
  bin: icon('<path d="M4 5.5h12M8 5.5V3.8h4v1.7M5.5 5.5l.7 11h7.6l.7-11"/>'),
  down: icon('<path d="M10 4.5v11m-4.6-4.6 4.6 4.6 4.6-4.6"/>'),
} as const;

const SIGNS: Readonly<Record<string, { readonly drawing: Html; readonly tone: string }>> = {
  "✅": { drawing: ICONS.reveal, tone: "right" },
  "❌": { drawing: ICONS.cross, tone: "wrong" },
  "❗": { drawing: ICONS.problem, tone: "warn" },
  "⚠": { drawing: ICONS.problem, tone: "warn" },
  ℹ: { drawing: ICONS.notice, tone: "warn" },
  "🚫": { drawing: ICONS.cross, tone: "warn" },
};
const SIGN = new RegExp(`(${Object.keys(SIGNS).join("|")})\\uFE0F?`, "u");

/** Text with the bot's signs drawn; screen readers and copied text get the signs themselves. */
export function drawSigns(text: string): Html {
  const parts = text.split(SIGN);
  if (parts.length === 1) return html`${text}`;
  return html`${parts.map((part) => {
    const sign = SIGNS[part];
    return sign === undefined
      ? part
      : html`<span class="sign sign-${sign.tone}"><span class="visually-hidden">${part}</span>${sign.drawing}</span>`;
  })}`;
}

/** The bot's mark: an open book with a tick. */
export const MARK: Html = raw(
  '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="9" class="mark-ground"/><path d="M16 11.2c-2.2-1.6-5-2.2-9-2.1v13.2c4-.1 6.8.5 9 2.1 2.2-1.6 5-2.2 9-2.1V9.1" class="mark-line"/><path d="m16.2 15.2 3 3 6.3-8" class="mark-tick"/></svg>',
);

/** The same mark as a file of its own, for the browser's tab. */
export const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="2.4"><rect width="32" height="32" rx="9" fill="#3f4bb8"/><path d="M16 11.2c-2.2-1.6-5-2.2-9-2.1v13.2c4-.1 6.8.5 9 2.1 2.2-1.6 5-2.2 9-2.1V15" stroke="#fff"/><path d="m16 15.5 3 3 7-9" stroke="#ffd47a"/></svg>';

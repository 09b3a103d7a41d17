import type { RichTextElement } from "@slack/types";
import type { Prose } from "../../../chat/card.ts";
import { type CodeText, markdownToPhrases } from "./rich-text.ts";

/**
 * Small print. Context blocks take only Slack's own mrkdwn, which has no way to escape its signs. A zero-width space before a
 * sign keeps it from being markup. & < > become entities, so that no text can write a mention or a link.
 */
export function markdownToMrkdwn(markdown: Prose, codeText: CodeText): string {
  return markdownToPhrases(markdown, codeText).map(phraseToMrkdwn).join("");
}

function phraseToMrkdwn(element: RichTextElement): string {
  if (element.type === "link") return `<${escapeUrl(element.url)}|${escapeMrkdwn(element.text ?? element.url)}>`;
  if (element.type === "date")
    return `<!date^${element.timestamp}^${element.format}|${escapeEntities(element.fallback ?? "")}>`;
  if (element.type !== "text") return "";
  const { bold, italic, code } = element.style ?? {};
  if (code === true) return `\`${escapeEntities(element.text.replaceAll("`", "'"))}\``;
  const text = escapeMrkdwn(element.text);
  if (text.trim() !== text || text === "") return text;
  const slanted = italic === true ? `_${text}_` : text;
  return bold === true ? `*${slanted}*` : slanted;
}

function escapeMrkdwn(text: string): string {
  return escapeEntities(text).replace(/[*_~`:@]/g, "\u200B$&");
}

export function escapeEntities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function escapeUrl(url: string): string {
  return escapeEntities(url).replaceAll("|", "%7C");
}

import type { List, PhrasingContent, RootContent } from "mdast";
import { type Moment, momentWords, type Prose } from "../../../chat/card.ts";
import { parseMarkdown } from "../../../chat/markdown.ts";
import { attribute, type Html, html, NOTHING } from "../page/html.ts";
import { drawSigns } from "../page/icons.ts";

/** Bold, italics, `code`, links to http and https, lists and paragraphs; everything else is text. Mentions are text. */
export function markdownToHtml(markdown: Prose): Html {
  return html`${parseMarkdown(markdown).children.map(blockToHtml)}`;
}

/** In its own time zone; the page's script shows it in the reader's. */
export function momentToHtml(moment: Moment): Html {
  return html`<time datetime="${new Date(moment.at).toISOString()}" data-show="moment" data-zone="${moment.timeZone}">${momentWords(moment)}</time>`;
}

function blockToHtml(node: RootContent): Html {
  switch (node.type) {
    case "paragraph":
      return html`<p>${node.children.map(phraseToHtml)}</p>`;
    case "list":
      return listToHtml(node);
    default:
      return NOTHING;
  }
}

function listToHtml(list: List): Html {
  const items = list.children.map(
    (item) =>
      html`<li>${item.children.map((child) =>
        child.type === "paragraph" && item.spread !== true ? child.children.map(phraseToHtml) : blockToHtml(child),
      )}</li>`,
  );
  if (list.ordered !== true) return html`<ul>${items}</ul>`;
  return html`<ol${attribute("start", list.start === 1 ? undefined : (list.start ?? undefined))}>${items}</ol>`;
}

function phraseToHtml(node: PhrasingContent): Html {
  switch (node.type) {
    case "text":
      return drawSigns(node.value);
    case "strong":
      return html`<strong>${node.children.map(phraseToHtml)}</strong>`;
    case "emphasis":
      return html`<em>${node.children.map(phraseToHtml)}</em>`;
    case "inlineCode":
      return html`<code>${node.value}</code>`;
    case "break":
      return html`<br>`;
    case "moment":
      return momentToHtml(node);
    case "link":
      return linkToHtml(node.url, node.children.map(phraseToHtml));
    default:
      return NOTHING;
  }
}

function linkToHtml(url: string, text: readonly Html[]): Html {
  if (!isWebAddress(url)) return html`${text}`;
  return html`<a href="${url}" rel="noopener noreferrer" target="_blank">${text}</a>`;
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}

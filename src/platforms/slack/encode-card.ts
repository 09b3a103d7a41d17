import type {
  ContextBlock,
  KnownBlock,
  RichTextBlock,
  RichTextBlockElement,
  RichTextElement,
  RichTextSection,
} from "@slack/types";
import {
  amountText,
  type Card,
  type CardBlock,
  type CardOption,
  type Prose,
  type RankingRow,
} from "../../chat/card.ts";
import { controlsToBlocks } from "./blocks/controls-to-blocks.ts";
import { fitBlocks } from "./blocks/fit-blocks.ts";
import { cut, LIMITS } from "./limits.ts";
import { emojiOfLabel } from "./text/labels.ts";
import { escapeEntities, markdownToMrkdwn } from "./text/mrkdwn.ts";
import {
  type CodeText,
  dateElement,
  markdownToPhrases,
  markdownToRichText,
  plain,
  richTextToWords,
} from "./text/rich-text.ts";

export interface SlackMessage {
  /** For notifications, and for screen readers: they read this and not the blocks. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export interface EncodeOptions {
  readonly codeText?: CodeText;
  /** Slack's ids of the uploaded images, by the index of their block in the card. */
  readonly images?: ReadonlyMap<number, string>;
  readonly maxBlocks?: number;
}

/** The card in Block Kit. It fits every limit in limits.ts whatever it holds, and nothing in it is markup or a mention. */
export function cardToBlocks(card: Card, options: EncodeOptions = {}): SlackMessage {
  const codeText: CodeText = options.codeText ?? ((code) => code);
  const header: KnownBlock[] =
    card.title === ""
      ? []
      : [{ type: "header", text: { type: "plain_text", text: cut(card.title, LIMITS.headerText), emoji: false } }];
  const content = card.blocks.flatMap((block, index) => blockToBlocks(block, codeText, options.images?.get(index)));
  const blocks = fitBlocks([...header, ...content], options.maxBlocks ?? LIMITS.messageBlocks, LIMITS.messageText);
  return { text: escapeEntities(cut(wordsOf(blocks), LIMITS.fallbackText)) || "…", blocks };
}

function wordsOf(blocks: readonly KnownBlock[]): string {
  return blocks
    .flatMap((block) => {
      if (block.type === "header") return [block.text.text];
      if (block.type === "image") return [block.alt_text];
      return block.type === "rich_text" ? [richTextToWords(block.elements)] : [];
    })
    .join("\n");
}

function blockToBlocks(block: CardBlock, codeText: CodeText, image: string | undefined): KnownBlock[] {
  switch (block.type) {
    case "text":
      return richText(markdownToRichText(block.text, codeText));
    case "note":
      return richText([
        line([plain(`${block.sign} `), plain(block.label, { bold: true })]),
        { type: "rich_text_quote", elements: markdownToPhrases(block.text, codeText) },
      ]);
    case "options":
      return richText(block.options.map((option) => optionToLine(option, codeText)));
    case "ranking":
      return richText(block.rows.flatMap(rowToLines));
    case "facts":
      return richText(block.facts.map((fact) => factToLine(fact, codeText)));
    case "time":
      return richText([line([plain(`${block.label} `), dateElement(block)])]);
    case "small":
      return small(markdownToMrkdwn(block.text, codeText));
    case "image":
      return imageToBlocks(block.alt, image);
    case "file":
      return small(`📄 ${escapeEntities(block.name)}`);
    case "controls":
      return controlsToBlocks(block.controls);
    default:
      return unknownBlock(block);
  }
}

/** A stored card may carry a block that a newer version wrote. */
function unknownBlock(_block: never): KnownBlock[] {
  return [];
}

function richText(elements: RichTextBlockElement[]): RichTextBlock[] {
  const shown = elements.map(withoutEmptyTexts).filter((element) => element.elements.length > 0);
  return shown.length === 0 ? [] : [{ type: "rich_text", elements: shown }];
}

/** Slack refuses empty texts. */
function withoutEmptyTexts(element: RichTextBlockElement): RichTextBlockElement {
  if (element.type === "rich_text_list") return element;
  const elements = (element.elements as RichTextElement[]).filter((part) => part.type !== "text" || part.text !== "");
  return { ...element, elements } as RichTextBlockElement;
}

function line(elements: RichTextElement[]): RichTextSection {
  return { type: "rich_text_section", elements };
}

const MARKS = { right: "✅ Right", wrong: "❌ Wrong" } as const;

function optionToLine(option: CardOption, codeText: CodeText): RichTextSection {
  const result = [
    ...(option.mark === undefined ? [] : [MARKS[option.mark]]),
    ...(option.count === undefined ? [] : [`${option.count} ${option.count === 1 ? "answer" : "answers"}`]),
    ...(option.share === undefined ? [] : [`${Math.round(option.share * 100)} %`]),
  ].join(" · ");
  return line([
    { type: "emoji", name: emojiOfLabel(option.label) },
    plain(" "),
    ...markdownToPhrases(option.text, codeText),
    ...(result === "" ? [] : [plain(`\n${result}`)]),
  ]);
}

function rowToLines(row: RankingRow): RichTextSection[] {
  const detail = row.detail === undefined ? "" : ` · ${row.detail}`;
  const ranked = line([
    plain(`${row.rank}. `),
    plain(row.name, { bold: true }),
    plain(`${row.you ? " (you)" : ""} · ${amountText(row)}${detail}`),
  ]);
  return row.gapBefore ? [line([plain("⋯")]), ranked] : [ranked];
}

function factToLine(fact: { readonly label: string; readonly value: Prose }, codeText: CodeText): RichTextSection {
  const label = fact.label.startsWith("/") ? codeText(fact.label) : fact.label;
  return line([plain(`${label}:`, { bold: true }), plain(" "), ...markdownToPhrases(fact.value, codeText)]);
}

function small(mrkdwn: string): ContextBlock[] {
  if (mrkdwn === "") return [];
  // Cut inside an entity or a link, it would show its source, so text that is too long is dropped whole.
  const text = mrkdwn.length > LIMITS.contextText ? "…" : mrkdwn;
  return [{ type: "context", elements: [{ type: "mrkdwn", text, verbatim: true }] }];
}

function imageToBlocks(alt: string, file: string | undefined): KnownBlock[] {
  const alt_text = cut(alt, LIMITS.altText) || "…";
  return file === undefined ? small(escapeEntities(alt_text)) : [{ type: "image", slack_file: { id: file }, alt_text }];
}

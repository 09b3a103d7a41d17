import type { KnownBlock, RichTextElement } from "@slack/types";

/** A message as its reader sees it. */
export function readBlocks(blocks: readonly KnownBlock[]): string {
  return blocks
    .map(readBlock)
    .join("\n")
    .replaceAll("\u200B", "")
    .replace(/[ \t]+/g, " ")
    .trim();
}

function readBlock(block: KnownBlock): string {
  switch (block.type) {
    case "header":
      return block.text.text;
    case "rich_text":
      return block.elements
        .map((element) =>
          element.type === "rich_text_list"
            ? element.elements.map((item) => `- ${readPhrases(item.elements)}`).join("\n")
            : readPhrases(element.elements as RichTextElement[]),
        )
        .join("\n");
    case "context":
      return block.elements.map((element) => ("text" in element ? readMrkdwn(element.text as string) : "")).join(" ");
    case "section":
      return block.text?.text ?? "";
    case "actions":
      return block.elements
        .map((element) =>
          "text" in element && element.text !== undefined ? `[${(element.text as { text: string }).text}]` : "",
        )
        .join(" ");
    case "image":
      return block.alt_text;
    case "input":
      return block.label.text;
    default:
      return "";
  }
}

export function readPhrases(phrases: readonly RichTextElement[]): string {
  return phrases
    .map((phrase) => {
      switch (phrase.type) {
        case "text":
          return phrase.text;
        case "link":
          return phrase.text ?? phrase.url;
        case "emoji":
          return (
            ({ one: "1", two: "2", three: "3", four: "4", five: "5" } as Record<string, string>)[phrase.name] ??
            `:${phrase.name}:`
          );
        case "date":
          return phrase.fallback ?? "";
        case "user":
          return `@@${phrase.user_id}`;
        case "broadcast":
          return `@@${phrase.range}`;
        default:
          return "";
      }
    })
    .join("");
}

function readMrkdwn(text: string): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, "$1")
    .replace(/<(https?:[^|>]*)\|([^>]*)>/g, "$2")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll("\u200B", "");
}

/** Everybody whom these blocks or this text would notify. */
export function mentionsIn(blocks: readonly KnownBlock[], text: string): string[] {
  const json = JSON.stringify(blocks);
  const structured = [
    ...json.matchAll(/"type":"(?:user|usergroup|broadcast)","(?:user_id|usergroup_id|range)":"([^"]+)"/g),
  ].map((match) => match[1] ?? "");
  const context = blocks.flatMap((block) =>
    block.type === "context" ? block.elements.map((element) => ("text" in element ? String(element.text) : "")) : [],
  );
  const written = [text, ...context].flatMap((source) =>
    [...source.matchAll(/<(?:@|!(?!date\^))[^>]+>/g)].map((match) => match[0]),
  );
  return [...structured, ...written];
}

/** The times in them that Slack shows in the reader's own zone, in ISO 8601. */
export function momentsIn(blocks: readonly KnownBlock[]): string[] {
  return blocks.flatMap((block) => {
    // Rich text reads no markup out of its texts; small print does.
    const pattern = block.type === "rich_text" ? /"type":"date","timestamp":(\d+)/g : /<!date\^(\d+)\^/g;
    return [...JSON.stringify(block).matchAll(pattern)].map(([, seconds]) =>
      new Date(Number(seconds) * 1000).toISOString().replace(".000", ""),
    );
  });
}

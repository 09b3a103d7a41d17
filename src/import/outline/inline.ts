import { hasHtml } from "../formats/html.ts";

/** A missing space between sentences: "spokes.This is". */
const MISSING_SPACE = /(?<=(?:^|[\s(])[\p{Ll}-]{3,}\)?)\.(?=\p{Lu}\p{Ll}* )/gu;
/**
 * "stand(for use at home)", but not a function call: there are several words in the parentheses, without commas.
 */
const MISSING_BRACKET_SPACE = /(?<=(?:^|\s)\p{L}\p{Ll}{3,})\((?=\p{Ll}+ [\p{Ll} ]+\))/gu;

/** Repairs damage from copying: unclosed emphasis, spaces before punctuation, missing spaces between sentences. */
export function repairInline(text: string): string {
  return balancedCode(balancedBold(text))
    .replace(MISSING_SPACE, ". ")
    .replace(MISSING_BRACKET_SPACE, " (")
    .replace(/(?<=[\p{Ll}][.,;])\((?=\p{L})/gu, " (")
    .replace(/(?<= )&(?=\p{Ll}{3,}(?![\p{L};]))/gu, "& ")
    .replace(/(?<! ) +([.,;:!?])(?=\s|$)/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

/** Keeps **bold** that is valid Markdown, and removes all other pairs of asterisks or underscores. */
function balancedBold(text: string): string {
  const kept: string[] = [];
  return text
    .replace(
      /`[^`]*`|(\*\*|__)(?=[^\s*_])([^*\n]{1,80}?)(?<=[^\s*_])\1(?![\p{L}\p{N}])/gu,
      (found) => `\ue000${kept.push(found) - 1}\ue001`,
    )
    .replace(/ ?\*\*(?: |$)/g, " ")
    .replace(/\*\*|(?<![\p{L}\p{N}_])__(?=\p{L})|(?<=\p{L})__(?![\p{L}\p{N}_])/gu, "")
    .replace(/(?<![\p{L}\p{N}*])\*(?=\p{L})([^*\n]*)$/gu, "$1")
    .replace(/\ue000(\d+)\ue001/g, (_, at: string) => kept[Number(at)] ?? "");
}

function balancedCode(text: string): string {
  const marks = text.split("`").length - 1;
  if (marks % 2 === 0) return text;
  const last = text.lastIndexOf("`");
  return text.slice(0, last) + text.slice(last + 1);
}

/** HTML has already been removed; if some slipped through, escape it so that it shows as text. */
export function escapeHtml(text: string): string {
  return hasHtml(text) ? text.replace(/<(?=[a-z/!])/gi, "\\<") : text;
}

import { plain } from "../formats/html.ts";
import { words } from "../outline/phrases.ts";
import { ANSWER_LENGTH, type Blank, blankOut, escaped, GAP, occursOnce, type Statement } from "./blank.ts";

const NAME = "[\\p{Lu}\\p{N}][\\p{L}\\p{N}.+#-]*(?: [\\p{Lu}\\p{N}][\\p{L}\\p{N}.+#-]*){0,3}";
const NAMES = new RegExp(`((?:${NAME}, ){2,})(?:and |or )?(?:[\\p{L}]+ )?(${NAME})`, "u");
const COUNT = /\b(?:two|three|four|five|six|seven|eight|[2-8]|several|following)\b/i;

/** Blanks out one item of "A, B, C and D" or "three kinds: a, b and c". */
export function enumerationBlank(statement: Statement): Blank | undefined {
  const { text } = statement;
  const names = NAMES.exec(text);
  const colon = /^([^:]{8,120}): (.+?)\.?$/s.exec(text);
  if (names !== null) {
    const [first = "", answer = ""] = (names[1] ?? "").split(", ");
    return blankOutItem(statement, names.index + first.length, answer);
  }
  const [, lead = "", rest = ""] = colon ?? [];
  const items = rest.split(/, (?:and |or )?| and | or /);
  const isList = items.length >= (COUNT.test(lead) ? 2 : 3) && items.every((item) => words(item).length <= 4);
  if (!isList || (!COUNT.test(lead) && words(lead).length < 4)) return undefined;
  return blankOutItem(statement, lead.length, items[1] ?? "");
}

function blankOutItem(statement: Statement, after: number, item: string): Blank | undefined {
  const answer = item.replace(/(?<!\s)\s*\([^()]*\)$/, "");
  const at = statement.text.indexOf(answer, after);
  const isTypeable = answer.length >= 2 && answer.length <= ANSWER_LENGTH && /^[\p{L}\p{N}]/u.test(answer);
  if (at < 0 || !isTypeable || !occursOnce(statement.text, answer)) return undefined;
  return blankOut(statement, { at, found: answer, what: "what is missing", answer });
}

/**
 * Blanks out one item of a list of three or more short items. A list without its own lead is about the entry's title.
 */
export function listBlank(body: string, title: string): Blank | undefined {
  const lines = body.split("\n");
  const items = lines.flatMap((line) => plain(/^- (.+)$/.exec(line)?.[1] ?? "") || []);
  const own = lines.find((line) => line !== "" && !line.startsWith("- "));
  const lead = plain(own ?? title).replace(/:$/, "");
  if (items.length < 3 || items.length > 12 || lines.some((line) => line.startsWith("  "))) return undefined;
  if (items.some((item) => item.length > 80)) return undefined;
  const answer = mostDistinctive(
    items.filter((item) => isTypeable(item) && occursOnce(`${lead}\n${items.join("\n")}`, item)),
  );
  if (answer === undefined) return undefined;
  const shown = items.map((item) => `- ${item === answer ? GAP : escaped(item)}`).join("\n");
  return {
    answer: answer.replace(/\.$/, ""),
    accept: [],
    prompt: `One item is missing from this list. Fill it in. ${escaped(lead)}:\n\n${shown}`,
    difficulty: "medium",
    from: `${escaped(lead)}: ${items.map(escaped).join("; ")}`,
  };
}

/** Whether an item has at most two words, or three if it is a name, not counting a leading article. */
function isTypeable(item: string): boolean {
  const count = words(item.replace(/^(?:the|an?) /i, "")).length;
  return item.length <= 30 && count <= (isName(item) ? 3 : 2) && !/[:,()]/.test(item);
}

function isName(item: string): boolean {
  return /\p{N}|\p{L}\p{Lu}|^\p{Lu}\S*$|[._-]/u.test(item);
}

/** The middle one of the names or, if there are none, of all items. Names come first, since they have only one spelling. */
function mostDistinctive(items: readonly string[]): string | undefined {
  const names = items.filter(isName);
  const from = names.length > 0 ? names : items;
  return from[Math.floor(from.length / 2)];
}

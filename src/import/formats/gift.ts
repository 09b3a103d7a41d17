import { type GIFTQuestion, parse, type TextChoice, type TextFormat } from "gift-pegjs";
import { parsePlace } from "../../study/kinds/order.ts";
import {
  type Imported,
  type ImportedEntry,
  noProgress,
  type Progress,
  type Skipped,
  skipped,
  withProgress,
} from "../imported.ts";
import { shorten } from "../outline/phrases.ts";
import { type BankQuestion, buildQuestion, entryOfQuestion, mergeEntries } from "../question-entry.ts";
import { cleanText, hasHtml, htmlToMarkdown, tidy } from "./html.ts";

/** In characters. No real question is longer, and parsing time grows with length. */
const QUESTION_LIMIT = 20_000;

interface Raw {
  readonly text: string;
  readonly line: number;
  readonly lastLine: number;
}

/**
 * Imports Moodle's GIFT. Multiple choice, true-false, short answer, plain numbers, and places matched with steps become
 * questions. Decks do not support other matching questions, essays or descriptions, so they are listed in `skipped`.
 * Questions are parsed one by one, so that a broken one does not affect the others.
 */
export function importGift(text: string, topic: string, progress: Progress = noProgress): Imported {
  const entries: ImportedEntry[] = [];
  const leftOut: Skipped[] = [];
  let category = topic;
  for (const raw of withProgress(questionsOf(text), "questions", progress)) {
    const parsed = parseOne(raw);
    if ("reason" in parsed) {
      leftOut.push(skipped(raw.line, parsed.reason, raw.text));
      continue;
    }
    for (const question of parsed.questions) {
      if (question.type === "Category") {
        category = categoryName(question.title) || topic;
        continue;
      }
      const taken = toEntry(question, category, raw);
      if ("reason" in taken) leftOut.push(skipped(raw.line, taken.reason, raw.text));
      else entries.push(taken.entry);
      if ("dropped" in taken && taken.dropped > 0)
        leftOut.push(
          skipped(raw.line, `taken without ${taken.dropped} of its options: a card has room for five`, raw.text),
        );
    }
  }
  return { entries: mergeEntries(entries), skipped: leftOut };
}

/** Empty lines separate questions, and a comment belongs to what follows it. */
function questionsOf(text: string): Raw[] {
  const raws: Raw[] = [];
  let rows: string[] = [];
  let line = 1;
  for (const [index, row] of [...text.split("\n"), ""].entries()) {
    if (row.trim() !== "") {
      if (rows.length === 0) line = index + 1;
      rows.push(row);
    } else if (rows.some((one) => !one.trim().startsWith("//"))) {
      raws.push({ text: rows.join("\n"), line, lastLine: index });
      rows = [];
    } else rows = [];
  }
  return raws;
}

function parseOne({ text }: Raw): { questions: GIFTQuestion[] } | { reason: string } {
  if (text.length > QUESTION_LIMIT) return { reason: `it has more than ${QUESTION_LIMIT} characters` };
  try {
    return { questions: parse(`${text}\n\n`) };
  } catch {
    return { reason: "this is no GIFT that can be read: a brace or an escape is missing" };
  }
}

function toEntry(
  question: GIFTQuestion,
  topic: string,
  raw: Raw,
): { entry: ImportedEntry; dropped: number } | { reason: string } {
  const bank = bankQuestion(question);
  if ("reason" in bank) return bank;
  const built = buildQuestion(bank);
  if ("reason" in built) return built;
  const tags = question.type === "Category" ? [] : (question.tags ?? []);
  const own = tags.find((tag) => tag.startsWith("entry-"))?.slice("entry-".length);
  const entry = entryOfQuestion(built.content, { topic, line: raw.line, lastLine: raw.lastLine });
  return {
    entry: own === undefined ? entry : { ...entry, content: { ...entry.content, id: own } },
    dropped: built.dropped.length,
  };
}

function bankQuestion(question: GIFTQuestion): BankQuestion | { reason: string } {
  switch (question.type) {
    case "TF":
      return { ...commonOf(question), ...truth(question) };
    case "MC":
      return { ...commonOf(question, feedback(question.choices)), ...choices(question.choices) };
    case "Short":
      return {
        ...commonOf(question, feedback(question.choices)),
        kind: "fill-in",
        right: question.choices.filter(isRight).map(({ text }) => plainAnswer(text)),
        wrong: [],
      };
    case "Numerical":
      return numerical(question, commonOf(question));
    case "Matching":
      return steps(question, commonOf(question));
    case "Category":
      return { reason: "a category" };
    case "Essay":
      return { reason: "essays have no place in a deck" };
    case "Description":
      return { reason: "a description asks nothing" };
  }
}

/** The fields that every question has; `fallback` is the explanation of a question without its own feedback. */
function commonOf(question: Exclude<GIFTQuestion, { type: "Category" }>, fallback = "") {
  const tags = question.tags ?? [];
  const difficulty = tags.find((tag) => tag.startsWith("difficulty-"))?.slice("difficulty-".length);
  const id = idOf(question.id, question.title);
  const explanation = "globalFeedback" in question ? markdown(question.globalFeedback) : "";
  return {
    ...(id === undefined ? {} : { id }),
    ...(difficulty === undefined ? {} : { difficulty }),
    prompt: markdown(question.stem),
    draft: tags.includes("draft"),
    explanation: explanation || fallback,
  };
}

function truth(question: Extract<GIFTQuestion, { type: "TF" }>) {
  const { isTrue, falseFeedback, trueFeedback, globalFeedback } = question;
  const explanation = markdown(globalFeedback) || markdown(isTrue ? falseFeedback : trueFeedback);
  return { kind: "true-false", right: [isTrue ? "true" : "false"], wrong: [], explanation };
}

function choices(all: readonly TextChoice[]): Pick<BankQuestion, "kind" | "right" | "wrong"> {
  const right = all.filter(isRight).map(({ text }) => markdown(text));
  const wrong = all.filter((choice) => !isRight(choice)).map(({ text }) => markdown(text));
  return { kind: right.length > 1 ? "multiple" : "single", right, wrong };
}

/** If a multiple choice has several keys, each one has a positive weight. */
function isRight({ isCorrect, weight }: TextChoice): boolean {
  return weight === null ? isCorrect : weight > 0;
}

function numerical(
  question: Extract<GIFTQuestion, { type: "Numerical" }>,
  base: BankQuestion | Omit<BankQuestion, "right" | "wrong">,
): BankQuestion | { reason: string } {
  const given = Array.isArray(question.choices)
    ? question.choices.find(({ isCorrect }) => isCorrect)?.text
    : question.choices;
  if (given?.number === undefined) return { reason: "a range of numbers cannot be typed as one answer" };
  if (given.type === "range" && (given.range ?? 0) !== 0)
    return { reason: "a number with a tolerance cannot be typed as one answer" };
  return { ...base, kind: "fill-in", right: [String(given.number)], wrong: [] };
}

/** Places matched with steps form an order question; decks do not support other matching questions. */
function steps(
  { matchPairs, stem }: Extract<GIFTQuestion, { type: "Matching" }>,
  base: Omit<BankQuestion, "right" | "wrong">,
): BankQuestion | { reason: string } {
  const pairs = matchPairs
    .map(({ subquestion, subanswer }) => ({ place: parsePlace(subquestion.text) ?? 0, step: subanswer }))
    .toSorted((a, b) => a.place - b.place);
  if (pairs.some(({ place }, index) => place !== index + 1))
    return { reason: "matching questions have no place in a deck" };
  const right = pairs.map(({ step }) => markdown({ format: stem.format, text: unescaped(step) }));
  return { ...base, kind: "order", right, wrong: [] };
}

/** In matching pairs the parser does not restore the placeholders that it uses for escaped characters. */
function unescaped(text: string): string {
  return text.replace(/&&(\d{3});?/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/** The options' own feedback, starting with the key's. */
function feedback(all: readonly TextChoice[]): string {
  return [...all]
    .toSorted((a, b) => Number(isRight(b)) - Number(isRight(a)))
    .map((choice) => markdown(choice.feedback))
    .filter((text) => text !== "")
    .join(" ");
}

function markdown(text: TextFormat | null): string {
  if (text === null) return "";
  if (text.format === "markdown") return cleanText(text.text);
  if (text.format === "plain" || !hasHtml(text.text)) return tidy(text.text);
  return htmlToMarkdown(text.text);
}

function plainAnswer(text: TextFormat): string {
  return tidy(text.text.replace(/<[a-z/][^<>]*>/gi, ""));
}

/** The question's id, or its title if that is a valid id. */
function idOf(id: string | null | undefined, title: string | null): string | undefined {
  const named = [id, title].find(
    (one) => one !== null && one !== undefined && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(one) && /[a-z]/.test(one),
  );
  return named ?? undefined;
}

/** "IAM" for "$course$/top/Security/IAM"; "//" is a slash within a name. */
function categoryName(path: string): string {
  const name = tidy(
    path
      .split(/(?<!\/)\/(?!\/)/)
      .at(-1)
      ?.replaceAll("//", "/") ?? "",
  );
  return shorten(name, 100);
}

import { GAP } from "../drafts/blank.ts";
import { ImportError } from "../import-error.ts";
import { type ImportedEntry, type Skipped, skipped } from "../imported.ts";
import { shorten } from "../outline/phrases.ts";
import { termsOf } from "../outline/terms.ts";
import { type AnkiNote, lastOfDeck, replaceClozes } from "./anki.ts";
import { readOwnNote } from "./anki-own-note.ts";
import { flashcardEntry } from "./flashcard.ts";
import { hasHtml, htmlToMarkdown, plain, tidy } from "./html.ts";

/**
 * A note as an entry: the bot's own export whole, a cloze with its gaps, anything else as a card of its first two
 * fields.
 */
export function noteEntry(note: AnkiNote, topic: string): { entry: ImportedEntry } | { skipped: Skipped } {
  try {
    const own = note.html ? readOwnNote(note) : undefined;
    if (own !== undefined) return { entry: own };
    const where = usableDeck(note.deck) ?? note.tags[0]?.replaceAll("_", " ") ?? topic;
    const cloze = (note.fields[0] ?? "").includes("{{c");
    if (cloze) return { entry: clozeEntry(note, where) };
    const [front = "", back = ""] = note.fields
      .map((field) => fieldText(field, note.html))
      .filter((field) => field !== "");
    if (front === "" || back === "")
      return { skipped: skipped(note.line, "one side of the card is empty", note.fields.join(" ")) };
    return { entry: flashcardEntry({ front, back, topic: where, line: note.line }) };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return { skipped: skipped(note.line, error.message, note.fields[0] ?? "") };
  }
}

function fieldText(field: string, html: boolean): string {
  // Sound and pictures stay behind.
  const text = field.replace(/\[sound:[^[\]]*\]/g, "");
  return html && (hasHtml(text) || /&[a-z#]/i.test(text)) ? htmlToMarkdown(text) : tidy(text);
}

function usableDeck(deck: string | undefined): string | undefined {
  const name = lastOfDeck(deck);
  return name === undefined || name === "" || name === "Default" ? undefined : name;
}

/** One draft for each gap; the other gaps are shown filled. */
function clozeEntry(note: AnkiNote, topic: string): ImportedEntry {
  const source = note.fields[0] ?? "";
  const gaps: { number: string; answer: string }[] = [];
  const filled = replaceClozes(source, (number, text) => {
    gaps.push({ number, answer: plain(fieldText(text, note.html)) });
    return text;
  });
  const body = fieldText(filled, note.html);
  const extra = fieldText(note.fields[1] ?? "", note.html);
  const title = shorten(plain(body), 100);
  const questions = [...new Set(gaps.map(({ number }) => number))].slice(0, 5).flatMap((number) => {
    const answers = new Set(gaps.filter((gap) => gap.number === number).map(({ answer }) => answer));
    const [answer = ""] = answers;
    const shown = replaceClozes(source, (at, text) => (at === number ? "\ue000" : text));
    const prompt = `Fill in the gap. ${fieldText(shown, note.html).replaceAll("\ue000", GAP)}`;
    if (answer === "" || answer.length > 80 || prompt.length > 600 || answers.size > 1) return [];
    const explanation = shorten(extra === "" ? `The card says: ${body}` : extra, 1000);
    return [
      {
        line: note.line,
        content: { kind: "fill-in" as const, difficulty: "medium" as const, prompt, answer, explanation, draft: true },
      },
    ];
  });
  return {
    topic: { title: shorten(topic, 100) },
    line: note.line,
    lastLine: note.line,
    content: { title, body: extra === "" ? body : `${body}\n\n${extra}`, ...termsOf(title, body), status: "current" },
    questions,
  };
}

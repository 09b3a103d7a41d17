import { GAP } from "../drafts/blank.ts";
import { ImportError } from "../import-error.ts";
import { type ImportedEntry, type Skipped, skipped } from "../imported.ts";
import { shorten } from "../outline/phrases.ts";
import { termsOf } from "../outline/terms.ts";
import { type AnkiNote, deckBaseName, replaceClozes } from "./anki.ts";
import { readExportedNote } from "./anki-exported-note.ts";
import { flashcardEntry } from "./flashcard.ts";
import { hasHtml, htmlToMarkdown, plain, tidy } from "./html.ts";

/**
 * Converts a note to an entry. A note that the bot exported is restored in full, a cloze note gets a draft for each gap,
 * and any other note is treated as a card with its first two fields.
 */
export function noteEntry(note: AnkiNote, topic: string): { entry: ImportedEntry } | { skipped: Skipped } {
  try {
    const exported = note.html ? readExportedNote(note) : undefined;
    if (exported !== undefined) return { entry: exported };
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
  // Sounds cannot be imported.
  const text = field.replace(/\[sound:[^[\]]*\]/g, "");
  return html && (hasHtml(text) || /&[a-z#]/i.test(text)) ? htmlToMarkdown(text) : tidy(text);
}

function usableDeck(deck: string | undefined): string | undefined {
  const name = deckBaseName(deck);
  return name === undefined || name === "" || name === "Default" ? undefined : name;
}

/** One draft for each gap, with the other gaps filled in. */
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

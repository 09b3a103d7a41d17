import {
  type Imported,
  type ImportedEntry,
  noProgress,
  type Progress,
  type Skipped,
  skipped,
  withProgress,
} from "../imported.ts";
import { flashcardEntry } from "./flashcard.ts";
import { cleanText } from "./html.ts";

/**
 * Imports Quizlet's export with its default settings: one card per line, with a tab between term and definition. A line
 * without a tab continues the previous definition, since definitions may contain line breaks.
 */
export function importQuizlet(text: string, topic: string, progress: Progress = noProgress): Imported {
  const cards: { front: string; back: string; line: number; lastLine: number }[] = [];
  const leftOut: Skipped[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    const line = index + 1;
    const tab = row.indexOf("\t");
    const last = cards.at(-1);
    if (tab !== -1) cards.push({ front: row.slice(0, tab), back: row.slice(tab + 1), line, lastLine: line });
    else if (row.trim() !== "" && last === undefined)
      leftOut.push(skipped(line, "no tab between term and definition", row));
    else if (last !== undefined) {
      last.back += `\n${row}`;
      if (row.trim() !== "") last.lastLine = line;
    }
  }
  const entries: ImportedEntry[] = [];
  for (const { front, back, ...at } of withProgress(cards, "cards", progress)) {
    const [term, definition] = [cleanText(front), cleanText(back.replaceAll("\t", " "))];
    if (term === "" || definition === "")
      leftOut.push(skipped(at.line, "one side of the card is empty", `${front} ${back}`));
    else entries.push(flashcardEntry({ front: term, back: definition, topic, ...at }));
  }
  return { entries, skipped: leftOut };
}

import {
  counted,
  type Imported,
  type ImportedEntry,
  type Progress,
  type Skipped,
  silent,
  skipped,
} from "../imported.ts";
import { flashcardEntry } from "./flashcard.ts";
import { cleanText } from "./html.ts";

/**
 * Quizlet's export as it is without changes: a card a line, term and definition parted by a tab. A line without a tab
 * goes on with the definition before it, since definitions may have line breaks.
 */
export function importQuizlet(text: string, topic: string, progress: Progress = silent): Imported {
  const cards: { front: string; back: string; line: number; lastLine: number }[] = [];
  const left: Skipped[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    const line = index + 1;
    const tab = row.indexOf("\t");
    const last = cards.at(-1);
    if (tab !== -1) cards.push({ front: row.slice(0, tab), back: row.slice(tab + 1), line, lastLine: line });
    else if (row.trim() !== "" && last === undefined)
      left.push(skipped(line, "no tab between term and definition", row));
    else if (last !== undefined) {
      last.back += `\n${row}`;
      if (row.trim() !== "") last.lastLine = line;
    }
  }
  const entries: ImportedEntry[] = [];
  for (const { front, back, ...at } of counted(cards, "cards", progress)) {
    const [term, definition] = [cleanText(front), cleanText(back.replaceAll("\t", " "))];
    if (term === "" || definition === "")
      left.push(skipped(at.line, "one side of the card is empty", `${front} ${back}`));
    else entries.push(flashcardEntry({ front: term, back: definition, topic, ...at }));
  }
  return { entries, skipped: left };
}

import { stringify } from "csv-stringify/sync";
import { micromark } from "micromark";
import { EXPORT_TAG, PART_CLASSES } from "../../import/formats/anki-exported-note.ts";
import { safeCell } from "../../import/formats/cells.ts";
import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, Question } from "../deck.ts";

/**
 * The questions for Anki ("Notes in Plain Text", with tabs and HTML): one note per question, with the question's id as the
 * GUID and the topic as the deck. Kind, difficulty, entry, topic and "draft" are tags. Options are sorted so that their
 * order reveals nothing.
 */
export function exportAnkiText(deck: Deck): string {
  const titles = new Map(deck.topics.map(({ id, title }) => [id, title.replace(/\s+/g, " ").replaceAll("::", ": :")]));
  const rows = [...deck.questions.values()].map((question) => [
    question.id,
    `${deck.title.replace(/\s+/g, " ").replaceAll("::", ": :")}::${titles.get(question.topic) ?? question.topic}`,
    tagsOf(question).join(" "),
    frontOf(question),
    backOf(question, deck),
  ]);
  const header = ["#separator:tab", "#html:true", "#guid column:1", "#deck column:2", "#tags column:3"];
  return `${header.join("\n")}\n${stringify(
    rows.map((row) => row.map(safeCell)),
    { delimiter: "\t", quoted: true },
  )}`;
}

function tagsOf(question: Question): string[] {
  const tags = [
    EXPORT_TAG,
    `kind::${question.kind}`,
    `difficulty::${question.difficulty}`,
    `topic::${question.topic}`,
    `entry::${question.entries[0]}`,
  ];
  return question.draft ? [...tags, "draft"] : tags;
}

function frontOf(question: Question): string {
  const options = question.options.map(({ text }) => text).toSorted();
  return `${part(PART_CLASSES.prompt, question.prompt)}${kindOf(question).hasOwnOptions ? list(PART_CLASSES.options, options, "ol") : ""}`;
}

function backOf(question: Question, deck: Deck): string {
  const entry = deck.entries.get(question.entries[0] ?? "");
  const kind = kindOf(question);
  const key = kind.keyTexts(question);
  const right = kind.isTyped ? key.map(escapeMarkdown) : key;
  const about =
    entry === undefined
      ? ""
      : `<hr>${part(PART_CLASSES.entryTitle, escapeMarkdown(entry.title))}${part(PART_CLASSES.entryBody, entry.body)}`;
  return `${list(PART_CLASSES.key, right, kind.asksForOrder ? "ol" : "ul")}${part(PART_CLASSES.explanation, question.explanation)}${about}`;
}

function part(name: string, markdown: string): string {
  return `<div class="${name}">${html(markdown)}</div>`;
}

function list(name: string, items: readonly string[], tag: "ol" | "ul"): string {
  return `<div class="${name}"><${tag}>${items.map((item) => `<li>${html(item)}</li>`).join("")}</${tag}></div>`;
}

/** micromark escapes HTML in the text and drops URLs that run scripts. */
function html(markdown: string): string {
  return micromark(markdown)
    .replace(/\n+/g, "\n")
    .replace(/^<p>(.*)<\/p>$/s, (whole, inner: string) => (inner.includes("<p>") ? whole : inner));
}

function escapeMarkdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, "\\$&");
}

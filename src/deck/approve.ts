import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parseDocument } from "yaml";
import type { Deck, Question } from "./deck.ts";
import { printYaml } from "./deck-yaml.ts";
import type { FolderFiles } from "./write.ts";

/** The deck's drafts, in deck order. */
export function draftsOf(deck: Deck): Question[] {
  return [...deck.questions.values()].filter(({ draft }) => draft);
}

/**
 * The deck's files after approving these drafts: their `draft: true` lines are removed, and everything else stays exactly
 * as the author wrote it.
 */
export async function approvedFiles(folder: string, deck: Deck, ids: ReadonlySet<string>): Promise<FolderFiles> {
  const files = new Map<string, string>();
  for (const { id: topic } of deck.topics) {
    const own = draftsOf(deck).filter((question) => question.topic === topic && ids.has(question.id));
    if (own.length === 0) continue;
    const name = `${topic}.yaml`;
    const text = await readFile(join(folder, name), "utf8");
    files.set(name, approve(text, new Set(own.map(({ id }) => id))));
  }
  return files;
}

/** Removes `draft` from these questions in a topic file. */
function approve(text: string, ids: ReadonlySet<string>): string {
  const document = parseDocument(text);
  const lines = text.split("\n");
  const removedLines = new Set<number>();
  for (const path of questionPaths(document.toJS())) {
    const question = document.getIn(path, true);
    if (!isMap(question) || !ids.has(String(question.get("id")))) continue;
    const pair = question.items.find(({ key }) => isScalar(key) && key.value === "draft");
    if (pair === undefined) continue;
    const start = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
    removedLines.add(text.slice(0, start).split("\n").length - 1);
    document.deleteIn([...path, "draft"]);
  }
  const kept = lines
    .filter((line, index) => !(removedLines.has(index) && /^\s*draft:\s*true\s*(?:#.*)?$/.test(line)))
    .join("\n");
  // If "draft" shares its line with something else, the whole file has to be reprinted.
  return isDeepStrictEqual(parseDocument(kept).toJS(), document.toJS()) ? kept : printYaml(document);
}

function questionPaths(data: unknown): (string | number)[][] {
  const entries = (data as { entries?: { questions?: unknown[] }[] } | null)?.entries ?? [];
  return entries.flatMap(({ questions = [] }, at) => questions.map((_, place) => ["entries", at, "questions", place]));
}

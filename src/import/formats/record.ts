import { hash } from "node:crypto";
import { z } from "zod";
import type { EntryFile, QuestionFile } from "../../deck/format.ts";
import type { DeckFiles } from "../to-files.ts";

/** Beside the deck's files; the bot does not read it. */
export const RECORD_FILE = "import.json";

const printsSchema = z.record(z.string(), z.string());
const recordSchema = z.object({
  format: z.literal(1),
  source: z.string(),
  entries: z.record(z.string(), z.object({ fields: printsSchema, questions: z.record(z.string(), printsSchema) })),
});

/**
 * What the last import wrote, as fingerprints of each field: what differs from it in the deck is the author's own
 * change, and an update keeps that. Entries and questions go by their ids.
 */
export type ImportRecord = z.infer<typeof recordSchema>;
export type Prints = z.infer<typeof printsSchema>;

export function recordOf(files: DeckFiles, source: string): ImportRecord {
  const entries = files.topics.flatMap(({ entries }) => entries);
  return { format: 1, source, entries: Object.fromEntries(entries.map((entry) => [entry.id, printsOfEntry(entry)])) };
}

function printsOfEntry({ questions = [], ...entry }: EntryFile): ImportRecord["entries"][string] {
  return {
    fields: printsOf(entry),
    questions: Object.fromEntries(questions.map((question) => [question.id, printsOf(question)])),
  };
}

export function printsOf(fields: Readonly<Record<string, unknown>> | QuestionFile): Prints {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      name === "id" || value === undefined ? [] : [[name, print(value)]],
    ),
  );
}

export function print(value: unknown): string {
  return hash("sha256", JSON.stringify(value), "base64url").slice(0, 16);
}

export function recordText(record: ImportRecord): string {
  return `${JSON.stringify(record, null, 1)}\n`;
}

/** undefined where there is none, or none that can be read: then everything counts as the author's. */
export function readRecord(text: string | undefined): ImportRecord | undefined {
  try {
    return text === undefined ? undefined : recordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

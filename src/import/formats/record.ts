import { hash } from "node:crypto";
import { z } from "zod";
import type { EntryFile, QuestionFile } from "../../deck/format.ts";
import type { DeckFiles } from "../to-files.ts";

/** Stored next to the deck's files. The bot itself does not read it. */
export const RECORD_FILE = "import.json";

const fingerprintsSchema = z.record(z.string(), z.string());
const recordSchema = z.object({
  format: z.literal(1),
  source: z.string(),
  entries: z.record(
    z.string(),
    z.object({ fields: fingerprintsSchema, questions: z.record(z.string(), fingerprintsSchema) }),
  ),
});

/**
 * What the last import wrote, as a fingerprint of each field. Anything in the deck that differs is an author's change,
 * which an update keeps. Entries and questions are stored by id.
 */
export type ImportRecord = z.infer<typeof recordSchema>;
export type Fingerprints = z.infer<typeof fingerprintsSchema>;

export function recordOf(files: DeckFiles, source: string): ImportRecord {
  const entries = files.topics.flatMap(({ entries }) => entries);
  return {
    format: 1,
    source,
    entries: Object.fromEntries(entries.map((entry) => [entry.id, entryFingerprints(entry)])),
  };
}

function entryFingerprints({ questions = [], ...entry }: EntryFile): ImportRecord["entries"][string] {
  return {
    fields: fingerprintsOf(entry),
    questions: Object.fromEntries(questions.map((question) => [question.id, fingerprintsOf(question)])),
  };
}

export function fingerprintsOf(fields: Readonly<Record<string, unknown>> | QuestionFile): Fingerprints {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      name === "id" || value === undefined ? [] : [[name, fingerprint(value)]],
    ),
  );
}

export function fingerprint(value: unknown): string {
  return hash("sha256", JSON.stringify(value), "base64url").slice(0, 16);
}

export function recordText(record: ImportRecord): string {
  return `${JSON.stringify(record, null, 1)}\n`;
}

/** undefined if there is no readable record, in which case everything counts as the author's. */
export function readRecord(text: string | undefined): ImportRecord | undefined {
  try {
    return text === undefined ? undefined : recordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

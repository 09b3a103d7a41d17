import { distance } from "fastest-levenshtein";
import { kindOf } from "../study/kinds/registry.ts";
import { OPTION_LIMIT } from "../study/kinds/shared/fields.ts";
import type { ReadTopic } from "./assemble.ts";
import { plainText } from "./check/words.ts";
import type { DeckProblem, Place } from "./deck.ts";
import type { DeckFile, EntryFile, QuestionFile } from "./format.ts";
import { error, quote } from "./problem.ts";
import type { DataPath, YamlFile } from "./yaml-file.ts";

interface Located<T> {
  readonly data: T;
  readonly yaml: YamlFile;
  readonly path: DataPath;
}

/** Rules that the schema cannot express and that concern a single entry or question. */
export function entryProblems(topic: ReadTopic): DeckProblem[] {
  const { entries, questions } = locate([topic]);
  return [...entries.flatMap(noteProblems), ...questions.flatMap(optionProblems)];
}

/** Ids must be unique in the whole deck. */
export function idProblems(deckYaml: YamlFile, deck: DeckFile, topics: readonly ReadTopic[]): DeckProblem[] {
  const { entries, questions } = locate(topics);
  return [
    ...duplicateIds("topic", listedIds(deckYaml, "topics", deck.topics)),
    ...duplicateIds("fact", listedIds(deckYaml, "facts", deck.facts)),
    ...duplicateIds("entry", entries.map(idOf)),
    ...duplicateIds("question", questions.map(idOf)),
  ];
}

/** Every id that is referenced must exist, which can be checked only if all files were read. */
export function referenceProblems(deck: DeckFile, topics: readonly ReadTopic[]): DeckProblem[] {
  const { entries, questions } = locate(topics);
  const entryIds = new Set(entries.map(({ data }) => data.id));
  const questionIds = new Set(questions.map(({ data }) => data.id));
  const factIds = new Set(deck.facts ?? []);
  return [
    ...entries.flatMap((entry) => [
      ...deadReferences(entry, "related", { noun: "entry", known: entryIds, own: entry.data.id }),
      ...deadReferences(entry, "facts", { noun: "fact", known: factIds }),
    ]),
    ...questions.flatMap((question) => [
      ...deadReferences(question, "excludes", { noun: "question", known: questionIds, own: question.data.id }),
      ...deadReferences(question, "also", { noun: "entry", known: entryIds, own: question.entry }),
    ]),
  ];
}

function locate(topics: readonly ReadTopic[]) {
  const entries = topics.flatMap(({ yaml, data }) =>
    data.entries.map((entry, index): Located<EntryFile> => ({ data: entry, yaml, path: ["entries", index] })),
  );
  const questions = entries.flatMap(({ data, yaml, path }) =>
    (data.questions ?? []).map((question, index) => ({
      data: question,
      yaml,
      path: [...path, "questions", index] as DataPath,
      entry: data.id,
    })),
  );
  return { entries, questions };
}

function placeOf({ yaml, path }: Omit<Located<unknown>, "data">, ...more: DataPath): Place {
  return { file: yaml.file, line: yaml.lineOf([...path, ...more]) };
}

function idOf(located: Located<{ readonly id: string }>): { id: string; place: Place } {
  return { id: located.data.id, place: placeOf(located, "id") };
}

function listedIds(yaml: YamlFile, key: string, ids: readonly string[] = []): { id: string; place: Place }[] {
  return ids.map((id, index) => ({ id, place: placeOf({ yaml, path: [key] }, index) }));
}

function duplicateIds(noun: string, ids: readonly { id: string; place: Place }[]): DeckProblem[] {
  const first = new Map<string, Place>();
  return ids.flatMap(({ id, place }) => {
    const earlier = first.get(id);
    if (!earlier) {
      first.set(id, place);
      return [];
    }
    return error({
      rule: "duplicate-id",
      place,
      message: `The ${noun} id ${quote(id)} is taken: ${earlier.file}:${earlier.line} has it.`,
      remedy:
        noun === "topic" || noun === "fact"
          ? "Remove one of the two lines."
          : `Give the newer ${noun} another id; the older one keeps its id, since its history hangs on it.`,
    });
  });
}

function deadReferences<Key extends string>(
  located: Located<{ readonly id: string } & { readonly [key in Key]?: readonly string[] | undefined }>,
  key: Key,
  /** `own` is the id that may not be referenced, because it is its own. */
  { noun, known, own }: { readonly noun: string; readonly known: ReadonlySet<string>; readonly own?: string },
): DeckProblem[] {
  const names: readonly string[] = located.data[key] ?? [];
  return names.flatMap((name, index) => {
    const place = placeOf(located, key, index);
    const where = `${quote(located.data.id)} names ${quote(name)} in "${key}"`;
    if (name === own || names.indexOf(name) < index) {
      const message = `${where}${name === own ? ", which is itself" : " twice"}.`;
      return error({ rule: "needless-reference", place, message, remedy: "Remove it from the list." });
    }
    if (known.has(name)) return [];
    const message = `${where}, but there is no such ${noun}.`;
    return error({ rule: "dead-reference", place, message, remedy: deadRemedy(name, known, noun) });
  });
}

function deadRemedy(name: string, known: ReadonlySet<string>, noun: string): string {
  if (noun === "fact" && known.size === 0)
    return 'List the fact under "facts" in deck.yaml, or leave "facts" out here.';
  // Facts are mostly numbered, so the closest id is not a useful hint.
  if (noun === "fact") return 'Correct it, or add it to "facts" in deck.yaml.';
  const near = [...known]
    .filter((id) => Math.abs(id.length - name.length) <= 3)
    .map((id) => ({ id, edits: distance(id, name) }))
    .filter(({ id, edits }) => edits <= Math.min(3, Math.floor(id.length / 4)))
    .sort((a, b) => a.edits - b.edits)[0];
  return near ? `Did you mean "${near.id}"?` : "Correct the id, or remove it from the list.";
}

function noteProblems(entry: Located<EntryFile>): DeckProblem[] {
  const { id, status, note } = entry.data;
  if (status === "current" || note !== undefined) return [];
  return [
    error({
      rule: "missing-note",
      place: placeOf(entry, "status"),
      message: `Entry ${quote(id)} is marked as ${status}, but no note tells the learner why.`,
      remedy: 'Add a "note": what the cheatsheet says, and what holds today.',
    }),
  ];
}

function optionProblems(question: Located<QuestionFile>): DeckProblem[] {
  const { data } = question;
  const options = kindOf(data).file.authoredOptions(data);
  const problems: DeckProblem[] = [];
  if (options.length > OPTION_LIMIT) {
    problems.push(
      error({
        rule: "too-many-options",
        place: placeOf(question, "wrong"),
        message: `Question ${quote(data.id)} has ${options.length} options; a card has room for ${OPTION_LIMIT}.`,
        remedy: "Drop the weakest wrong options.",
      }),
    );
  }
  for (const [index, { text, right, path }] of options.entries()) {
    const twin = options.slice(0, index).find((earlier) => sameText(earlier.text, text));
    if (!twin) continue;
    const isKey = twin.right && !right;
    const noun = kindOf(data).asksForOrder ? "step" : "option";
    const message = `Question ${quote(data.id)}: ${quote(text)} ${isKey ? "is both right and wrong" : `stands twice among the ${noun}s`}.`;
    const remedy = isKey ? "Replace the wrong one by another distractor." : `Replace one of them by another ${noun}.`;
    const rule = isKey ? "key-among-wrong" : "duplicate-option";
    problems.push(error({ rule, place: placeOf(question, ...path), message, remedy }));
  }
  return problems;
}

/**
 * Whether two texts look the same to a reader. Letter case, spaces, Markdown and a final period do not matter. Other
 * punctuation does: "C" and "C++", or "my-bucket" and "mybucket", may be the very point of a question.
 */
function sameText(a: string, b: string): boolean {
  const plain = (text: string) =>
    plainText(text)
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[.\s]+$/, "");
  return plain(a) === plain(b);
}

import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { KINDS } from "../study/kinds/registry.ts";
import type { DeckProblem } from "./deck.ts";
import { entrySchema, questionSchema } from "./format.ts";
import { error, list, quote } from "./problem.ts";
import type { DataPath, YamlFile } from "./yaml-file.ts";

/** A file with more problems than this is hardly a deck yet; the rest can wait for the next run. */
const PROBLEM_LIMIT = 50;

type Issue = z.core.$ZodIssue;

interface Words {
  readonly rule: string;
  readonly message: string;
  readonly remedy: string;
}

/** Turns zod's issues into sentences for an author, each with the line that has to be fixed. */
export function schemaProblems(issues: readonly Issue[], schema: z.ZodType, yaml: YamlFile): DeckProblem[] {
  const seen = new Set<string>();
  const problems: DeckProblem[] = [];
  const add = (path: DataPath, words: Words) => {
    const key = JSON.stringify([path, words.rule]);
    if (seen.has(key)) return;
    seen.add(key);
    const place = { file: yaml.file, line: yaml.lineOf(path) };
    problems.push(error({ ...words, place, message: `${subject(path, yaml.value)}: ${words.message}` }));
  };
  for (const issue of issues.slice(0, PROBLEM_LIMIT * 2)) {
    const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys.slice(0, PROBLEM_LIMIT)) {
        add([...path, key], unknownKey(key, keysOf(schema, path, yaml.value)));
      }
      continue;
    }
    // A value of the wrong type also breaks the rules for the right type, so report only one problem per value.
    const mark = `value ${JSON.stringify(path)}`;
    if (!seen.has(mark)) add(path, describe(issue, path, yaml));
    seen.add(mark);
  }
  return problems.slice(0, PROBLEM_LIMIT);
}

function describe(issue: Issue, path: DataPath, yaml: YamlFile): Words {
  const value = valueAt(yaml.value, path);
  const name = fieldName(path);
  switch (issue.code) {
    case "invalid_type":
      return value === undefined ? missing(name, undefined) : wrongType(issue.expected, value, path, yaml);
    case "invalid_value":
      return value === undefined ? missing(name, issue.values) : notAChoice(name, value, issue.values);
    case "invalid_union":
      return questionKind(value);
    case "too_big":
      return size(name, value, Number(issue.maximum), "at most");
    case "too_small":
      return size(name, value, Number(issue.minimum), "at least");
    case "invalid_format":
      return badFormat(name, String(value), issue.format, issue.message);
    default:
      return badText(name, issue);
  }
}

function missing(name: string, choices: readonly unknown[] | undefined): Words {
  const example = choices ? list(choices.map(String), "or") : (examples[name] ?? "…");
  return {
    rule: "missing-key",
    message: `${quote(name)} is missing.`,
    remedy: `Add a line "${name}: ${example}".`,
  };
}

const examples: Record<string, string> = {
  ...Object.assign({}, ...KINDS.map(({ file }) => file.examples)),
  id: "short-name-in-kebab-case",
  format: "1",
  version: '"1.0.0"',
  language: "en",
  terms: "[first term, second term]",
};

function wrongType(expected: string, value: unknown, path: DataPath, yaml: YamlFile): Words {
  const name = fieldName(path);
  const message = `${quote(name)} should be ${typeWords[expected] ?? expected}, but ${typeOf(value, yaml.sourceOf(path))}.`;
  return { rule: "wrong-type", message, remedy: typeRemedy(expected, value, path, yaml) };
}

const typeWords: Record<string, string> = {
  string: "text",
  array: "a list",
  object: "a group of keys",
  boolean: "true or false",
  number: "a number",
};

function typeRemedy(expected: string, value: unknown, path: DataPath, yaml: YamlFile): string {
  const name = fieldName(path);
  if (value === null) return `Write something after the colon, or remove the line if ${quote(name)} is not needed.`;
  switch (expected) {
    case "boolean":
      return `Write "${name}: true" or "${name}: false", without quotes.`;
    case "object":
      return path.at(-1) === "source"
        ? 'Write it as source: { title: "…", url: "https://…" }.'
        : 'Write keys with their values here, like "id: …", indented alike.';
    case "array":
      return typeof value === "object"
        ? 'Begin each item with "- ".'
        : `Write it as a list: ${name}: [${quote(String(value))}].`;
    case "string":
      return textRemedy(name, value, yaml.sourceOf(path));
    default:
      return `Write ${typeWords[expected] ?? expected} here.`;
  }
}

function textRemedy(name: string, value: unknown, source: string | undefined): string {
  if (Array.isArray(value)) {
    return name === "right"
      ? 'One right answer needs no list; for several write "kind: multiple".'
      : "Write one text, without brackets and dashes; text that begins with [ needs quotes.";
  }
  if (typeof value === "object")
    return "A colon and a space inside text split it: put the whole text in double quotes.";
  return `Put it in quotes: "${source ?? String(value)}".`;
}

function typeOf(value: unknown, source: string | undefined): string {
  if (value === null) return "nothing stands there";
  if (Array.isArray(value)) return "it is a list";
  if (typeof value === "object") return "it is a group of keys";
  const written = quote(source ?? String(value), 30);
  if (typeof value === "number") return `${written} is a number`;
  if (typeof value === "boolean") return `${written} is read as ${value}`;
  return `${written} is text`;
}

function notAChoice(name: string, value: unknown, choices: readonly unknown[]): Words {
  const words = choices.map(String);
  const near = nearest(String(value), words);
  return {
    rule: "not-a-choice",
    message: `${quote(name)} is ${quote(String(value), 30)}; it can be ${list(words, "or")}.`,
    remedy: `Write "${name}: ${near ?? words[0]}"${near || words.length === 1 ? "" : " or one of the others"}.`,
  };
}

function questionKind(value: unknown): Words {
  const kinds = Object.keys(kindShapes);
  return value === undefined ? missing("kind", kinds) : notAChoice("kind", value, kinds);
}

function size(name: string, value: unknown, limit: number, bound: "at most" | "at least"): Words {
  const rule = bound === "at most" ? "too-long" : "too-short";
  if (typeof value === "string") {
    if (value === "")
      return { rule, message: `${quote(name)} is empty.`, remedy: "Write the text, or remove the line." };
    const message = `${quote(name)} is ${value.length} characters long; ${bound} ${limit} fit.`;
    return { rule, message, remedy: "Shorten it: one point, plain words; details belong in the entry's body." };
  }
  const length = Array.isArray(value) ? value.length : 0;
  const message = `${quote(name)} has ${length === 0 ? "no items" : `${length} item${length === 1 ? "" : "s"}`}; it needs ${bound} ${limit}.`;
  const few =
    name === "right" ? 'Add the other right options, or write "kind: single" with one.' : "Add what is missing.";
  return { rule, message, remedy: bound === "at least" ? few : "Keep the best ones, or make two of it." };
}

function badFormat(name: string, value: string, format: string, message: string): Words {
  if (format === "url" || name === "url") {
    const remedy = "Give a full address that begins with https:// or http://, or leave the url out.";
    return { rule: "bad-url", message: `${quote(name)} is ${quote(value)}, which is no web address.`, remedy };
  }
  const slug = value
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}+/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const isId = message.includes(" id:");
  return {
    rule: isId ? "bad-id" : "bad-format",
    message: `${quote(name)} is ${quote(value)}; it takes ${message.replace(/^.* id: /, "")}.`,
    remedy: isId && slug ? `Write "${slug.slice(0, 60)}", here and wherever it is named.` : `Write it as ${message}.`,
  };
}

function badText(name: string, issue: Issue): Words {
  const params = "params" in issue ? (issue.params as { remedy?: unknown } | undefined) : undefined;
  const remedy = typeof params?.remedy === "string" ? params.remedy : "Look at the example in docs/authoring.md";
  return { rule: "bad-text", message: `${quote(name)} ${issue.message}.`, remedy: `${remedy}.` };
}

function unknownKey(key: string, known: readonly string[]): Words {
  const rule = "unknown-key";
  const message = `there is no key ${quote(key)} here.`;
  const near = nearest(key, known);
  if (near) return { rule, message, remedy: `Did you mean "${near}"?` };
  const owners = [
    ...Object.entries(kindShapes).flatMap(([kind, keys]) => (keys.includes(key) ? [`a ${kind} question`] : [])),
    ...(Object.keys(entrySchema.shape).includes(key) ? ["an entry"] : []),
  ];
  const hint =
    owners.length > 0 ? ` ${quote(key)} belongs to ${list(owners.slice(0, 3), "or")}: check kind and indentation.` : "";
  return { rule, message, remedy: `Known here: ${list(known)}.${hint}` };
}

function nearest(word: string, known: readonly string[]): string | undefined {
  const close = known
    .map((candidate) => ({ candidate, edits: distance(word.slice(0, 80).toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return close[0]?.candidate;
}

const kindShapes: Record<string, string[]> = Object.fromEntries(
  questionSchema.options.map((option) => [option.shape.kind.value, Object.keys(option.shape)]),
);

/** The keys that are allowed in the object at this path. */
function keysOf(schema: z.ZodType, path: DataPath, value: unknown): string[] {
  let at: unknown = schema;
  let here = value;
  for (const step of path) {
    at = unwrap(at, here);
    here = valueAt(here, [step]);
    if (at instanceof z.ZodObject) at = at.shape[step];
    else if (at instanceof z.ZodArray) at = at.element;
  }
  at = unwrap(at, here);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrap(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap(), value);
  if (schema !== questionSchema) return schema;
  const kind = valueAt(value, ["kind"]);
  return questionSchema.options.find((option) => option.shape.kind.value === kind);
}

function valueAt(value: unknown, path: DataPath): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

/** The question or entry that the path belongs to, named by its id. */
function subject(path: DataPath, root: unknown): string {
  const inQuestion = path[0] === "entries" && path[2] === "questions" && path.length > 3;
  const depth = inQuestion ? 4 : path[0] === "entries" && path.length > 1 ? 2 : 0;
  if (depth === 0) return "File";
  const id = valueAt(root, [...path.slice(0, depth), "id"]);
  const noun = inQuestion ? "Question" : "Entry";
  const position = Number(path[depth - 1]) + 1;
  return typeof id === "string" ? `${noun} ${quote(id)}` : `${noun} ${position}`;
}

/** "right", "wrong, item 2", "source.url". */
function fieldName(path: DataPath): string {
  const last = path.at(-1);
  const before = path.at(-2);
  if (last === undefined) return "the file";
  if (typeof last !== "number") return last;
  return `${typeof before === "string" ? before : "list"}, item ${last + 1}`;
}

import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import type { DeckProblem } from "./deck.ts";
import { error, quote } from "./problem.ts";

/** A path into a file's data, such as ["entries", 3, "title"]. */
export type DataPath = readonly (string | number)[];

export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** The line of a value, or of its key if it has one. For a missing value, the line of its closest existing parent. */
  lineOf(path: DataPath): number;
  /** A value as it is written in the file, such as 0x10. */
  sourceOf(path: DataPath): string | undefined;
}

/** Aliases may repeat small values, but these limits keep them from inflating a file. */
const ALIAS_LIMIT = 500;
const ALIAS_SIZE_LIMIT = 50;

/** Parses YAML 1.2. Never throws, and returns no value if there is any problem. */
export function parseYaml(text: string, file: string): { value: YamlFile } | { problems: DeckProblem[] } {
  const lines = new LineCounter();
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  try {
    if (isTooDeep(text)) return { problems: [tooDeep(file)] };
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      // The library compares every key with every other, which is hopeless with 100,000 keys; `duplicateKeys` uses a map.
      uniqueKeys: false,
      resolveKnownTags: false,
      // "silent" would also swallow the error about a second document.
      logLevel: "error",
    });
    const problems = [
      ...syntaxProblems(document, text, file, lineAt),
      ...aliasProblems(document, file, lineAt),
      ...duplicateKeys(document, file, lineAt),
    ];
    if (problems.length > 0) return { problems };
    return { value: yamlFile(document, file, lineAt) };
  } catch {
    // Only the parser's own limits end up here, such as a stack overflow from a hundred thousand brackets.
    return { problems: [tooDeep(file)] };
  }
}

function tooDeep(file: string): DeckProblem {
  return error({
    rule: "yaml",
    place: { file, line: 1 },
    message: "The file cannot be read as YAML: it is nested far too deeply.",
    remedy: "Start from the example in docs/authoring.md.",
  });
}

/** Limits brackets, and keys and dashes on one line without a comma. A deck needs three, and parsing time is quadratic in it. */
const DEPTH_LIMIT = 50;

function isTooDeep(text: string): boolean {
  let brackets = 0;
  let marks = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === "[" || token === "{") brackets += 1;
    else if (token === "]" || token === "}") brackets -= 1;
    else if (token === "," || token.endsWith("\n")) marks = 0;
    else if (token === "-" || token === "?" || token === ":") marks += 1;
    if (brackets > DEPTH_LIMIT || marks > DEPTH_LIMIT) return true;
  }
  return false;
}

type LineAt = (offset: number) => number;

function yamlFile(document: Document.Parsed, file: string, lineAt: LineAt): YamlFile {
  const startOf = (node: unknown) => (isPair(node) || !isNode(node) ? undefined : node.range?.[0]);
  return {
    file,
    value: document.toJS({ maxAliasCount: -1 }),
    lineOf: (path) => {
      let offset = startOf(document.contents) ?? 0;
      let node: unknown = document.contents;
      for (const step of path) {
        const pair = childPair(node, step, document);
        node = pair ? pair.value : childItem(node, step, document);
        const start = startOf(pair?.key ?? node);
        if (start === undefined) break;
        offset = start;
      }
      return lineAt(offset);
    },
    sourceOf: (path) => {
      let node: unknown = document.contents;
      for (const step of path) node = childPair(node, step, document)?.value ?? childItem(node, step, document);
      return isScalar(node) ? node.source : undefined;
    },
  };
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isCollection(value) || isAlias(value);
}

function childPair(parent: unknown, step: string | number, document: Document): Pair | undefined {
  const map = isAlias(parent) ? parent.resolve(document) : parent;
  if (!isMap(map)) return undefined;
  return map.items.find((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === String(step));
}

function childItem(parent: unknown, step: string | number, document: Document): unknown {
  const seq = isAlias(parent) ? parent.resolve(document) : parent;
  return isSeq(seq) && typeof step === "number" ? seq.items[step] : undefined;
}

/** Reports only the first problem, since the rest usually follow from it. */
function syntaxProblems(document: Document.Parsed, text: string, file: string, lineAt: LineAt): DeckProblem[] {
  const version = document.directives.yaml;
  const place = { file, line: 1 };
  if (version.explicit && version.version !== "1.2") {
    const message = `The file says that it is YAML ${version.version}, which reads words like yes and no as true and false.`;
    return [error({ rule: "yaml", place, message, remedy: "Remove the line that begins with %YAML." })];
  }
  const first = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])[0];
  if (!first) return [];
  const tabLine = lineOfTab(first, text, lineAt);
  if (tabLine !== undefined) {
    const message = "A tab stands at the beginning of the line; YAML indents by spaces only.";
    const remedy = "Replace the tabs by spaces, here and in the rest of the file.";
    return [error({ rule: "yaml-tab", place: { file, line: tabLine }, message, remedy })];
  }
  const { message, remedy } = syntaxWords[first.code] ?? {
    message: `This is no valid YAML: ${first.message}.`,
    remedy: "Look at this line and the one before it: a missing quote, a missing colon, or uneven indentation.",
  };
  return [error({ rule: "yaml", place: { file, line: lineAt(first.pos[0]) }, message, remedy })];
}

function lineOfTab(problem: YAMLError, text: string, lineAt: LineAt): number | undefined {
  const line = lineAt(problem.pos[0]);
  if (problem.code === "TAB_AS_INDENT") return line;
  // A tab below a block scalar is reported as other errors.
  const rows = text.split("\n", line + 1);
  return [line, line + 1].find((number) => /^ *\t/.test(rows[number - 1] ?? ""));
}

const syntaxWords: Partial<Record<YAMLError["code"], { message: string; remedy: string }>> = {
  BLOCK_AS_IMPLICIT_KEY: {
    message: "A colon and a space, or uneven indentation, make a second value out of this text.",
    remedy: "Put the text in double quotes; in a list, line the items up.",
  },
  MULTILINE_IMPLICIT_KEY: {
    message: "This text is read as a key, but a key must stand on one line with its colon.",
    remedy: 'Check the indentation; for text over several lines write "key: >-" and indent the text below it.',
  },
  BAD_SCALAR_START: {
    message: "Text without quotes cannot begin with this character.",
    remedy: "Put the whole text in double quotes.",
  },
  BAD_ALIAS: {
    message: "Text without quotes that begins with * or & names an alias, and this one is none.",
    remedy: "Put the whole text in double quotes.",
  },
  BAD_DQ_ESCAPE: {
    message: "A backslash in double quotes begins an escape, and this one does not exist.",
    remedy: "Write the backslash twice, or use single quotes.",
  },
  MULTIPLE_DOCS: {
    message: 'A line "---" begins a second document; a deck\'s file holds one.',
    remedy: 'Remove the line "---", or move the rest to a file of its own.',
  },
  NON_STRING_KEY: {
    message: "A list or map stands where a key's name is wanted.",
    remedy: 'Write a name before the colon; a "?" at the beginning of text needs quotes.',
  },
  TAG_RESOLVE_FAILED: {
    message: 'Text without quotes that begins with "!" is read as a tag; decks use none.',
    remedy: "Put the text in double quotes, or remove the tag.",
  },
  RESOURCE_EXHAUSTION: {
    message: "The file is nested far too deeply.",
    remedy: "Start from the example in docs/authoring.md.",
  },
};

function aliasProblems(document: Document.Parsed, file: string, lineAt: LineAt): DeckProblem[] {
  const problems: DeckProblem[] = [];
  const add = (alias: Alias, message: string) => {
    const place = { file, line: lineAt(alias.range?.[0] ?? 0) };
    const remedy = 'Write the value out; text that begins with "*" needs quotes.';
    problems.push(error({ rule: "yaml-alias", place, message: `The alias *${alias.source} ${message}.`, remedy }));
  };
  // alias.resolve() walks the whole file each time, so collect the anchors in one walk.
  const anchors = new Map<string, Node>();
  let count = 0;
  visit(document, {
    Value: (_key, node) => {
      if (node.anchor) anchors.set(node.anchor, node);
    },
    Alias: (_key, alias) => {
      count += 1;
      const target = anchors.get(alias.source);
      if (!target) add(alias, "names nothing that stands before it");
      else if (!isSmall(target)) add(alias, "repeats a value that is large or has aliases in it");
      else if (count > ALIAS_LIMIT) add(alias, `is one of more than ${ALIAS_LIMIT}`);
      return problems.length > 0 ? visit.BREAK : undefined;
    },
  });
  return problems;
}

function isSmall(target: Node): boolean {
  let size = 0;
  visit(target, {
    Node: (_key, node) => {
      size += isAlias(node) ? ALIAS_SIZE_LIMIT : 1;
      return size >= ALIAS_SIZE_LIMIT ? visit.BREAK : undefined;
    },
  });
  return size < ALIAS_SIZE_LIMIT;
}

function duplicateKeys(document: Document.Parsed, file: string, lineAt: LineAt): DeckProblem[] {
  const problems: DeckProblem[] = [];
  visit(document, {
    Map: (_key, map) => {
      const firstLines = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const line = lineAt(key.range?.[0] ?? 0);
        const firstLine = firstLines.get(name);
        firstLines.set(name, firstLine ?? line);
        if (firstLine === undefined) continue;
        problems.push(
          error({
            rule: "duplicate-key",
            place: { file, line },
            message: `${quote(name)} stands here a second time; the first is on line ${firstLine}.`,
            remedy: 'Remove one of them, or begin a new item with "- ".',
          }),
        );
      }
    },
  });
  return problems.slice(0, 20);
}

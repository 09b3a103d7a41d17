import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Node, parseSync, Visitor } from "oxc-parser";

const ROOT = join(import.meta.dirname, "../..");

export interface FunctionSize {
  /** "src/bot/dispatch.ts:120 runAction". */
  readonly place: string;
  /** Lines of code from its first to its last, nested functions included; blank lines and comments are none. */
  readonly lines: number;
  /** McCabe's: one, and one more for each branch (if, ?:, loop, case, catch, &&, ||, ??); nested functions count for themselves. */
  readonly complexity: number;
  readonly parameters: number;
}

export interface FileSize {
  readonly path: string;
  readonly lines: number;
  /** Of the project's own files that it imports, types included. */
  readonly imports: number;
  readonly functions: readonly FunctionSize[];
  /** Places that compare a question's kind by name: "src/x.ts:12". */
  readonly kindComparisons: readonly string[];
}

const KINDS = ["single", "multiple", "true-false", "fill-in", "order"];
/** Words that mean a question's kind; in other unions, "single" or "order" are other things. */
const KIND_SUBJECT = /\bkind\b/;

/** What is data rather than code: word lists. */
const DATA = ["src/deck/search/words/thesaurus-words.ts"];

/** All of the product's own TypeScript and JavaScript, tests left out. */
export function measureHouse(): readonly FileSize[] {
  return globSync("src/**/*.{ts,js,mjs}", { cwd: ROOT })
    .filter((path) => !/\.test\.ts$|\.d\.ts$/.test(path) && !DATA.includes(path))
    .toSorted()
    .map(measureFile);
}

/** Files directly in each folder, the largest first. */
export function folderSizes(files: readonly FileSize[]): readonly (readonly [string, number])[] {
  const sizes = new Map<string, number>();
  for (const { path } of files) sizes.set(dirname(path), (sizes.get(dirname(path)) ?? 0) + 1);
  return [...sizes].toSorted(([, a], [, b]) => b - a);
}

function measureFile(path: string): FileSize {
  const text = readFileSync(join(ROOT, path), "utf8");
  const { program, comments } = parseSync(path, text);
  const isCode = codeLines(text, comments);
  const lineOf = lineFinder(text);
  const functions: FunctionSize[] = [];
  const kindComparisons: string[] = [];
  let imports = 0;
  const open: { complexity: number }[] = [];
  const branch = (): void => {
    const innermost = open.at(-1);
    if (innermost !== undefined) innermost.complexity += 1;
  };
  const compare = (subject: string, values: readonly Node[]): void => {
    const isKind = values.some((value) => value.type === "Literal" && KINDS.includes(String(value.value)));
    if (isKind && KIND_SUBJECT.test(subject)) kindComparisons.push(`${path}:${lineOf(values[0]?.start ?? 0)}`);
  };
  const sourceOf = (node: Node): string => text.slice(node.start, node.end);
  const enter = (): void => void open.push({ complexity: 1 });
  const leave = (node: Node & { readonly params: readonly unknown[] }, name: string | undefined): void => {
    const { complexity } = open.pop() ?? { complexity: 1 };
    const [first, last] = [lineOf(node.start), lineOf(node.end)];
    const lines = isCode.slice(first, last + 1).filter(Boolean).length;
    functions.push({
      place: `${path}:${first} ${name ?? ""}`.trim(),
      lines,
      complexity,
      parameters: node.params.length,
    });
  };
  new Visitor({
    ImportDeclaration: (node) => {
      if (node.source.value.startsWith(".")) imports += 1;
    },
    FunctionDeclaration: enter,
    "FunctionDeclaration:exit": (node) => leave(node, node.id?.name),
    FunctionExpression: enter,
    "FunctionExpression:exit": (node) => leave(node, node.id?.name),
    ArrowFunctionExpression: enter,
    "ArrowFunctionExpression:exit": (node) => leave(node, undefined),
    IfStatement: branch,
    ConditionalExpression: branch,
    ForStatement: branch,
    ForInStatement: branch,
    ForOfStatement: branch,
    WhileStatement: branch,
    DoWhileStatement: branch,
    CatchClause: branch,
    LogicalExpression: branch,
    SwitchStatement: (node) => {
      for (const one of node.cases) if (one.test !== null) compare(sourceOf(node.discriminant), [one.test]);
    },
    SwitchCase: (node) => {
      if (node.test !== null) branch();
    },
    BinaryExpression: (node) => {
      if (!/^[!=]==$/.test(node.operator)) return;
      compare(sourceOf(node.left), [node.right]);
      compare(sourceOf(node.right), [node.left]);
    },
  }).visit(program);
  return { path, lines: isCode.filter(Boolean).length, imports, functions, kindComparisons };
}

/** For each line, from 1 on, whether anything but a comment stands on it. */
function codeLines(text: string, comments: readonly { readonly start: number; readonly end: number }[]): boolean[] {
  let code = text;
  for (const { start, end } of comments)
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, " ") + code.slice(end);
  return [false, ...code.split("\n").map((line) => line.trim() !== "")];
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

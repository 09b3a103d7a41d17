import process from "node:process";
import { type FileSize, folderSizes, measureHouse } from "./measure.ts";

/** `npm run -s house`: how large files, functions and folders are, and where to look first. */
const SHOWN = 8;

const files = measureHouse();
const functions = files.flatMap((file) => file.functions);
const folders = folderSizes(files);
const many = functions.filter(({ parameters }) => parameters >= 5);
const comparisons = files.flatMap(({ kindComparisons }) => kindComparisons);
const dispatch = files.find(({ path }) => path.endsWith("/dispatch.ts"));

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const spread = (values: readonly number[]): string => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `median ${at(0.5)}, p90 ${at(0.9)}, max ${sorted.at(-1) ?? 0}`;
};
const largest = <T>(all: readonly T[], size: (one: T) => number, name: (one: T) => string): void => {
  for (const one of all.toSorted((a, b) => size(b) - size(a)).slice(0, SHOWN)) say(`  ${size(one)}  ${name(one)}`);
};

say(`files      ${files.length}, lines of code: ${spread(files.map(({ lines }) => lines))}`);
largest(
  files,
  ({ lines }) => lines,
  ({ path }) => path,
);
say(`functions  ${functions.length}, lines: ${spread(functions.map(({ lines }) => lines))}`);
largest(
  functions,
  ({ lines }) => lines,
  ({ place }) => place,
);
say(`complexity ${spread(functions.map(({ complexity }) => complexity))}`);
largest(
  functions,
  ({ complexity }) => complexity,
  ({ place }) => place,
);
say(`folders    ${folders.length}, files of their own: ${spread(folders.map(([, size]) => size))}`);
largest(
  folders,
  ([, size]) => size,
  ([path]) => path,
);
say(`five or more positional parameters: ${many.length}`);
for (const { parameters, place } of many) say(`  ${parameters}  ${place}`);
say(`kinds of question compared by name: ${comparisons.length} times in ${filesOf(comparisons)} files`);
for (const place of comparisons) say(`  ${place}`);
say(`imports of dispatch: ${dispatch?.imports ?? "?"}`);
largest(
  files,
  ({ imports }: FileSize) => imports,
  ({ path }) => path,
);

function filesOf(places: readonly string[]): number {
  return new Set(places.map((place) => place.split(":")[0])).size;
}

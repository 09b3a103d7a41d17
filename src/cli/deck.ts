import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { checkDeck } from "../deck/check/check-deck.ts";
import type { Deck, DeckProblem } from "../deck/deck.ts";
import { folderNameProblems, listDeckFolders, loadDeck, readDeck } from "../deck/load.ts";
import { sortProblems } from "../deck/problem.ts";
import { writeSchemaFiles } from "../deck/schema.ts";
import { type DeckStats, deckStats } from "../deck/stats.ts";
import { findDeckFolder } from "./deck-folder.ts";
import { addDeckImportCommands } from "./deck-import.ts";
import { plural, problemLines } from "./deck-report.ts";

const DATA_FOLDER = fileURLToPath(new URL("../../data", import.meta.url));

/** The commands' output and decks; tests supply their own. */
export interface DeckCommandSettings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Holds decks/ and the schemas. */
  readonly dataFolder: string;
  /** The decks folder, if not the data folder's own. */
  readonly decksFolder?: string | undefined;
}

/** `deck check`, `deck stats`, and `deck schema`. They set process.exitCode to 1 if something is wrong. */
export function addDeckCommands(program: Command, settings: Partial<DeckCommandSettings> = {}): void {
  const { out, err, dataFolder, decksFolder }: DeckCommandSettings = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    dataFolder: relativePath(DATA_FOLDER),
    ...settings,
  };
  const root = decksFolder ?? join(dataFolder, "decks");
  const deck = program.commands.find((command) => command.name() === "deck") ?? program.command("deck");
  deck.description("make, check, count and describe decks");
  addDeckImportCommands(deck, { out, err, root });

  deck
    .command("check")
    .description("find what is wrong with decks, with file, line and remedy; exit code 1 on errors")
    .argument("[folders...]", `folders or ids of decks (default: all in ${root})`)
    .option("--json", "print one JSON object")
    .action(async (names: string[], { json }: { json?: true }) => {
      const reports = await checkFolders(names, root);
      out(json ? `${JSON.stringify(toJson(reports), null, 2)}\n` : toText(reports));
      if (countOf(reports, "error") > 0) process.exitCode = 1;
    });

  deck
    .command("stats")
    .description("count entries, questions, topics and facts")
    .argument("[deck]", `a deck's id or folder (default: the first in ${root})`)
    .option("--json", "print one JSON object")
    .action(async (name: string | undefined, { json }: { json?: true }) => {
      const folder = await chooseFolder(name, root, err);
      const loaded = folder === undefined ? undefined : await loadDeck(folder);
      if (loaded?.deck) {
        const stats = deckStats(loaded.deck);
        out(json ? `${JSON.stringify(stats, null, 2)}\n` : statsText(stats, loaded.deck));
        return;
      }
      err(loaded ? problemLines(loaded.problems) : `There is no deck in ${root}.\n`);
      process.exitCode = 1;
    });

  deck
    .command("schema")
    .description("write the JSON Schemas that editors use, after a change of the format")
    .action(async () => {
      for (const path of await writeSchemaFiles(dataFolder)) out(`${path}\n`);
    });
}

interface FolderReport {
  readonly folder: string;
  readonly deck: Deck | undefined;
  readonly problems: readonly DeckProblem[];
}

async function checkFolders(names: readonly string[], root: string): Promise<FolderReport[]> {
  if (names.length > 0)
    return Promise.all(names.map(async (name) => checkFolder((await findDeckFolder(name, root)) ?? name, false)));
  const folders = await listDeckFolders(root);
  if ("problem" in folders) return [{ folder: root, deck: undefined, problems: [folders.problem] }];
  const reports: FolderReport[] = [];
  for (const folder of folders.value) reports.push(await checkFolder(folder, true));
  return reports;
}

/** If some files are broken, the rest is still checked: an author wants to see every problem at once. */
async function checkFolder(folder: string, isNamedById: boolean): Promise<FolderReport> {
  const { deck, complete, problems } = await readDeck(folder);
  const craft = deck ? checkDeck(deck, { partial: !complete }) : [];
  const name = deck && isNamedById ? folderNameProblems(folder, deck) : [];
  return { folder, deck, problems: sortProblems([...problems, ...name, ...craft]) };
}

async function chooseFolder(name: string | undefined, root: string, err: (text: string) => void) {
  if (name !== undefined) return (await findDeckFolder(name, root)) ?? name;
  const folders = await listDeckFolders(root);
  const [first, ...others] = "problem" in folders ? [] : folders.value;
  if (others.length > 0) err(`Showing ${first}; name another deck to see it.\n`);
  return first;
}

function toJson(reports: readonly FolderReport[]) {
  return {
    errors: countOf(reports, "error"),
    warnings: countOf(reports, "warning"),
    decks: reports.map(({ folder, deck }) => ({
      folder,
      deck: deck?.id ?? null,
      entries: deck?.entries.size ?? 0,
      questions: deck?.questions.size ?? 0,
    })),
    problems: reports
      .flatMap(({ problems }) => problems)
      .map(({ place, severity, rule, message, remedy }) => ({ ...place, severity, rule, message, remedy })),
  };
}

function toText(reports: readonly FolderReport[]): string {
  const groups = Object.values(
    Object.groupBy(
      reports.flatMap(({ problems }) => problems),
      ({ place }) => place.file,
    ),
  );
  const questions = reports.reduce((sum, { deck }) => sum + (deck?.questions.size ?? 0), 0);
  const [errors, warnings] = [countOf(reports, "error"), countOf(reports, "warning")];
  const counts = [
    plural(reports.length, "deck"),
    plural(questions, "question"),
    plural(errors, "error"),
    plural(warnings, "warning"),
  ];
  return [...groups.map((group) => problemLines(group ?? [])), `${counts.join(", ")}\n`].join("\n");
}

function statsText(stats: DeckStats, deck: Deck): string {
  const pairs = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ");
  const width = Math.max(...deck.topics.map(({ id }) => id.length), 0);
  return [
    `${deck.title} (${stats.deck} ${stats.version})`,
    `${plural(stats.entries, "entry", "entries")}, ${plural(stats.questions, "question")}`,
    `kinds: ${pairs(stats.kinds)}`,
    `difficulties: ${pairs(stats.difficulties)}`,
    `facts: ${deck.facts.length} listed, ${stats.facts.covered.length} covered, ${stats.facts.asked.length} asked`,
    `the longest option is the key: ${(stats.longestIsKey * 100).toFixed(1)} %`,
    `options a question: ${stats.meanOptions}`,
    "",
    ...Object.entries(stats.topics).map(
      ([id, { entries, questions }]) =>
        `${id.padEnd(width)}  ${plural(entries, "entry", "entries")}, ${plural(questions, "question")}`,
    ),
    "",
  ].join("\n");
}

function countOf(reports: readonly FolderReport[], severity: DeckProblem["severity"]): number {
  return reports.flatMap(({ problems }) => problems).filter((problem) => problem.severity === severity).length;
}

/** Relative to the working directory, so that a terminal can open it. */
function relativePath(path: string): string {
  return relative(process.cwd(), path) || ".";
}

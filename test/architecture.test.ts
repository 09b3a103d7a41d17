import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../src/bot/commands.ts";
import { VARIABLES } from "../src/config.ts";
import { PLATFORMS } from "../src/platforms/registry.ts";

import { type FunctionSize, folderSizes, measureHouse } from "./house/measure.ts";

const ROOT = join(import.meta.dirname, "..");

test("every path that ARCHITECTURE.md names exists", () => {
  const text = readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8");
  const named = [...text.matchAll(/`((?:src|test|data|migrations|bench)\/[\w./-]*)`/g)].map(([, path]) => path ?? "");
  expect(named.length).toBeGreaterThan(10);
  for (const path of named) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
});

test(".env.example names every variable of the configuration, and no other", () => {
  const example = readFileSync(join(ROOT, ".env.example"), "utf8");
  const named = [...example.matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(VARIABLES.toSorted());
});

test("every platform's folder is in the registry, under its name", () => {
  const folders = readdirSync(join(ROOT, "src/platforms"), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(PLATFORMS.map(({ name }) => name).toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});

test("a command's name and description fit every platform, and every command is in the README", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  for (const command of COMMANDS) {
    expect(command.name).toMatch(/^[a-z]{1,32}$/);
    for (const shape of [command, ...(command.subcommands ?? [])]) {
      expect(shape.description.length).toBeLessThanOrEqual(100);
      expect((shape.options ?? []).length).toBeLessThanOrEqual(25);
    }
    expect(readme).toContain(`/${command.name}`);
  }
});

describe("SQL stays in storage", () => {
  const BUILDERS = new Set(["selectFrom", "insertInto", "updateTable", "deleteFrom", "executeQuery"]);
  /** Names in the payloads of Slack and Discord look like columns. */
  const VENDORS = /^src\/platforms\/(?:slack|discord)\//;
  const files = globSync("src/**/*.{ts,js,mjs}", { cwd: ROOT })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !path.startsWith("src/storage/"));
  const parse = (path: string) => parseSync(path, readFileSync(join(ROOT, path), "utf8"));

  /** Where a file knows the database's inside, as "src/x.ts: closes_at". */
  function leaksOf(path: string, names: ReadonlySet<string>): readonly string[] {
    const leaks: string[] = [];
    const look = (name: string): void => {
      if (names.has(name)) leaks.push(`${path}: ${name}`);
    };
    new Visitor({
      Identifier: (node) => look(node.name),
      Literal: (node) => look(String(node.value)),
      ImportDeclaration: (node) => {
        const from = node.source.value;
        if (from === "kysely" || from.endsWith("/storage/schema.ts")) leaks.push(`${path}: imports ${from}`);
      },
      TaggedTemplateExpression: (node) => {
        if (node.tag.type === "Identifier" && node.tag.name === "sql") leaks.push(`${path}: sql\`…\``);
      },
    }).visit(parse(path).program);
    return leaks;
  }

  test("nobody else writes queries or knows a column", () => {
    const schema = readFileSync(join(ROOT, "src/storage/schema.ts"), "utf8");
    const columns = [...schema.matchAll(/^ {2}(\w+): /gm)].flatMap(([, name]) => (name?.includes("_") ? [name] : []));
    expect(columns).toEqual(expect.arrayContaining(["closes_at", "external_id", "maybe_sent_since", "week_start"]));
    const names = (path: string) => new Set([...BUILDERS, ...(VENDORS.test(path) ? [] : columns)]);
    expect(files.flatMap((path) => leaksOf(path, names(path)))).toEqual([]);
  });

  test("Slack's and Discord's folders do not know storage", () => {
    const known = files
      .filter((path) => VENDORS.test(path))
      .filter((path) => parse(path).module.staticImports.some((one) => one.moduleRequest.value.includes("/storage/")));
    expect(known).toEqual([]);
  });

  test("the bot gets no JSON text to parse", () => {
    const bot = files.filter((path) => /^src\/(?:bot|operations|study)\//.test(path));
    expect(bot.length).toBeGreaterThan(80);
    expect(bot.filter((path) => readFileSync(join(ROOT, path), "utf8").includes("JSON.parse("))).toEqual([]);
  });
});

/** The smell detectors of `npm run -s house`, as limits. */
describe("the house stays small in the small", () => {
  const files = measureHouse();
  const functions = files.flatMap((file) => file.functions);
  const places = (found: readonly FunctionSize[]) => found.map(({ place }) => place);

  test("files, functions and folders", () => {
    expect(files.filter(({ lines }) => lines > 320).map(({ path }) => path)).toEqual([]);
    expect(places(functions.filter(({ lines }) => lines > 60))).toEqual([]);
    expect(places(functions.filter(({ complexity }) => complexity > 15))).toEqual([]);
    expect(places(functions.filter(({ parameters }) => parameters >= 5))).toEqual([]);
    expect(folderSizes(files).filter(([, size]) => size > 16)).toEqual([]);
  });

  test("dispatch knows no command, action or form, and nobody compares kinds of question by name", () => {
    const dispatch = files.find(({ path }) => path === "src/bot/dispatch.ts");
    expect(dispatch?.imports).toBeLessThanOrEqual(14);
    expect(
      files.flatMap((file) => file.kindComparisons).filter((place) => !place.startsWith("src/study/kinds/")),
    ).toEqual([]);
  });
});

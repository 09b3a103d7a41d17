import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "../src/bot/commands.ts";
import { VARIABLES } from "../src/config.ts";
import { PLATFORMS } from "../src/platforms/registry.ts";

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

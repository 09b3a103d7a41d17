import { expect, test } from "vitest";
import { COMMANDS } from "../../src/bot/commands.ts";
import { commandsToDiscord, sameCommands } from "../../src/platforms/discord/commands/encode-commands.ts";
import { checkSchema } from "../fakes/discord/check.ts";

test("every command can be registered as it is", () => {
  const commands = commandsToDiscord(COMMANDS);
  checkSchema("commands", commands);
  expect(commands.map((command) => command.name)).toEqual(COMMANDS.map((command) => command.name));
  // Discord refuses a command whose names, descriptions and choices are longer than 8,000 characters together.
  for (const command of commands) expect(JSON.stringify(command).length).toBeLessThan(8000);
  expect(commands.every((command) => command.default_member_permissions === null)).toBe(true);
});

test("required options come first, choices and suggestions exclude each other", () => {
  const [command] = commandsToDiscord([
    {
      name: "x",
      description: "y".repeat(150),
      options: [
        { name: "a", description: "a", suggests: true },
        { name: "b", description: "b", required: true, choices: ["one", "two"], suggests: true },
        { name: "c", description: "c", mentions: true },
      ],
    },
  ]);
  expect(command?.description).toHaveLength(100);
  expect(command?.options.map(({ name, type, autocomplete }) => [name, type, autocomplete])).toEqual([
    ["b", 3, undefined],
    ["a", 3, true],
    ["c", 9, undefined],
  ]);
});

test("what Discord adds and leaves out is no change; everything else is", () => {
  const wanted = commandsToDiscord(COMMANDS);
  const registered = wanted.map((command) => ({
    id: "1",
    version: "2",
    nsfw: false,
    ...command,
    options: command.options.map(({ required, ...option }) => ({ ...option, ...(required === true && { required }) })),
  }));
  expect(sameCommands(registered.reverse(), wanted)).toBe(true);
  expect(sameCommands(registered.slice(1), wanted)).toBe(false);
  expect(
    sameCommands(
      registered.map((command) => ({ ...command, description: "other" })),
      wanted,
    ),
  ).toBe(false);
  expect(sameCommands([], wanted)).toBe(false);
  expect(sameCommands(undefined, wanted)).toBe(false);
});

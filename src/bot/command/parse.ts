import { closest, distance } from "fastest-levenshtein";
import type { CommandOption, CommandShape, SubcommandShape } from "../../chat/command.ts";
import { UserError } from "../../chat/errors.ts";
import type { CommandInput } from "../../chat/event.ts";
import { missingOption, tooLong, unknownWord } from "../messages/problems.ts";
import { usage } from "./spec.ts";

/** In UTF-16 code units. Slack allows 4,000, Discord 6,000 per option. */
const TEXT_LIMIT = 2000;

export interface ParsedCommand {
  readonly subcommand: string | undefined;
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Parses what follows the command's name: a subcommand, then options as `name:value` or by position.
 *
 * @throws UserError that suggests the nearest valid word.
 */
export function parseCommand(command: CommandShape, input: CommandInput): ParsedCommand {
  if (!("text" in input)) {
    const subcommand = command.subcommands?.find((candidate) => candidate.name === input.subcommand);
    checkGiven(command, subcommand, input.options);
    return { subcommand: subcommand?.name, options: input.options };
  }
  if (input.text.length > TEXT_LIMIT) throw new UserError(tooLong(TEXT_LIMIT));
  const text = input.text.trim();
  if (command.subcommands === undefined) {
    const options = parseOptions(command, undefined, command.options ?? [], text);
    return { subcommand: undefined, options };
  }
  const [word = "", ...rest] = text.split(/\s+/);
  if (word === "") return { subcommand: undefined, options: {} };
  const names = command.subcommands.map((candidate) => candidate.name);
  const subcommand = command.subcommands.find((candidate) => candidate.name === word.toLowerCase());
  if (subcommand === undefined) throw new UserError(unknownWord(word, nearest(word, names), usage(command)));
  const remaining = rest.length === 0 ? "" : text.slice(word.length).trim();
  return {
    subcommand: subcommand.name,
    options: parseOptions(command, subcommand, subcommand.options ?? [], remaining),
  };
}

/** Checks options that arrived as separate fields: a forged request may carry values that the platform never offered. */
function checkGiven(
  command: CommandShape,
  subcommand: SubcommandShape | undefined,
  given: Readonly<Record<string, string>>,
): void {
  for (const [field, text] of Object.entries(given))
    if (text.length > TEXT_LIMIT) throw new UserError(tooLong(TEXT_LIMIT), { field });
  for (const { name: field, choices } of (subcommand ?? command).options ?? []) {
    const word = given[field];
    if (word !== undefined && choices?.includes(word) === false)
      throw new UserError(unknownWord(word, nearest(word, choices), usage(command, subcommand)), { field });
  }
  checkRequired(command, subcommand, given);
}

/** The nearest word, if it is close enough to be what was meant. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const lower = word.toLowerCase().slice(0, 50);
  const best = closest(lower, words as string[]);
  return best.startsWith(lower) || distance(lower, best) <= Math.max(2, Math.floor(best.length / 3)) ? best : undefined;
}

function parseOptions(
  command: CommandShape,
  subcommand: SubcommandShape | undefined,
  defined: readonly CommandOption[],
  text: string,
): Record<string, string> {
  const found: Record<string, string> = {};
  const fail = (word: string, candidates: readonly string[]): never => {
    throw new UserError(unknownWord(word, nearest(word, candidates), usage(command, subcommand)));
  };
  const rest = defined.find((option) => option.rest === true);
  const restWords: string[] = [];
  for (const word of text.split(/\s+/).filter((candidate) => candidate !== "")) {
    const named = /^([a-z]+):(.+)$/i.exec(word);
    const byName = named && defined.find((option) => option !== rest && option.name === named[1]?.toLowerCase());
    const byPosition = defined.find(
      (option) => option !== rest && option.byName !== true && found[option.name] === undefined && fits(option, word),
    );
    if (byName && named?.[2] !== undefined) {
      if (!fits(byName, named[2])) fail(named[2], byName.choices ?? []);
      found[byName.name] = lowerChoice(byName, named[2]);
    } else if (byPosition !== undefined && restWords.length === 0)
      found[byPosition.name] = lowerChoice(byPosition, word);
    else if (rest !== undefined) restWords.push(word);
    else
      fail(
        word,
        defined.flatMap((option) => [...(option.choices ?? []), option.name]),
      );
  }
  if (rest !== undefined && restWords.length > 0) found[rest.name] = restWords.join(" ");
  checkRequired(command, subcommand, found);
  return found;
}

function fits(option: CommandOption, word: string): boolean {
  return option.choices === undefined || option.choices.includes(word.toLowerCase());
}

function lowerChoice(option: CommandOption, word: string): string {
  return option.choices === undefined ? word : word.toLowerCase();
}

function checkRequired(
  command: CommandShape,
  subcommand: SubcommandShape | undefined,
  options: Readonly<Record<string, string>>,
): void {
  const missing = ((subcommand ?? command).options ?? []).find(
    (option) => option.required === true && options[option.name] === undefined,
  );
  if (missing !== undefined) throw new UserError(missingOption(missing.name, usage(command, subcommand)));
}

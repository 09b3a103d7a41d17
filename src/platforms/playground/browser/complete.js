/** @import { CommandOption, CommandShape, SubcommandShape } from "../../../chat/command.ts" */

/**
 * @typedef {{ value: string, label: string, detail: string }} Item
 * @typedef {{ text: string, current: boolean }} UsagePart
 * @typedef {{
 *   partial: string,
 *   items: Item[],
 *   usage: UsagePart[],
 *   detail: string,
 *   ask?: { command: string, option: string },
 * }} Completion
 * partial: the word being typed, which an item replaces; usage: how to write the command, with the current part
 * marked; detail: what that part means; ask: the option for which the bot has suggestions
 */

/**
 * What could be typed next. Pure: the same text always gives the same completion.
 *
 * @param {string} text what stands before the caret
 * @param {readonly CommandShape[]} commands
 * @returns {Completion | undefined} undefined where the text is no command
 */
export function complete(text, commands) {
  if (!text.startsWith("/")) return undefined;
  const words = text.slice(1).split(/\s+/);
  const partial = words.at(-1) ?? "";
  const [name = "", ...done] = words.slice(0, -1);
  if (words.length === 1) return { partial, items: commandItems(partial, commands), usage: [], detail: "" };
  const command = commands.find((one) => one.name === name.toLowerCase());
  if (command === undefined) return undefined;
  if (command.subcommands === undefined) return completeOptions(command, undefined, done, partial);
  const [word, ...rest] = done;
  if (word === undefined) return completeSubcommand(command, partial);
  const subcommand = command.subcommands.find((one) => one.name === word.toLowerCase());
  return subcommand && completeOptions(command, subcommand, rest, partial);
}

/** @param {string} partial @param {readonly CommandShape[]} commands */
function commandItems(partial, commands) {
  return commands
    .filter((command) => startsWith(command.name, partial))
    .map((command) => ({ value: `/${command.name}`, label: `/${command.name}`, detail: command.description }));
}

/** @param {CommandShape} command @param {string} partial @returns {Completion} */
function completeSubcommand(command, partial) {
  const items = (command.subcommands ?? [])
    .filter((one) => startsWith(one.name, partial))
    .map((one) => ({ value: one.name, label: one.name, detail: one.description }));
  const usage = [
    { text: `/${command.name}`, current: false },
    { text: "[what]", current: true },
  ];
  return { partial, items, usage, detail: command.description };
}

/**
 * @param {CommandShape} command
 * @param {SubcommandShape | undefined} subcommand
 * @param {readonly string[]} done
 * @param {string} partial
 * @returns {Completion}
 */
function completeOptions(command, subcommand, done, partial) {
  const options = (subcommand ?? command).options ?? [];
  const left = optionsLeft(options, done);
  const current = left.find((option) => partial === "" || mayBecome(option, partial)) ?? left[0];
  const items = left.flatMap((option) =>
    (option.choices ?? [])
      .filter((choice) => startsWith(choice, partial))
      .map((choice) => ({ value: choice, label: choice, detail: option.description })),
  );
  const path = [`/${command.name}`, ...(subcommand === undefined ? [] : [subcommand.name])].join(" ");
  const usage = [
    { text: path, current: false },
    ...options.map((option) => ({ text: optionUsage(option), current: option === current })),
  ];
  const asked = left.find((option) => option.suggests === true);
  return {
    partial,
    items,
    usage,
    detail: (current ?? subcommand ?? command).description,
    ...(asked !== undefined && { ask: { command: command.name, option: asked.name } }),
  };
}

/**
 * As the bot reads it: a word belongs to the option it names ("period:week"), or to the first one that it fits.
 *
 * @param {readonly CommandOption[]} options
 * @param {readonly string[]} done
 */
function optionsLeft(options, done) {
  let left = [...options];
  for (const word of done) {
    const name = /^([a-z]+):./i.exec(word)?.[1]?.toLowerCase();
    const taken =
      left.find((option) => option.name === name) ??
      left.find((option) => option.byName !== true && fits(option, word));
    if (taken !== undefined && taken.rest !== true) left = left.filter((option) => option !== taken);
  }
  return left;
}

/** @param {CommandOption} option @param {string} word */
function fits(option, word) {
  return option.choices === undefined || option.choices.includes(word.toLowerCase());
}

/** @param {CommandOption} option @param {string} partial */
function mayBecome(option, partial) {
  return option.choices === undefined || option.choices.some((choice) => startsWith(choice, partial));
}

/** @param {CommandOption} option */
function optionUsage(option) {
  const inner = option.choices === undefined ? option.name : choicesInWords(option.choices);
  return option.required === true ? `<${inner}>` : `[${inner}]`;
}

/** @param {readonly string[]} choices */
function choicesInWords(choices) {
  if (choices.length > 4) return `${choices.slice(0, 3).join(", ")} …`;
  return choices.length === 2 ? choices.join(" or ") : choices.join(", ");
}

/** @param {string} word @param {string} partial */
function startsWith(word, partial) {
  return word.toLowerCase().startsWith(partial.toLowerCase());
}

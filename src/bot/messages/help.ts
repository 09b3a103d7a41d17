import type { Card } from "../../chat/card.ts";
import type { CommandOption, CommandShape, SubcommandShape } from "../../chat/command.ts";
import { SCORING_RULES } from "../../study/scoring.ts";
import { usage } from "../command/spec.ts";

/** One line per command. Anything longer would not fit a narrow column, so `/help <command>` shows it. */
export function helpCard(commands: readonly CommandShape[]): Card {
  const facts = (admin: boolean) =>
    commands
      .filter((command) => (command.admin === true) === admin)
      .map((command) => ({ label: `/${command.name}`, value: command.description }));
  return {
    tone: "notice",
    title: "What I can do",
    blocks: [
      {
        type: "text",
        text: "I post a question from the cheatsheet on a schedule. Answer with a button, a reaction or `/answer`; when the round closes you see what was right, and why.",
      },
      { type: "facts", facts: facts(false) },
      { type: "text", text: "**For admins**" },
      { type: "facts", facts: facts(true) },
      {
        type: "small",
        text: `\`/help study\` tells more about one command. Points: ${SCORING_RULES.standard.sentence}`,
      },
    ],
  };
}

export function commandHelpCard(command: CommandShape, subcommand?: SubcommandShape): Card {
  const name = `/${command.name}${subcommand === undefined ? "" : ` ${subcommand.name}`}`;
  const { description, options = [] } = subcommand ?? command;
  const parts = subcommand === undefined ? (command.subcommands ?? []) : [];
  const facts = [
    ...parts.map((part) => ({ label: `${name} ${part.name}`, value: part.description })),
    ...options.map((option) => ({ label: option.name, value: optionText(option) })),
  ];
  const [first] = parts.filter((part) => (part.options ?? []).length > 0);
  const more = first === undefined ? usage(command, subcommand) : `/help ${command.name} ${first.name}`;
  return {
    tone: "notice",
    title: name,
    blocks: [
      { type: "text", text: description },
      ...(facts.length > 0 ? [{ type: "facts", facts } as const] : []),
      { type: "small", text: first === undefined ? `Type \`${more}\`.` : `\`${more}\` tells what one of them takes.` },
    ],
  };
}

function optionText({ description, choices }: CommandOption): string {
  return choices === undefined ? description : `${description}: ${choices.join(", ")}`;
}

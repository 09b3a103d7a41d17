import type { Card } from "../../chat/card.ts";
import type { CommandShape } from "../../chat/command.ts";
import { SCORING_RULES } from "../../study/scoring.ts";
import { usage } from "../commands/spec.ts";

export function helpCard(commands: readonly CommandShape[]): Card {
  const facts = (admin: boolean) =>
    commands
      .filter((command) => (command.admin === true) === admin)
      .map((command) => ({ label: usage(command), value: command.description }));
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
        text: `Points: ${SCORING_RULES.standard.sentence} \`/help study\` tells more about one command.`,
      },
    ],
  };
}

export function commandHelpCard(command: CommandShape): Card {
  const subcommands = (command.subcommands ?? []).map((subcommand) => ({
    label: usage(command, subcommand),
    value: subcommand.description,
  }));
  const options = (command.options ?? []).map((option) => ({ label: option.name, value: option.description }));
  const facts = [...subcommands, ...options];
  return {
    tone: "notice",
    title: usage(command),
    blocks: [
      { type: "text", text: command.description },
      ...(facts.length > 0 ? [{ type: "facts", facts } as const] : []),
    ],
  };
}

import type { Command } from "commander";

export function addAskCommand(program: Command): void {
  program.command("ask").description("ask the cheatsheet").argument("[query...]");
}

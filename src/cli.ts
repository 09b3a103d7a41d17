import process from "node:process";
import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { addAskCommand } from "./cli/ask.ts";
import { addDbCommands } from "./cli/db.ts";
import { addDeckCommands } from "./cli/deck.ts";
import { addDoctorCommand } from "./cli/doctor.ts";
import { decksFolder } from "./cli/environment.ts";
import { addRegradeCommand } from "./cli/regrade.ts";
import { addSlackCommands } from "./cli/slack.ts";
import { addStartCommand } from "./cli/start.ts";

const program = new Command("studybot")
  .description("A study bot for Slack and Discord: a question from your team's cheatsheet every working day.")
  .version(packageJson.version)
  .showHelpAfterError('Run "studybot --help" for what there is.')
  .exitOverride();

addStartCommand(program);
addAskCommand(program);
addDeckCommands(program, { decksFolder: decksFolder() });
addRegradeCommand(program);
addDbCommands(program);
addDoctorCommand(program);
addSlackCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    // The person at the terminal gets one line; a stack would not help them.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

import { answer } from "./answers/answer-command.ts";
import { leaderboard } from "./boards/leaderboard.ts";
import { progress } from "./boards/progress.ts";
import { helpCommand } from "./command/help.ts";
import type { CommandSpec } from "./command/spec.ts";
import { ask } from "./lookup/ask.ts";
import { mydata } from "./people/my-data.ts";
import { study } from "./setup/study-command.ts";
import { team } from "./teams/team-command.ts";

/** All commands, in the order /help shows them. */
export const COMMANDS: readonly CommandSpec[] = [
  ask,
  answer,
  leaderboard,
  progress,
  team,
  mydata,
  helpCommand(() => COMMANDS),
  study,
];

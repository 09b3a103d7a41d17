import { answer } from "./answer.ts";
import { ask } from "./ask.ts";
import { helpCommand } from "./help.ts";
import { leaderboard } from "./leaderboard.ts";
import { mydata } from "./mydata.ts";
import { progress } from "./progress.ts";
import type { CommandSpec } from "./spec.ts";
import { study } from "./study/study.ts";
import { team } from "./team.ts";

/** Every command there is, in the order in which /help shows them. */
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

import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import type { ActionContext, ActionSpec, CommandContext } from "../command/context.ts";
import type { CommandSpec } from "../command/spec.ts";
import { share } from "../delivery/share.ts";
import {
  BOARDS,
  type BoardRequest,
  PERIODS,
  requestOf,
  SCOPES,
  SHARE_BOARD,
  TURN_BOARD,
} from "../messages/boards/board.ts";
import { NOT_A_SEASON } from "../messages/boards/season.ts";
import { NOT_A_PAGE } from "../messages/problems.ts";
import { boardFor } from "./boards.ts";

export const leaderboard = {
  name: "leaderboard",
  description: "Who leads, and where you and your team stand",
  options: [
    { name: "board", description: "People, or teams", choices: BOARDS },
    { name: "period", description: "The time that counts; the week if you do not say", choices: PERIODS },
    { name: "scope", description: "This channel, or all of them added up", choices: SCOPES },
    { name: "page", description: "Which page, as page:2", byName: true },
    { name: "season", description: "An earlier season by its number, as season:1", byName: true },
  ],
  handle: async (context: CommandContext): Promise<Reply> => {
    return { kind: "private", card: await boardFor(context, requested(context.options), "user") };
  },
} as const satisfies CommandSpec;

export const boardActions: readonly ActionSpec[] = [
  { name: TURN_BOARD, handle: turnBoard },
  { name: SHARE_BOARD, handle: shareBoard },
];

/** Shows another page to the user who pressed. */
async function turnBoard(context: ActionContext): Promise<Reply> {
  return { kind: "private", card: await boardFor(context, requestOf(context.args), "user") };
}

/** Posts the board as everyone may see it: no personal view, no hidden people. */
async function shareBoard(context: ActionContext): Promise<Reply> {
  return share(context, await boardFor(context, requestOf(context.args), "everyone"));
}

function requested(options: Readonly<Record<string, string>>): BoardRequest {
  const { board, period, scope, page, season } = options;
  if (page !== undefined && !/^[1-9]\d{0,5}$/.test(page)) throw new UserError(NOT_A_PAGE);
  if (season !== undefined && !/^\d{1,6}$/.test(season)) throw new UserError(NOT_A_SEASON);
  const words = [period ?? (season === undefined ? "week" : "season"), board, scope, page, season];
  return requestOf(words.map((word) => word ?? ""));
}

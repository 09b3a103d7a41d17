import type { Card } from "../../chat/card.ts";
import { UserError } from "../../chat/errors.ts";
import { type BoardScope, peopleBoard } from "../../storage/boards/boards.ts";
import { listSeasons, type Season } from "../../storage/boards/seasons.ts";
import { teamSums } from "../../storage/boards/team-totals.ts";
import { type Channel, listChannels } from "../../storage/channels.ts";
import type { Community } from "../../storage/communities.ts";
import { findPerson } from "../../storage/people/people.ts";
import { teamOf } from "../../storage/people/teams.ts";
import { boardPage, type Ranked, rank } from "../../study/ranking.ts";
import { periodsOf } from "../../study/schedule.ts";
import { allSums, averageOf, countedSums, teamScore } from "../../study/team-score.ts";
import type { Bot } from "../bot.ts";
import type { Context } from "../command/context.ts";
import {
  type BoardHead,
  type BoardRequest,
  beyondLastPage,
  finalBoardCard,
  PAGE_ROWS,
  pagesOf,
  peopleCard,
  type TeamRow,
  teamsCard,
} from "../messages/boards/board.ts";
import { seasonEnded, unknownSeason } from "../messages/boards/season.ts";
import { NO_CHANNEL } from "../messages/problems.ts";

/**
 * The board as one user sees it, always with their own rank and neighbors, or as everyone does.
 *
 * @throws UserError if there is no such page or season, or the channel has no questions
 */
export async function boardFor(context: Context, request: BoardRequest, reader: "user" | "everyone"): Promise<Card> {
  const { bot, community, channel, event } = context;
  const channels = request.scope === "everywhere" ? await listChannels(bot.db, community.id) : [channel];
  const channelIds = channels.flatMap((one) => (one === undefined ? [] : [one.id]));
  if (channelIds.length === 0) throw new UserError(NO_CHANNEL);
  const season = await seasonFor(bot, community, request.season);
  const board = { communityId: community.id, channelIds, period: periodKey(bot, community, request.period, season) };
  const me = reader === "user" ? await findPerson(bot.db, community.id, event.user.id) : undefined;
  const view = { from: (request.page - 1) * PAGE_ROWS, size: PAGE_ROWS, around: me === undefined ? 0 : 1 };
  const head = (count: number): BoardHead => {
    if (request.page > pagesOf(count)) throw new UserError(beyondLastPage(count));
    const channelName = request.scope === "everywhere" ? undefined : channel?.name;
    return { request, channelName, seasonName: season.name, count, controls: reader === "user" };
  };
  if (request.board === "people") {
    const { page, count } = await peopleBoard(bot.db, board, view, me?.id);
    return peopleCard(head(count), page);
  }
  const { ranked, average } = await teamBoard(bot, board);
  const team = me && (await teamOf(bot.db, me.id));
  const page = boardPage(ranked, view, (row) => row.team === team?.id);
  return teamsCard(head(ranked.length), page, { average, inTeam: team !== undefined });
}

/** Top people and teams of a channel in a season; undefined if nobody answered. */
export async function finalBoard(bot: Bot, channel: Channel, season: Season): Promise<Card | undefined> {
  const board = { communityId: channel.communityId, channelIds: [channel.id], period: `season:${season.id}` };
  const view = { from: 0, size: PAGE_ROWS, around: 0 };
  const { page: people, count } = await peopleBoard(bot.db, board, view, undefined);
  if (count === 0) return undefined;
  const { ranked, average } = await teamBoard(bot, board);
  const teams = boardPage(ranked, view, () => false);
  const title = seasonEnded(season.name, channel.name);
  return finalBoardCard({ title, season: season.number, people, teams, average });
}

export async function teamBoard(
  bot: Bot,
  board: BoardScope,
): Promise<{ readonly ranked: readonly Ranked<TeamRow>[]; readonly average: number }> {
  const teams = await teamSums(bot.db, board.channelIds, board.period);
  const average = averageOf(teams.flatMap((team) => team.shares));
  const rows = teams.map(({ shares, ...team }): TeamRow => {
    // Rounded as shown before ranking, so that equal numbers share a rank.
    const shown = Math.round(teamScore(countedSums(shares, average), average) * 100) / 100;
    const { points: earned, memberRounds } = allSums(shares);
    return { ...team, points: shown, earned, memberRounds };
  });
  return { ranked: rank(rows), average };
}

/** The requested season; by default the running one or, between seasons, the last one. */
async function seasonFor(bot: Bot, community: Community, number: number | undefined): Promise<Season> {
  const seasons = (await listSeasons(bot.db, community.id)).filter((season) => season.started);
  const season = number === undefined ? seasons.at(-1) : seasons.find((one) => one.number === number);
  if (season === undefined) throw new UserError(unknownSeason(seasons));
  return season;
}

function periodKey(bot: Bot, community: Community, period: BoardRequest["period"], season: Season): string {
  if (period === "all") return "all";
  if (period === "season") return `season:${season.id}`;
  const periods = periodsOf(bot.now(), community.timeZone, community.weekStart);
  return period === "week" ? `week:${periods.week}` : `month:${periods.month}`;
}

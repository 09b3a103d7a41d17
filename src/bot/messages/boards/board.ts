import {
  actionId,
  type Card,
  type CardBlock,
  type Control,
  type Markdown,
  type RankingRow,
} from "../../../chat/card.ts";
import type { BoardRow } from "../../../storage/boards/boards.ts";
import type { BoardPage } from "../../../study/ranking.ts";
import { counted, percent } from "../words.ts";

export const SHARE_BOARD = "share-board";
export const TURN_BOARD = "board";
export const PERIODS = ["week", "month", "season", "all"] as const;
type Period = (typeof PERIODS)[number];
export const BOARDS = ["people", "teams"] as const;
export const SCOPES = ["here", "everywhere"] as const;

/** The board that a user asks for. */
export interface BoardRequest {
  readonly board: (typeof BOARDS)[number];
  readonly period: Period;
  readonly scope: (typeof SCOPES)[number];
  /** Starts at 1. */
  readonly page: number;
  /** A season's number; if undefined, the running season or else the last one. */
  readonly season: number | undefined;
}

export const PAGE_ROWS = 10;

/** A team as a board shows it. */
export interface TeamRow {
  readonly team: number;
  readonly name: string;
  /** The score, to two decimals. */
  readonly points: number;
  readonly earned: number;
  readonly memberRounds: number;
  readonly ended: boolean;
}

/** What a board's card shows besides the rows. */
export interface BoardHead {
  readonly request: BoardRequest;
  /** A channel's name; undefined for the whole community. */
  readonly channelName: string | undefined;
  readonly seasonName: string;
  /** How many people or teams there are. */
  readonly count: number;
  /** Whether to add buttons for pages and sharing, which only the user who asked gets. */
  readonly controls: boolean;
}

export function peopleCard(head: BoardHead, page: BoardPage<BoardRow>): Card {
  if (head.count === 0) return emptyCard(head, "Nobody has points yet. They come when a round is revealed.");
  return boardCard(head, page.rows.map(personRow), [ownLine(head, page)]);
}

export function teamsCard(
  head: BoardHead,
  page: BoardPage<TeamRow>,
  view: { readonly average: number; readonly inTeam: boolean },
): Card {
  if (head.count === 0) {
    return emptyCard(
      head,
      "No team has points in this time. `/team create` makes one, and its members' next round counts for it.",
    );
  }
  return boardCard(head, page.rows.map(teamRow), [ownTeamLine(head, page, view.inTeam), formulaLine(view.average)]);
}

/** With the μ of this board. */
function formulaLine(average: number): string {
  return `Score = (points + 15·μ) / (member-rounds + 15), where μ = ${average.toFixed(2)} is points per member-round over all teams. A right answer that would lower it is left out.`;
}

/** What is posted when a season ends: people and teams on one card. */
export function finalBoardCard(given: {
  readonly title: string;
  readonly season: number;
  readonly people: BoardPage<BoardRow>;
  readonly teams: BoardPage<TeamRow>;
  readonly average: number;
}): Card {
  return {
    tone: "board",
    title: given.title,
    blocks: [
      { type: "ranking", rows: given.people.rows.map(personRow) },
      ...(given.teams.rows.length === 0
        ? []
        : ([
            { type: "text", text: "**Teams**" },
            { type: "ranking", rows: given.teams.rows.map(teamRow) },
            { type: "small", text: formulaLine(given.average) },
          ] satisfies CardBlock[])),
      { type: "small", text: `\`/leaderboard season:${given.season}\` shows it again, with everybody on it.` },
    ],
  };
}

function boardCard(head: BoardHead, rows: readonly RankingRow[], lines: readonly string[]): Card {
  const { page } = head.request;
  const pages = pagesOf(head.count);
  const controls = head.controls ? controlsOf(head.request, pages) : [];
  return {
    tone: "board",
    title: titleOf(head),
    blocks: [
      { type: "ranking", rows },
      ...(pages > 1 ? [`Page ${page} of ${pages}. ${lines[0]}`, ...lines.slice(1)] : lines).map(
        (text): CardBlock => ({ type: "small", text }),
      ),
      ...(controls.length > 0 ? [{ type: "controls", controls } as const] : []),
    ],
  };
}

function emptyCard(head: BoardHead, text: string): Card {
  return { tone: "board", title: titleOf(head), blocks: [{ type: "text", text }] };
}

function titleOf({ request, channelName, seasonName }: BoardHead): string {
  const what = request.board === "teams" ? "Team leaderboard" : "Leaderboard";
  const when = { week: "this week", month: "this month", season: seasonName, all: "all time" }[request.period];
  return `${what} of ${channelName ?? "all channels"}, ${when}`;
}

function controlsOf(request: BoardRequest, pages: number): readonly Control[] {
  const turn = (page: number, label: string, description: string): Control => ({
    type: "button",
    action: actionId(TURN_BOARD, ...requestArgs({ ...request, page })),
    label,
    description,
  });
  return [
    { type: "button", action: actionId(SHARE_BOARD, ...requestArgs(request)), label: "Show to everyone" },
    ...(request.page > 1 ? [turn(request.page - 1, "◀ Back", "Previous page of the board")] : []),
    ...(request.page < pages ? [turn(request.page + 1, "More ▶", "Next page of the board")] : []),
  ];
}

export function pagesOf(count: number): number {
  return Math.max(1, Math.ceil(count / PAGE_ROWS));
}

/** The request as a button's arguments. */
function requestArgs(request: BoardRequest): readonly (string | number)[] {
  return [request.period, request.board, request.scope, request.page, request.season ?? ""];
}

/** Missing arguments get defaults, because buttons of older messages carry only the period. */
export function requestOf(args: readonly string[]): BoardRequest {
  const [period, board, scope, page, season] = args;
  const number = (word: string | undefined) => (/^\d{1,6}$/.test(word ?? "") ? Number(word) : undefined);
  return {
    period: PERIODS.find((candidate) => candidate === period) ?? "week",
    board: BOARDS.find((candidate) => candidate === board) ?? "people",
    scope: SCOPES.find((candidate) => candidate === scope) ?? "here",
    page: number(page) ?? 1,
    season: number(season),
  };
}

function personRow(row: BoardPage<BoardRow>["rows"][number]): RankingRow {
  return {
    rank: row.rank,
    name: displayName(row),
    points: row.points,
    detail: `${row.right} of ${row.answers} right (${percent(row.right / row.answers)})`,
    you: row.mine,
    gapBefore: row.gapBefore,
  };
}

function teamRow(row: BoardPage<TeamRow>["rows"][number]): RankingRow {
  const ended = row.ended ? " · ended" : "";
  return {
    rank: row.rank,
    name: row.name,
    points: row.points,
    isScore: true,
    detail: `${counted(row.earned, "point")} in ${counted(row.memberRounds, "member-round")}${ended}`,
    you: row.mine,
    gapBefore: row.gapBefore,
  };
}

/** The name may not be known yet. */
export function displayName(row: { readonly name: string }): string {
  return row.name === "" ? "Somebody" : row.name;
}

function ownLine(head: BoardHead, page: BoardPage<BoardRow>): string {
  const size = counted(head.count, "person", "people");
  if (!head.controls) return `${size}.`;
  if (page.own === undefined) return `${size}. You have no points here in this time; answer a round to join.`;
  const gap = page.gapToNext;
  if (gap === undefined) return `${size}. You are on rank ${page.own.rank}.`;
  return `${size}. You are on rank ${page.own.rank}, ${counted(gap, "point")} behind the next.`;
}

function ownTeamLine(head: BoardHead, page: BoardPage<TeamRow>, inTeam: boolean): string {
  const size = counted(head.count, "team");
  if (!head.controls) return `${size}.`;
  if (!inTeam) return `${size}. You are in no team; \`/team list\` shows them.`;
  if (page.own === undefined) return `${size}. Your team has no points here in this time.`;
  const gap = page.gapToNext;
  if (gap === undefined) return `${size}. Your team is on rank ${page.own.rank}.`;
  return `${size}. Your team is on rank ${page.own.rank}, ${Number(gap.toFixed(2))} behind the next.`;
}

export function beyondLastPage(count: number): Markdown {
  return `That board has ${pagesOf(count)} pages.`;
}

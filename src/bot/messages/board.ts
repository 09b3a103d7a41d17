import { actionId, type Card, type RankingRow } from "../../chat/card.ts";
import type { BoardRow } from "../../storage/boards.ts";
import type { BoardPage, Ranked } from "../../study/ranking.ts";
import { counted, percent } from "./words.ts";

export const SHARE_BOARD = "share-board";
export const PERIODS = ["week", "month", "season", "all"] as const;
export type Period = (typeof PERIODS)[number];

const PERIOD_WORDS: Record<Period, string> = {
  week: "this week",
  month: "this month",
  season: "this season",
  all: "all time",
};

export function boardCard(
  channelName: string,
  period: Period,
  page: BoardPage<BoardRow>,
  people: number,
  view: { readonly sharable: boolean },
): Card {
  const title = `Leaderboard of ${channelName}, ${PERIOD_WORDS[period]}`;
  if (people === 0) {
    return {
      tone: "board",
      title,
      blocks: [{ type: "text", text: "Nobody has points yet. They come when a round is revealed." }],
    };
  }
  return {
    tone: "board",
    title,
    blocks: [
      { type: "ranking", rows: page.rows.map(rankingRow) },
      { type: "small", text: ownLine(page, people) },
      ...(view.sharable
        ? [
            {
              type: "controls",
              controls: [{ type: "button", action: actionId(SHARE_BOARD, period), label: "Show to everyone" }],
            } as const,
          ]
        : []),
    ],
  };
}

function rankingRow(row: BoardPage<BoardRow>["rows"][number]): RankingRow {
  return {
    rank: row.rank,
    name: displayName(row),
    points: row.points,
    detail: `${row.right} of ${row.answers} right (${percent(row.right / row.answers)})`,
    you: row.mine,
    gapBefore: row.gapBefore,
  };
}

/** Somebody whose name the platform has not told yet. */
export function displayName(row: { readonly name: string }): string {
  return row.name === "" ? "Somebody" : row.name;
}

function ownLine(page: BoardPage<BoardRow>, people: number): string {
  const own: Ranked<BoardRow> | undefined = page.own;
  const size = counted(people, "person", "people");
  if (own === undefined) return `${size}. You have no points here in this time; answer a round to join.`;
  const gap = page.gapToNext;
  if (gap === undefined) return `${size}. You are on rank ${own.rank}.`;
  return `${size}. You are on rank ${own.rank}, ${counted(gap, "point")} behind the next.`;
}

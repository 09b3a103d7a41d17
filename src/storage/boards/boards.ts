import { type RawBuilder, sql } from "kysely";
import { type BoardPage, type BoardView, gapsBetween, shownPlaces } from "../../study/ranking.ts";
import type { Db } from "../database.ts";

export interface BoardRow {
  readonly person: number;
  readonly name: string;
  readonly points: number;
  readonly right: number;
  readonly answers: number;
}

/** Which totals a board shows. */
export interface BoardScope {
  readonly communityId: number;
  /** One channel, or all of the community's, in which case a person's totals are added up. */
  readonly channelIds: readonly number[];
  /** `all`, `week:…`, `month:…`, `season:…` */
  readonly period: string;
}

/**
 * A page of the people board, plus the viewer's own row and its neighbors wherever they rank. Hidden people and people who
 * left are not listed, except `viewer`, who sees their own row. People with equal points share a rank, and the ranks after
 * it are skipped ("1224"). Among equals, whoever joined first comes first.
 *
 * Pages are read from an index, so a page costs the same however many people there are; only a rank after a gap needs a
 * count of the rows above.
 */
export async function peopleBoard(
  db: Db,
  board: BoardScope,
  view: BoardView,
  viewer: number | undefined,
): Promise<{ page: BoardPage<BoardRow>; count: number }> {
  const source = await sourceOf(db, board, viewer);
  const count = await source.count();
  const own = await findOwnRow(source, viewer);
  const places = shownPlaces(count, own?.place, view);
  const rows = new Map<number, BoardRow>();
  for (const run of runsOf(places)) {
    for (const [index, row] of (await readRows(source, run, own)).entries()) rows.set(run.from + index, row);
  }
  const shown: BoardPage<BoardRow>["rows"][number][] = [];
  for (const { place, gapBefore } of gapsBetween(places)) {
    const row = rows.get(place);
    if (row === undefined) continue;
    const above = shown.at(-1);
    // If the row above is shown, the rank follows from it; otherwise it is counted.
    let rank = place + 1;
    if (above !== undefined && above.points === row.points) rank = above.rank;
    else if (gapBefore) rank = 1 + (await source.countAbove(row.points));
    shown.push({ ...row, rank, mine: place === own?.place, gapBefore });
  }
  return { page: { rows: shown, own: shown.find((row) => row.mine), gapToNext: own?.gapToNext }, count };
}

/** The rows listed for a viewer. */
interface Source {
  count(): Promise<number>;
  countAbove(points: number): Promise<number>;
  /** How many people with the same points come before this person. */
  countTied(points: number, person: number): Promise<number>;
  /** `part` orders and limits the rows, and may begin with a condition. Returns them in board order. */
  rows(part: RawBuilder<unknown>): Promise<readonly BoardRow[]>;
}

async function sourceOf(db: Db, board: BoardScope, viewer: number | undefined): Promise<Source> {
  const all = totalsOf(board);
  const unlisted = sql`select id from people where community_id = ${board.communityId}
    and (hidden = 1 or left_at is not null) and id <> ${viewer ?? -1}`;
  // Few people are unlisted: subtracting them is faster than checking everyone.
  const { rows: off } = await sql<{ person: number; points: number }>`
    select person_id as person, points from ${all} as board where person_id in (${unlisted})`.execute(db);
  const countWhere = async (condition: RawBuilder<unknown>, isCounted: (row: (typeof off)[number]) => boolean) => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ${all} as board where ${condition}`.execute(db);
    return Number(rows[0]?.count ?? 0) - off.filter(isCounted).length;
  };
  return {
    count: () => countWhere(sql`1 = 1`, () => true),
    countAbove: (points) => countWhere(sql`points > ${points}`, (row) => row.points > points),
    countTied: (points, person) =>
      countWhere(
        sql`points = ${points} and person_id < ${person}`,
        (row) => row.points === points && row.person < person,
      ),
    rows: async (part) => {
      const { rows } = await sql<BoardRow>`
        select part.person_id as person, people.name, part.points, part.right_answers as "right", part.answers
        from (select * from ${all} as board where person_id not in (${unlisted}) ${part}) as part
          join people on people.id = part.person_id
        order by part.points desc, part.person_id`.execute(db);
      return rows;
    },
  };
}

interface OwnRow {
  readonly person: number;
  readonly points: number;
  readonly place: number;
  readonly gapToNext: number | undefined;
}

async function findOwnRow(source: Source, viewer: number | undefined): Promise<OwnRow | undefined> {
  if (viewer === undefined) return undefined;
  const [mine] = await source.rows(sql`and person_id = ${viewer}`);
  if (mine === undefined) return undefined;
  const { points } = mine;
  const better = await source.countAbove(points);
  const [next] = await source.rows(sql`and points > ${points} order by points limit 1`);
  return {
    person: viewer,
    points,
    place: better + (await source.countTied(points, viewer)),
    gapToNext: next && next.points - points,
  };
}

interface Run {
  readonly from: number;
  readonly size: number;
}

async function readRows(source: Source, { from, size }: Run, own: OwnRow | undefined): Promise<readonly BoardRow[]> {
  const above = (own?.place ?? -1) - from;
  if (own === undefined || from === 0 || above < 0 || above >= size) {
    return source.rows(sql`order by points desc, person_id limit ${size} offset ${from}`);
  }
  // Near the viewer's own row, read up and down from it rather than all the way from the top.
  const { points, person } = own;
  return [
    ...(await source.rows(sql`and points >= ${points} and (points > ${points} or person_id < ${person})
      order by points, person_id desc limit ${above}`)),
    ...(await source.rows(sql`and points <= ${points} and (points < ${points} or person_id >= ${person})
      order by points desc, person_id limit ${size - above}`)),
  ];
}

function totalsOf({ communityId, channelIds, period }: BoardScope): RawBuilder<unknown> {
  if (channelIds.length === 1) {
    return sql`(select person_id, points, right_answers, answers from totals
      where channel_id = ${channelIds[0]} and period = ${period})`;
  }
  return sql`(select person_id, points, right_answers, answers from community_totals
    where community_id = ${communityId} and period = ${period})`;
}

/** Splits ascending places into runs without gaps. */
function runsOf(places: readonly number[]): readonly Run[] {
  const runs: { from: number; size: number }[] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last !== undefined && last.from + last.size === place) last.size++;
    else runs.push({ from: place, size: 1 });
  }
  return runs;
}

/** The person's all-time sums over all their channels. */
export async function personTotals(
  db: Db,
  personId: number,
): Promise<{ points: number; right: number; answers: number }> {
  const row = await db
    .selectFrom("totals")
    .select(({ fn }) => [
      fn.sum<number | null>("points").as("points"),
      fn.sum<number | null>("right_answers").as("right"),
      fn.sum<number | null>("answers").as("answers"),
    ])
    .where("person_id", "=", personId)
    .where("period", "=", "all")
    .executeTakeFirst();
  return { points: row?.points ?? 0, right: row?.right ?? 0, answers: row?.answers ?? 0 };
}

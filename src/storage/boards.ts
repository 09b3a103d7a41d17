import { type RawBuilder, sql } from "kysely";
import { type BoardPage, type BoardView, gapsBetween, shownPlaces } from "../study/ranking.ts";
import type { Db } from "./database.ts";

export interface BoardRow {
  readonly person: number;
  readonly name: string;
  readonly points: number;
  readonly right: number;
  readonly answers: number;
}

/** Which totals a board adds up. */
export interface BoardOf {
  readonly communityId: number;
  /** At least one; what a person has in several of them is added. */
  readonly channelIds: readonly number[];
  /** `all`, `week:…`, `month:…`, `season:…` */
  readonly period: string;
}

/**
 * A page of the board of people, and the viewer's own row with its neighbours wherever they stand. Hidden people and
 * people who left are not listed, except `viewer`, who sees their own row. Equal points share a rank and use up the
 * ones after it ("1224"); they stand in the order in which people first came.
 *
 * On one channel this reads an index, so that a page costs the same however many people there are; only the own rank
 * counts the rows above.
 */
export async function peopleBoard(
  db: Db,
  board: BoardOf,
  view: BoardView,
  viewer: number | undefined,
): Promise<{ page: BoardPage<BoardRow>; count: number }> {
  const listed = sql`${totalsOf(board)} as board where person_id not in (${unlisted(board.communityId, viewer)})`;
  const countWhere = async (condition: RawBuilder<unknown>): Promise<number> => {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${listed} and ${condition}`.execute(db);
    return Number(rows[0]?.count ?? 0);
  };
  const count = await countWhere(sql`1 = 1`);
  const { rows: mine } = await sql<{ points: number }>`
    select points from ${totalsOf(board)} as board where person_id = ${viewer ?? -1}`.execute(db);
  const own = mine[0]?.points;
  const before = own === undefined ? 0 : await countWhere(sql`points > ${own}`);
  const ownPlace =
    own === undefined ? undefined : before + (await countWhere(sql`points = ${own} and person_id < ${viewer ?? -1}`));

  const places = shownPlaces(count, ownPlace, view);
  const rows = new Map<number, BoardRow>();
  for (const [from, size] of runsOf(places)) {
    const { rows: found } = await sql<BoardRow>`
      select part.person_id as person, people.name, part.points, part.right_answers as "right", part.answers
      from (select * from ${listed} order by points desc, person_id limit ${size} offset ${from}) as part
        join people on people.id = part.person_id
      order by part.points desc, part.person_id`.execute(db);
    for (const [index, row] of found.entries()) rows.set(from + index, row);
  }
  const shown: BoardPage<BoardRow>["rows"][number][] = [];
  for (const { place, gapBefore } of gapsBetween(places)) {
    const row = rows.get(place);
    if (row === undefined) continue;
    const above = shown.at(-1);
    // Where the row above is shown, the rank follows from it; else it is counted.
    let rank = place + 1;
    if (above !== undefined && above.points === row.points) rank = above.rank;
    else if (gapBefore) rank = 1 + (await countWhere(sql`points > ${row.points}`));
    shown.push({ ...row, rank, mine: place === ownPlace, gapBefore });
  }
  const next =
    own === undefined
      ? undefined
      : (
          await sql<{ points: number | null }>`select min(points) as points from ${listed} and points > ${own}`.execute(
            db,
          )
        ).rows[0]?.points;
  return {
    page: {
      rows: shown,
      own: shown.find((row) => row.mine),
      gapToNext: own === undefined || next === undefined || next === null ? undefined : next - own,
    },
    count,
  };
}

function totalsOf({ channelIds, period }: BoardOf): RawBuilder<unknown> {
  if (channelIds.length === 1) {
    return sql`(select person_id, points, right_answers, answers from totals
      where channel_id = ${channelIds[0]} and period = ${period})`;
  }
  return sql`(select person_id, sum(points) as points, sum(right_answers) as right_answers, sum(answers) as answers
    from totals where channel_id in (${sql.join(channelIds)}) and period = ${period} group by person_id)`;
}

function unlisted(communityId: number, viewer: number | undefined): RawBuilder<unknown> {
  return sql`select id from people
    where community_id = ${communityId} and (hidden = 1 or left_at is not null) and id <> ${viewer ?? -1}`;
}

/** Ascending places as [first, length] of each run without a gap. */
function runsOf(places: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === place) last[1]++;
    else runs.push([place, 1]);
  }
  return runs;
}

/** The person's sums over all time, in every channel of theirs. */
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

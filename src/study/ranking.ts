export type Ranked<T> = T & { readonly rank: number };

const byName = new Intl.Collator("en");

/**
 * Ranks by points, highest first. Ties share a rank and skip the following ones (standard competition ranking, "1224").
 * Tied rows are sorted by name, and rows with equal names keep their order.
 */
export function rank<T extends { readonly name: string; readonly points: number }>(
  rows: readonly T[],
): readonly Ranked<T>[] {
  const sorted = [...rows].sort((a, b) => b.points - a.points || byName.compare(a.name, b.name));
  let current = 0;
  return sorted.map((row, place) => {
    if (row.points !== sorted[place - 1]?.points) current = place + 1;
    return { ...row, rank: current };
  });
}

export interface BoardPage<T> {
  readonly rows: readonly (Ranked<T> & { readonly mine: boolean; readonly gapBefore: boolean })[];
  /** The reader's row, on this page or not; undefined if the reader is not on the board. */
  readonly own: Ranked<T> | undefined;
  /** Points that the reader needs to tie with the next higher rank; undefined on rank 1 or off the board. */
  readonly gapToNext: number | undefined;
}

/** The part of a board that is shown: `size` places starting at `from` (0 is the first), and the reader with neighbors. */
export interface BoardView {
  readonly from: number;
  readonly size: number;
  /** The number of neighbors on each side of the reader. */
  readonly around: number;
}

/** The places to show, in ascending order. */
export function shownPlaces(count: number, ownPlace: number | undefined, view: BoardView): readonly number[] {
  const places = new Set(range(view.from, Math.min(count, view.from + view.size)));
  if (ownPlace !== undefined) {
    for (const place of range(Math.max(0, ownPlace - view.around), Math.min(count, ownPlace + view.around + 1))) {
      places.add(place);
    }
  }
  return [...places].sort((a, b) => a - b);
}

/** `gapBefore` means that rows directly above are left out. */
export function gapsBetween(places: readonly number[]): readonly { place: number; gapBefore: boolean }[] {
  return places.map((place, index) => ({ place, gapBefore: place > (places[index - 1] ?? -1) + 1 }));
}

/** The page that a reader sees of a board that is fully in memory. */
export function boardPage<T extends { readonly points: number }>(
  ranked: readonly Ranked<T>[],
  view: BoardView,
  isMe: (row: Ranked<T>) => boolean,
): BoardPage<T> {
  const ownPlace = ranked.findIndex(isMe);
  const own = ranked[ownPlace];
  const places = shownPlaces(ranked.length, own && ownPlace, view);
  const rows = gapsBetween(places).flatMap(({ place, gapBefore }) => {
    const row = ranked[place];
    return row === undefined ? [] : [{ ...row, mine: place === ownPlace, gapBefore }];
  });
  const better = own && ranked.findLast((row) => row.rank < own.rank);
  return { rows, own, gapToNext: own && better && better.points - own.points };
}

function range(from: number, until: number): number[] {
  return Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index);
}

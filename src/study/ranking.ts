export type Ranked<T> = T & { readonly rank: number };

const byName = new Intl.Collator("en");

/**
 * Ranks by points, most first. Equal points share a rank and use up the ones after it (standard competition
 * ranking, "1224"); among them rows stand by name, and by their given order where names are equal too.
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
  /** Own row, wherever it stands; undefined for a reader who is not on the board. */
  readonly own: Ranked<T> | undefined;
  /** Points that the reader lacks to share the next better rank; undefined on rank 1 or off the board. */
  readonly gapToNext: number | undefined;
}

/**
 * What a reader sees of a board: its first `top` rows, and their own row with up to `around` neighbours each side.
 * `gapBefore` is true where rows above are left out.
 */
export function boardPage<T extends { readonly points: number }>(
  ranked: readonly Ranked<T>[],
  view: { readonly top: number; readonly around: number; readonly isMe: (row: Ranked<T>) => boolean },
): BoardPage<T> {
  const ownPlace = ranked.findIndex(view.isMe);
  const own = ranked[ownPlace];
  const shown = (place: number) => place < view.top || (own && Math.abs(place - ownPlace) <= view.around);
  const rows = ranked.flatMap((row, place) =>
    shown(place) ? [{ ...row, mine: place === ownPlace, gapBefore: place > 0 && !shown(place - 1) }] : [],
  );
  const better = own && ranked.findLast((row) => row.rank < own.rank);
  return { rows, own, gapToNext: own && better && better.points - own.points };
}

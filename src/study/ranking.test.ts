import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boardPage, rank } from "./ranking.ts";

const rows = (...points: number[]) => points.map((value, place) => ({ name: `P${place + 10}`, points: value }));

test("ties share a rank and use up the ranks after it", () => {
  expect(rank(rows(10, 30, 20, 30, 10, 5)).map((row) => [row.rank, row.points])).toEqual([
    [1, 30],
    [1, 30],
    [3, 20],
    [4, 10],
    [4, 10],
    [6, 5],
  ]);
});

test("tied rows stand by name as a reader would sort them, equal names by their given order", () => {
  const tied = ["Zoë", "anna", "Ben", "Änne", "Ben"].map((name, id) => ({ name, points: 1, id }));
  expect(rank(tied).map((row) => `${row.name} ${row.id}`)).toEqual(["anna 1", "Änne 3", "Ben 2", "Ben 4", "Zoë 0"]);
});

const anyRows = fc.array(fc.record({ name: fc.string({ maxLength: 3 }), points: fc.nat(8) }), { maxLength: 30 });

test("a rank is 1 + the number of rows with more points, and nobody is lost", () => {
  fc.assert(
    fc.property(anyRows, (given) => {
      const ranked = rank(given);
      expect(ranked).toHaveLength(given.length);
      for (const row of ranked) expect(row.rank).toBe(1 + given.filter((other) => other.points > row.points).length);
    }),
  );
});

describe("a page of the board", () => {
  const ranked = rank(rows(100, 90, 80, 70, 60, 50, 40, 30, 20));

  test("shows the first rows, and the reader's own with neighbours, and where rows are left out", () => {
    const page = boardPage(ranked, { from: 0, size: 3, around: 1 }, (row) => row.points === 40);
    expect(page.rows.map((row) => [row.rank, row.gapBefore, row.mine])).toEqual([
      [1, false, false],
      [2, false, false],
      [3, false, false],
      [6, true, false],
      [7, false, true],
      [8, false, false],
    ]);
    expect(page.own?.rank).toBe(7);
    expect(page.gapToNext).toBe(10);
  });

  test("has no gap where the reader is near the top", () => {
    const page = boardPage(ranked, { from: 0, size: 3, around: 1 }, (row) => row.points === 70);
    expect(page.rows.map((row) => [row.rank, row.gapBefore])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, false],
      [5, false],
    ]);
  });

  test("may be the reader's own row alone", () => {
    const page = boardPage(ranked, { from: 0, size: 0, around: 0 }, (row) => row.rank === 1);
    expect(page.rows.map((row) => [row.rank, row.gapBefore])).toEqual([[1, false]]);
  });

  test("shows somebody who is not on the board the first rows only", () => {
    const page = boardPage(ranked, { from: 0, size: 2, around: 1 }, () => false);
    expect(page.rows.map((row) => row.rank)).toEqual([1, 2]);
    expect(page.own).toBeUndefined();
    expect(page.gapToNext).toBeUndefined();
  });

  test("further pages begin where the one before ended, and tell that rows above are left out", () => {
    const page = boardPage(ranked, { from: 3, size: 3, around: 1 }, (row) => row.points === 100);
    expect(page.rows.map((row) => [row.rank, row.gapBefore])).toEqual([
      [1, false],
      [2, false],
      [4, true],
      [5, false],
      [6, false],
    ]);
  });

  test("the next better rank may be shared; whoever shares the first rank has none", () => {
    const tied = rank(rows(50, 50, 30, 30));
    expect(boardPage(tied, { from: 0, size: 9, around: 1 }, (row) => row.name === "P13").gapToNext).toBe(20);
    expect(boardPage(tied, { from: 0, size: 9, around: 1 }, (row) => row.name === "P11").gapToNext).toBeUndefined();
  });

  test("own row and neighbours are always there, rows keep their order, gaps are told truly", () => {
    fc.assert(
      fc.property(anyRows, fc.nat(30), fc.nat(12), fc.nat(5), fc.nat(3), (given, mine, from, size, around) => {
        const board = rank(given.map((row, id) => ({ ...row, id })));
        const { rows: shown } = boardPage(board, { from, size, around }, (row) => row.id === mine);
        const places = shown.map((row) => board.findIndex((other) => other.id === row.id));
        const own = board.findIndex((row) => row.id === mine);
        const expected = board.flatMap((_, place) =>
          (place >= from && place < from + size) || (own >= 0 && Math.abs(place - own) <= around) ? [place] : [],
        );
        expect(places).toEqual(expected);
        for (const [index, row] of shown.entries()) {
          expect(row.gapBefore).toBe((places[index] ?? 0) > (places[index - 1] ?? -1) + 1);
        }
      }),
    );
  });
});

import { expect, test } from "vitest";
import { createProgressLine } from "./progress-line.ts";

/** What is written during work of `seconds` that reports progress a hundred times a second. */
function written(terminal: boolean, seconds: number): string[] {
  const texts: string[] = [];
  let now = 0;
  const line = createProgressLine(
    (text) => texts.push(text),
    terminal,
    () => now,
  );
  for (; now < seconds * 1000; now += 10) line.show(now, seconds * 1000, "cards");
  line.clear();
  return texts;
}

test("elsewhere than on a terminal there is at most one line a second", () => {
  const lines = written(false, 5);
  expect(lines.length).toBe(4);
  expect(lines[1]).toBe("cards: 2,000 of 5,000 (40 %)\n");
});

test("on a terminal one line overwrites itself and is gone at the end", () => {
  const lines = written(true, 2);
  expect(lines.length).toBeGreaterThan(8);
  expect(lines.every((text) => text.startsWith("\r\u001b[K") && !text.includes("\n"))).toBe(true);
  expect(lines.at(-1)).toBe("\r\u001b[K");
});

test("short work shows no line", () => {
  expect([...written(true, 0.2), ...written(false, 0.9)]).toEqual([]);
});

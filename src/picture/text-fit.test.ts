import { expect, test } from "vitest";
import { cutToWidth, drawable, widthOf, wrap } from "./text-fit.ts";

test("a text that does not fit is cut between whole characters, and says so", () => {
  expect(cutToWidth("Ben", 32, 200)).toBe("Ben");
  const cut = cutToWidth("W".repeat(100), 32, 300);
  expect(cut).toMatch(/^W+…$/);
  expect(widthOf(cut, 32)).toBeLessThanOrEqual(300);
  // A letter and its accent stay together.
  expect(cutToWidth("e\u0301".repeat(50), 32, 100)).toMatch(/^(e\u0301)+…$/);
});

test("lines break at spaces; what is too much for the last line is cut", () => {
  expect(wrap("one two three", 10, 60, 3)).toEqual(["one two", "three"]);
  const lines = wrap("word ".repeat(50), 10, 100, 2);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/…$/);
  expect(wrap("x".repeat(500), 10, 100, 3)).toHaveLength(1);
  expect(wrap("", 10, 100, 3)).toEqual([]);
});

test("what the font cannot show is spelt, left out if it is ornament, or refused if it is a letter", () => {
  expect(drawable("Ben 🚀👩‍🚀")).toBe("Ben");
  expect(drawable("Łukasz Ждан Ωμέγα Nguyễn")).toBe("Łukasz Ждан Ωμέγα Nguyễn".normalize("NFC"));
  expect(drawable("𝐁𝐞𝐧 ｆｕｌｌ")).toBe("Ben full");
  expect(drawable("x ≥ 2 → y²")).toBe("x >= 2 -> y²");
  expect(drawable("\u202eneB\u200b\n")).toBe("neB");
  expect(drawable("🚀")).toBe("");
  for (const name of ["山田", "דנה", "دانة", "สมชาย", "x ∈ y"]) expect(drawable(name)).toBeUndefined();
});

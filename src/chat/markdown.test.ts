import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeMarkdown, type Prose } from "./card.ts";
import { parseMarkdown } from "./markdown.ts";

const MOMENT = { at: 1_795_449_600_000, timeZone: "Europe/Berlin" };
const momentsIn = (prose: Prose): number => JSON.stringify(parseMarkdown(prose)).split('"type":"moment"').length - 1;

test("a moment keeps its place among the phrases, whatever surrounds it", () => {
  expect(parseMarkdown(["**It comes ", MOMENT, "**, or not."]).children).toMatchObject([
    {
      type: "paragraph",
      children: [
        { type: "strong", children: [{ value: "It comes " }, { type: "moment", ...MOMENT }] },
        { type: "text", value: ", or not." },
      ],
    },
  ]);
});

test("no name and no deck text can create or move a moment", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\uFFFC0\uFFFC", "\uFFFC1\uFFFC", "\uFFFC", "0", "`", "[", "](", "<t:1:f>", "<!date^1^{time}|now>"),
  );
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(momentsIn(before)).toBe(0);
      expect(momentsIn([before, after])).toBe(0);
      expect(momentsIn([escapeMarkdown(before), MOMENT, escapeMarkdown(after)])).toBe(1);
      expect(momentsIn([before, MOMENT, after])).toBeLessThanOrEqual(1);
    }),
  );
});

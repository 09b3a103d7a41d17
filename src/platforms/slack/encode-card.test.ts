import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { hostileCard, longCard, QUESTION_CARD, REVEAL_CARD } from "../../../test/contracts/cards.ts";
import { refuseBlocks } from "../../../test/fakes/slack/block-rules.ts";
import type { Card, CardBlock, Control } from "../../chat/card.ts";
import { cardToBlocks } from "./encode-card.ts";

const card = (...blocks: CardBlock[]): Card => ({ tone: "notice", title: "Title", blocks });
const encode = (...blocks: CardBlock[]) => cardToBlocks(card(...blocks)).blocks.slice(1);

describe("a question on Slack", () => {
  it("shows the options in full in the text; the buttons carry the label only", () => {
    const { blocks, text } = cardToBlocks(QUESTION_CARD);
    expect(text, "what screen readers read").toMatch(
      /^Question: Containers\nWhich registry path fits production\?\n1\. the :1 tag\n2\. the :latest tag\n/,
    );
    expect(blocks[0]).toMatchObject({ type: "header", text: { text: "Question: Containers" } });
    expect(JSON.stringify(blocks[2])).toContain(
      '{"type":"emoji","name":"two"},{"type":"text","text":" "},{"type":"text","text":"the "},{"type":"text","text":":latest","style":{"code":true}}',
    );
    expect(blocks[3]).toMatchObject({
      type: "actions",
      elements: [
        { text: { text: "1" }, action_id: "answer:7:1", accessibility_label: "Answer 1: the `:1` tag" },
        {},
        {},
        {},
        {},
      ],
    });
  });

  it("shows when it closes in the reader's own zone", () => {
    expect(
      JSON.stringify(
        encode({ type: "time", label: "Closes", at: Date.UTC(2026, 10, 23, 16), timeZone: "Europe/Berlin" }),
      ),
    ).toContain(
      '{"type":"date","timestamp":1795449600,"format":"{date_short_pretty} {time}","fallback":"23 Nov 2026, 17:00 (Europe/Berlin)"}',
    );
  });

  it("has a select with Submit for several options, since a select in an actions block would be refused", () => {
    const select: Control = {
      type: "select",
      action: "answer:8",
      label: "Select 2",
      submitLabel: "Submit",
      min: 2,
      max: 2,
      choices: [
        { value: "1", label: "1" },
        { value: "2", label: "2" },
      ],
    };
    const blocks = encode({ type: "controls", controls: [select] });
    expect(blocks).toMatchObject([
      { type: "section", accessory: { type: "multi_static_select", max_selected_items: 2 } },
      { type: "actions", elements: [{ text: { text: "Submit" }, action_id: "submit:answer:8" }] },
    ]);
    expect(refuseBlocks(blocks)).toBeUndefined();
  });
});

test("the reveal tells the key by sign and word, with the distribution", () => {
  const words = JSON.stringify(cardToBlocks(REVEAL_CARD).blocks);
  expect(words).toContain("✅ Right · 3 answers · 75 %");
  expect(words).toContain("❌ Wrong · 1 answer · 25 %");
});

test("lists, links and emphasis become rich text; other addresses stay words", () => {
  const [block] = encode({
    type: "text",
    text: "*a* **b** `c`\n\n- one\n  - two\n\n[doc](https://x.test/) [bad](javascript:x)",
  });
  expect(block).toMatchObject({
    elements: [
      {
        type: "rich_text_section",
        elements: [
          { text: "a", style: { italic: true } },
          {},
          { text: "b", style: { bold: true } },
          {},
          { text: "c", style: { code: true } },
        ],
      },
      { type: "rich_text_list", indent: 0 },
      { type: "rich_text_list", indent: 1 },
      {
        type: "rich_text_section",
        elements: [{ type: "link", url: "https://x.test/", text: "doc" }, { text: " " }, { type: "text", text: "bad" }],
      },
    ],
  });
});

test("nothing in a text can mention anyone or be markup, small print included", () => {
  const { blocks } = cardToBlocks({
    ...hostileCard(["U1"]),
    blocks: [...hostileCard(["U1"]).blocks, { type: "small", text: "<!channel> <@U1> @here *b* :smile:" }],
  });
  expect(JSON.stringify(blocks)).not.toMatch(/"type":"(user|broadcast|usergroup)"/);
  const small = blocks.at(-1);
  expect(small).toMatchObject({
    elements: [{ text: "&lt;!channel&gt; &lt;\u200B@U1&gt; \u200B@here _b_ \u200B:smile\u200B:", verbatim: true }],
  });
});

test("a command in the text bears the prefix of this workspace", () => {
  const { blocks } = cardToBlocks(card({ type: "text", text: "Try `/ask x`" }), {
    codeText: (code) => code.replace("/ask", "/sb-ask"),
  });
  expect(JSON.stringify(blocks)).toContain('"text":"/sb-ask x"');
});

test("cards as long as a deck's texts may be are not cut", () => {
  expect(JSON.stringify(cardToBlocks(longCard()).blocks)).not.toContain("…");
});

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ maxLength: 4000 }),
  fc.constantFrom("", "<!channel>", "- a\n- b", "**", "[a](https://a.test)"),
);
const label = fc.constantFrom("1", "2", "3", "4", "5");
const action = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 100 });
const anyBlock: fc.Arbitrary<CardBlock> = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text: anyText }),
  fc.record({ type: fc.constant("small" as const), text: anyText }),
  fc.record({ type: fc.constant("note" as const), sign: fc.constant("⚠️"), label: anyText, text: anyText }),
  fc.record({
    type: fc.constant("options" as const),
    options: fc.array(
      fc.record({ label, text: anyText, count: fc.nat(), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
      { maxLength: 5 },
    ),
  }) as fc.Arbitrary<CardBlock>,
  fc.record({
    type: fc.constant("facts" as const),
    facts: fc.array(fc.record({ label: anyText, value: anyText }), { maxLength: 60 }),
  }),
  fc.record({
    type: fc.constant("ranking" as const),
    rows: fc.array(
      fc.record({ rank: fc.nat(), name: anyText, points: fc.nat(), you: fc.boolean(), gapBefore: fc.boolean() }),
      { maxLength: 40 },
    ),
  }),
  fc.record({ type: fc.constant("image" as const), png: fc.constant(new Uint8Array()), alt: anyText }),
  fc.record({
    type: fc.constant("controls" as const),
    controls: fc.array(
      fc.oneof(
        fc.record({ type: fc.constant("button" as const), action, label: anyText, description: anyText }),
        fc.record({
          type: fc.constant("select" as const),
          action,
          label: anyText,
          submitLabel: anyText,
          min: fc.nat(3),
          max: fc.nat(5),
          choices: fc.array(fc.record({ value: fc.string({ minLength: 1, maxLength: 75 }), label: anyText }), {
            maxLength: 120,
          }),
        }),
      ),
      { maxLength: 30 },
    ),
  }),
);

test("no card whatever exceeds Slack's limits", () => {
  fc.assert(
    fc.property(anyText, fc.array(anyBlock, { maxLength: 70 }), (title, blocks) => {
      // Thirty selects with a hundred long choices are no message's controls; text may be anything.
      const controls = blocks.filter((block) => block.type === "controls").slice(0, 1);
      const others = blocks.filter((block) => block.type !== "controls");
      const encoded = cardToBlocks({
        tone: "notice",
        title,
        blocks: [...others, ...controls.map((block) => ({ ...block, controls: block.controls.slice(0, 3) }))],
      });
      expect(refuseBlocks(encoded.blocks) ?? "").toBe("");
      expect(encoded.text).not.toBe("");
    }),
    { numRuns: 150 },
  );
});

test("a time inside a sentence is shown in the reader's own zone; the fallback names the channel's", () => {
  const moment = { at: Date.UTC(2026, 10, 23, 16), timeZone: "Europe/Berlin" };
  const words = "23 Nov 2026, 17:00 (Europe/Berlin)";
  expect(encode({ type: "text", text: ["It comes ", moment, "."] })).toMatchObject([
    {
      elements: [
        { elements: [{ text: "It comes " }, { type: "date", timestamp: 1795449600, fallback: words }, { text: "." }] },
      ],
    },
  ]);
  expect(encode({ type: "small", text: ["Since ", moment] })).toMatchObject([
    { elements: [{ text: `Since <!date^1795449600^{date_short_pretty} {time}|${words}>` }] },
  ]);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byClass, findAll, type HtmlElement, readHtml, textOf } from "../../../test/contracts/read-html.ts";
import type { Card, CardBlock } from "../../chat/card.ts";
import { cardToHtml } from "./encode-card.ts";

function read(card: Card): HtmlElement {
  const attachmentUrl = (_block: CardBlock, index: number): string => `/files/1/${index}`;
  return readHtml(cardToHtml(card, { id: "m1", attachmentUrl }).toString());
}

const withBlocks = (...blocks: CardBlock[]): HtmlElement => read({ tone: "notice", title: "Title", blocks });
const tagged = (root: HtmlElement, tag: string): HtmlElement[] => findAll(root, (one) => one.tag === tag);

describe("cardToHtml", () => {
  it("shows the key and the distribution in words, not by color alone", () => {
    const card = withBlocks({
      type: "options",
      options: [
        { label: "1", text: "yes", mark: "right", count: 3, share: 0.75 },
        { label: "2", text: "no", mark: "wrong", count: 1, share: 0.25 },
      ],
    });
    const [first, second] = byClass(card, "option").map(textOf);
    expect(first).toBe("Option 1 yes Right 3 answers · 75 %");
    expect(second).toBe("Option 2 no Wrong 1 answer · 25 %");
    expect(tagged(card, "rect").map((bar) => bar.attributes.width)).toEqual(["100%", "75%", "100%", "25%"]);
  });

  it("shows neither mark nor distribution while the round is open", () => {
    const card = withBlocks({ type: "options", options: [{ label: "1", text: "yes" }] });
    expect(textOf(byClass(card, "option")[0])).toBe("Option 1 yes");
    expect(byClass(card, "share")).toEqual([]);
  });

  it("shows a board as a table, with the reader's own row and a gap told in words", () => {
    const card = withBlocks({
      type: "ranking",
      rows: [
        { rank: 1, name: "Ben", points: 1, you: false, gapBefore: false },
        { rank: 8, name: "<i>Ada</i>", points: 12, detail: "2 of 3", you: true, gapBefore: true },
      ],
    });
    const rows = tagged(card, "tr").map(textOf);
    expect(rows).toEqual([
      "Rank Name Points",
      "1 Ben 1 point",
      "⋯Some ranks are left out here",
      "8 <i>Ada</i> You2 of 3 12 points",
    ]);
  });

  it("names a button for who does not see what it stands beside, and says that it opens a form", () => {
    const card = withBlocks({
      type: "controls",
      controls: [
        { type: "button", action: "answer:7:2", label: "2", description: "Answer 2: <b>" },
        { type: "button", action: "form:7", label: "Write", style: "primary", opensForm: true },
      ],
    });
    const [option, form] = tagged(card, "button").map((button) => button.attributes);
    expect(option).toMatchObject({ "aria-label": "Answer 2: <b>", "data-action": "answer:7:2" });
    expect(form).toMatchObject({ "aria-haspopup": "dialog", class: "button button-primary" });
    expect(form).not.toHaveProperty("aria-label");
  });

  it("lets a select take one by radio buttons, several by checkboxes", () => {
    const select = {
      type: "select",
      action: "a:1",
      label: "Select",
      submitLabel: "Submit",
      min: 1,
      choices: [{ value: "1", label: "one" }],
    } as const;
    const card = withBlocks({
      type: "controls",
      controls: [
        { ...select, max: 1 },
        { ...select, max: 2 },
      ],
    });
    expect(tagged(card, "input").map((input) => input.attributes.type)).toEqual(["radio", "checkbox"]);
    expect(tagged(card, "legend").map(textOf)).toEqual(["Select", "Select"]);
  });

  it("shows a time in its zone until the page knows the reader's", () => {
    const card = withBlocks({
      type: "time",
      label: "Closes",
      at: Date.UTC(2026, 10, 23, 16),
      timeZone: "Europe/Berlin",
    });
    expect(textOf(byClass(card, "moment")[0])).toBe("Closes 23 Nov 2026, 17:00 (Europe/Berlin)");
    expect(tagged(card, "time")[0]?.attributes.datetime).toBe("2026-11-23T16:00:00.000Z");
  });

  it("offers a picture with its words, and a file by name", () => {
    const card = withBlocks(
      { type: "image", png: new Uint8Array([1]), alt: 'a "chart"' },
      { type: "file", name: "data.json", mediaType: "application/json", content: "{}" },
    );
    expect(tagged(card, "img")[0]?.attributes).toMatchObject({ src: "/files/1/0", alt: 'a "chart"' });
    expect(byClass(card, "file")[0]?.attributes).toMatchObject({ href: "/files/1/1", download: "data.json" });
    expect(textOf(byClass(card, "file")[0])).toBe("data.jsonDownload, 2 bytes");
  });

  it("leaves out a block that a newer version has stored", () => {
    expect(textOf(withBlocks({ type: "hologram" } as unknown as CardBlock))).toBe("Title");
  });

  it("escapes all data, wherever it stands", () => {
    const data = fc.string({
      unit: fc.constantFrom("<", ">", '"', "'", "&", "=", "/", " ", "a", "*", "`", "[", "]", "(", ")", "\\"),
      maxLength: 25,
    });
    fc.assert(
      fc.property(data, (text) => {
        const card = read({
          tone: "answer",
          title: text,
          blocks: [
            { type: "text", text },
            { type: "note", sign: text, label: text, text },
            { type: "options", options: [{ label: "1", text, mark: "right" }] },
            { type: "ranking", rows: [{ rank: 1, name: text, points: 1, detail: text, you: true, gapBefore: true }] },
            { type: "facts", facts: [{ label: text, value: text }] },
            { type: "small", text },
            { type: "file", name: text, mediaType: text, content: text },
            { type: "image", png: new Uint8Array(), alt: text },
            {
              type: "controls",
              controls: [
                { type: "button", action: text, label: text, description: text },
                {
                  type: "select",
                  action: text,
                  label: text,
                  submitLabel: text,
                  min: 1,
                  max: 1,
                  choices: [{ value: text, label: text }],
                },
              ],
            },
          ],
        });
        const allowed =
          /^(a|button|code|dd|div|dl|dt|em|fieldset|form|h3|img|input|label|legend|li|ol|p|path|circle|rect|span|strong|svg|table|tbody|td|th|thead|tr|ul|br)$/;
        expect(findAll(card, (one) => !allowed.test(one.tag))).toEqual([]);
        expect(findAll(card, (one) => Object.keys(one.attributes).some((name) => /^(on|style)/.test(name)))).toEqual(
          [],
        );
        expect(byClass(card, "button")[0]?.attributes["data-action"]).toBe(text);
      }),
    );
  });
});

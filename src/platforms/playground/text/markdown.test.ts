import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHtml, textOf } from "../../../../test/contracts/read-html.ts";
import { escapeMarkdown } from "../../../chat/card.ts";
import { markdownToHtml } from "./markdown.ts";

const shown = (markdown: string): string => markdownToHtml(markdown).toString();

describe("markdownToHtml", () => {
  it("knows bold, italics, code, links, lists and paragraphs", () => {
    expect(shown("**b** *i* `c`")).toBe("<p><strong>b</strong> <em>i</em> <code>c</code></p>");
    expect(shown("[docs](<https://example.com/a?b=1&c=2>)")).toBe(
      '<p><a href="https://example.com/a?b=1&amp;c=2" rel="noopener noreferrer" target="_blank">docs</a></p>',
    );
    expect(shown("- one\n- two\n\ntext")).toBe("<ul><li>one</li><li>two</li></ul><p>text</p>");
    expect(shown("3. one\n4. two")).toBe('<ol start="3"><li>one</li><li>two</li></ol>');
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "/relative", "mailto:a@example.com", "file:///etc/passwd"])(
    "makes no link of %s",
    (url) => {
      expect(shown(`[text](<${url}>)`)).toBe("<p>text</p>");
    },
  );

  it("shows what is not in the subset as it was typed", () => {
    for (const typed of [
      "# heading",
      "> quote",
      "```js",
      "***",
      "<b>bold</b>",
      "<!-- x -->",
      "[a]: https://example.com",
    ]) {
      expect(textOf(readHtml(shown(typed)))).toBe(typed);
    }
  });

  it("shows no image", () => {
    expect(shown("![alt](https://example.com/x.png)")).not.toContain("<img");
  });

  it("shows escaped data exactly, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (data) => {
        // NUL and lone surrogates are no text; a run of white space shows as one space.
        const text = data.replaceAll("\u0000", "").toWellFormed().replace(/\s+/gu, " ").trim();
        fc.pre(text !== "");
        expect(textOf(readHtml(shown(escapeMarkdown(text))))).toBe(text);
      }),
    );
  });
});

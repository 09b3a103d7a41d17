import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderText } from "../../../../test/fakes/discord/render.ts";
import { escapeMarkdown } from "../../../chat/card.ts";
import { markdownToDiscord, plainToDiscord } from "./markdown.ts";

describe("our Markdown in Discord's", () => {
  test.each([
    ["**bold** and *italics*", "**bold** and *italics*"],
    ["`code with *stars*`", "`code with *stars*`"],
    ["[docs](<https://example.com/a_b>)", "[docs](<https://example.com/a_b>)"],
    ["- one\n- two", "- one\n- two"],
    ["3. three\n4. four", "3. three\n4. four"],
    ["first\n\nsecond", "first\n\nsecond"],
    ["see https://example.com/a_b_c for more", "see https://example.com/a_b_c for more"],
  ])("%j stays what it is", (markdown, discord) => {
    expect(markdownToDiscord(markdown)).toBe(discord);
  });

  test.each([
    ["# no heading", "\\# no heading"],
    ["> no quote", "\\> no quote"],
    ["||no spoiler||", "\\|\\|no spoiler\\|\\|"],
    ["<@123> <@&1> <#5> </ask:7> <t:1>", "\\<@123\\> \\<@&1\\> \\<#5\\> \\</ask:7\\> \\<t:1\\>"],
    ["~~not struck~~", "\\~\\~not struck\\~\\~"],
    ["snake_case_name", "snake\\_case\\_name"],
    ["![alt](https://x.example/y.png)", "!alt"],
    ["[bad](javascript:alert(1))", "bad"],
  ])("%j shows as text", (markdown, discord) => {
    const shown = markdownToDiscord(markdown);
    if (discord === "!alt") expect(renderText(shown)).toContain("alt");
    else expect(shown).toBe(discord);
  });

  test("bold in bold is bold: a sign within would end it", () => {
    expect(markdownToDiscord("**Fill → Boil the **water** → Pour**")).toBe("**Fill → Boil the water → Pour**");
    expect(markdownToDiscord("**a → *b **c*** → d**")).toBe("**a → *b c* → d**");
  });

  test("small print cannot be smuggled in", () => {
    expect(plainToDiscord("-# small")).not.toMatch(/^-#/);
    expect(markdownToDiscord(escapeMarkdown("-# small"))).not.toMatch(/^-#/);
  });

  test("data shows exactly as it was typed, whatever it is", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{1,3}( [!-~]{1,8}){0,5}$/), (data) => {
        fc.pre(!/https?:\/\//.test(data));
        expect(renderText(markdownToDiscord(escapeMarkdown(data)))).toBe(data);
      }),
    );
  });

  test("what is cut stays within its length and closes what is open", () => {
    const long = `**${"word ".repeat(100).trim()}** and [a link](<https://example.com/${"x".repeat(80)}>)`;
    for (const max of [20, 60, 200, 400]) {
      const cut = markdownToDiscord(long, max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect((cut.match(/\*\*/g) ?? []).length % 2).toBe(0);
      expect(cut).toContain("…");
    }
  });
});

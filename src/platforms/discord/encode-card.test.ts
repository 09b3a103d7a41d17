import { MessageFlags } from "discord.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkMessage, checkSchema, type MessageBody } from "../../../test/fakes/discord/check.ts";
import { renderMessage } from "../../../test/fakes/discord/render.ts";
import type { FakeComponent } from "../../../test/fakes/discord/world.ts";
import type { Card, CardBlock, Control, OptionLabel } from "../../chat/card.ts";
import { cardToDiscord } from "./encode-card.ts";
import { carriesMark } from "./history/delivery-mark.ts";

const LABELS = ["1", "2", "3", "4", "5"] as const;
const button = (label: string): Control => ({ type: "button", action: `answer:7:${label}`, label });
const card = (...blocks: CardBlock[]): Card => ({ tone: "question", title: "A title", blocks });
const message = (given: Card) =>
  cardToDiscord(given).message as unknown as MessageBody & { components: FakeComponent[] };
const rendered = (given: Card) => renderMessage({ components: message(given).components, files: [] });

describe("a card on Discord", () => {
  test("shows options in full and gives controls the label only", () => {
    const text = "An option of some length. ".repeat(7).trim();
    const seen = rendered(
      card(
        { type: "text", text: "Which one?" },
        { type: "options", options: LABELS.map((label) => ({ label, text })) },
        { type: "controls", controls: LABELS.map(button) },
      ),
    );
    expect(seen.options.map((option) => option.text)).toEqual(LABELS.map(() => text));
    expect(seen.buttons).toEqual([...LABELS]);
  });

  test("tells the key by sign and word, and how many chose what", () => {
    const options = [
      { label: "1" as const, text: "yes", mark: "right" as const, count: 3, share: 0.75 },
      { label: "2" as const, text: "no", mark: "wrong" as const, count: 1, share: 0.25 },
      { label: "3" as const, text: "perhaps", mark: "wrong" as const, count: 0, share: 0 },
    ];
    const text = JSON.stringify(message(card({ type: "options", options })).components);
    expect(text).toContain("✅ **Right** · 3 answers · ▰▰▰▰▰▰▱▱ 75\u00A0%");
    expect(text).toContain("✖️ Wrong · 1 answer · ▰▰▱▱▱▱▱▱ 25\u00A0%");
    expect(text).toContain("✖️ Wrong · 0 answers");
  });

  test("shows times in each reader's own zone", () => {
    const at = Date.parse("2026-11-23T16:00:00Z");
    const text = JSON.stringify(message(card({ type: "time", label: "Closes", at, timeZone: "Europe/Berlin" })));
    expect(text).toContain("Closes <t:1795449600:f> (<t:1795449600:R>)");
  });

  test("pings nobody, and is private where it is to be", () => {
    expect(message(card()).allowed_mentions).toEqual({ parse: [] });
    expect(cardToDiscord(card(), { ephemeral: true }).message.flags & MessageFlags.Ephemeral).toBe(
      MessageFlags.Ephemeral,
    );
  });

  test("carries the delivery's mark and no other's", () => {
    const { components } = cardToDiscord(card(), { key: "sb-1" }).message as unknown as { components: FakeComponent[] };
    expect(carriesMark(components, "sb-1")).toBe(true);
    expect(carriesMark(components, "sb-2")).toBe(false);
  });

  test("says in a file what does not fit, and cuts neither options nor title", () => {
    const long = "word ".repeat(900).trim();
    const option = "o".repeat(200);
    const encoded = cardToDiscord(
      card(
        { type: "text", text: long },
        { type: "options", options: LABELS.map((label) => ({ label, text: option })) },
        { type: "note", sign: "⚠️", label: "Out of date", text: long },
      ),
    );
    const seen = renderMessage({ components: encoded.message.components as unknown as FakeComponent[], files: [] });
    expect(seen.options.every(({ text }) => text === option)).toBe(true);
    expect(encoded.files[0]?.name).toBe("in-full.md");
    expect(encoded.files[0]?.data.toString()).toContain(long);
  });

  test("keeps every limit of Discord, whatever it is made of", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", " ", "*", "_", "`", "<", "@", "\n", "[", ")", "é", "🎉", "\\"),
      maxLength: 2500,
    });
    const label = fc.constantFrom<OptionLabel>(...LABELS);
    const block: fc.Arbitrary<CardBlock> = fc.oneof(
      fc.record({ type: fc.constant("text" as const), text }),
      fc.record({ type: fc.constant("small" as const), text }),
      fc.record({
        type: fc.constant("note" as const),
        sign: fc.constant("⚠️"),
        label: fc.string({ maxLength: 40 }),
        text,
      }),
      fc.record({
        type: fc.constant("facts" as const),
        facts: fc.array(fc.record({ label: fc.string({ maxLength: 60 }), value: fc.string({ maxLength: 300 }) }), {
          maxLength: 30,
        }),
      }),
      fc.record({
        type: fc.constant("ranking" as const),
        rows: fc.array(
          fc.record({
            rank: fc.nat(999),
            name: fc.string({ maxLength: 200 }),
            points: fc.nat(9999),
            you: fc.boolean(),
            gapBefore: fc.boolean(),
          }),
          { maxLength: 60 },
        ),
      }),
      fc.record({
        type: fc.constant("options" as const),
        options: fc.array(fc.record({ label, text: fc.string({ maxLength: 60 }) }), { maxLength: 5 }),
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ maxLength: 400 }),
        fc.array(block, { maxLength: 12 }),
        fc.nat(9),
        (title, blocks, buttons) => {
          const controls = Array.from({ length: buttons }, (_, index) => button(String(index)));
          const all = buttons > 0 ? [...blocks, { type: "controls" as const, controls }] : blocks;
          const { message: body, files } = cardToDiscord({ tone: "notice", title, blocks: all }, { key: "sb-1" });
          checkSchema("message", body);
          checkMessage(body as unknown as MessageBody, files);
        },
      ),
      { numRuns: 150 },
    );
  });
});

import fc from "fast-check";
import type { Card, CardBlock, Control } from "../../src/chat/card.ts";
import type { Form, FormField } from "../../src/chat/form.ts";
import { cardToDiscord } from "../../src/platforms/discord/encode-card.ts";
import { formToModal } from "../../src/platforms/discord/encode-form.ts";
import { cardToHtml } from "../../src/platforms/playground/encode-card.ts";
import { cardToBlocks } from "../../src/platforms/slack/encode-card.ts";
import { formToView } from "../../src/platforms/slack/encode-form.ts";
import { checkMessage, checkSchema, type MessageBody } from "../fakes/discord/check.ts";
import { refuseBlocks, refuseView } from "../fakes/slack/block-rules.ts";
import { nastyText } from "./nasty.ts";
import { must, type Target, target } from "./target.ts";

const label = fc.constantFrom("1", "2", "3", "4", "5");
/** Text from people and decks, as long as commands and the deck format allow. */
const word = nastyText.map((text) => text.slice(0, 1_000));
const optionText = nastyText.map((text) => text.slice(0, 200) || "x");
/** The bot's own text, which may include data. */
const ownWord = nastyText.map((text) => text.slice(0, 80).trim() || "x");
const named = word.map((text) => text.replaceAll(":", "").slice(0, 60));
const labels = fc.uniqueArray(label, { minLength: 1, maxLength: 5 });

const control: fc.Arbitrary<Control> = fc.oneof(
  fc
    .record({ action: named, label: ownWord })
    .map(({ action, ...rest }) => ({ type: "button" as const, action: `a:${action}`, ...rest })),
  fc
    .record({ action: named, label: ownWord, submitLabel: ownWord, values: labels })
    .map(({ action, values, ...rest }) => ({
      type: "select" as const,
      action: `s:${action}`,
      min: 1,
      max: values.length,
      choices: values.map((value) => ({ value, label: value })),
      ...rest,
    })),
);

const block: fc.Arbitrary<CardBlock> = fc.oneof(
  word.map((text) => ({ type: "text" as const, text })),
  fc
    .record({ sign: fc.constantFrom("⚠️", "✅"), label: ownWord, text: word })
    .map((note) => ({ type: "note" as const, ...note })),
  fc
    .tuple(labels, optionText)
    .map(([all, text]) => ({ type: "options" as const, options: all.map((one) => ({ label: one, text })) })),
  fc.tuple(fc.integer({ min: 0, max: 60 }), word).map(([count, name]) => ({
    type: "ranking" as const,
    rows: Array.from({ length: count }, (_, at) => ({
      rank: at + 1,
      name,
      points: at,
      you: at === 3,
      gapBefore: at === 9,
    })),
  })),
  fc
    .array(fc.record({ label: ownWord, value: ownWord }), { maxLength: 12 })
    .map((facts) => ({ type: "facts" as const, facts })),
  fc
    .integer({ min: 1_000, max: 8_000_000_000_000 })
    .map((at) => ({ type: "time" as const, label: "Closes", at, timeZone: "Europe/Berlin" })),
  word.map((text) => ({ type: "small" as const, text })),
  fc
    .record({ name: fc.constant("my-data.json"), content: word })
    .map((file) => ({ type: "file" as const, mediaType: "application/json", ...file })),
  fc
    .uniqueArray(control, { maxLength: 7, selector: ({ action }) => action })
    .map((controls) => ({ type: "controls" as const, controls })),
);

/** Makes the actions of a card's controls unique. */
function withOwnActions(blocks: readonly CardBlock[]): readonly CardBlock[] {
  return blocks.map((given, at) =>
    given.type === "controls"
      ? { ...given, controls: given.controls.map((one) => ({ ...one, action: `${one.action}:${at}` })) }
      : given,
  );
}

const anyCard: fc.Arbitrary<Card> = fc.record({
  tone: fc.constantFrom("question", "reveal", "answer", "board", "notice", "problem"),
  title: nastyText.map((text) => text.slice(0, 200).trim() || "Title"),
  blocks: fc.array(block, { maxLength: 5 }).map(withOwnActions),
});

const cards = target("cards", 5, () => ({
  cases: fc.record({ card: anyCard, to: fc.constantFrom("slack", "slack", "discord", "html") }),
  run: ({ card, to }: { card: Card; to: string }) => {
    if (to === "slack") {
      const problem = refuseBlocks(cardToBlocks(card).blocks);
      must(problem === undefined, `Slack refuses: ${problem}`);
    } else if (to === "discord") {
      const { message, files } = cardToDiscord(card, { key: "sb-key" });
      checkSchema("message", JSON.parse(JSON.stringify(message)));
      checkMessage(message as unknown as MessageBody, files);
    } else {
      const html = cardToHtml(card, { id: "x", attachmentUrl: () => "/x" }).toString();
      must(
        !/<(?:script|iframe|style)\b|\son\w+=/i.test(html.replace(/<svg.*?<\/svg>/gs, "").replace(/>[^<]*</g, "><")),
        "HTML that was put in",
      );
    }
  },
}));

const fieldBase = {
  name: fc.constantFrom("answer", "deck", "when", "zone", "reason"),
  label: ownWord,
  hint: ownWord,
  required: fc.boolean(),
};
const choices = fc.uniqueArray(fc.record({ value: ownWord, label: ownWord }), {
  selector: ({ value }) => value,
  minLength: 1,
  maxLength: 10,
});
const field: fc.Arbitrary<FormField> = fc.oneof(
  fc.record({
    ...fieldBase,
    type: fc.constantFrom("text" as const, "long-text" as const),
    maxLength: fc.integer({ min: 1, max: 3_000 }),
    value: word,
  }),
  fc.record({ ...fieldBase, type: fc.constant("select" as const), choices, value: ownWord }),
  fc.record({ ...fieldBase, type: fc.constant("checkboxes" as const), choices, values: fc.array(ownWord) }),
  fc.record({ ...fieldBase, type: fc.constant("channel" as const) }),
  fc.record({ ...fieldBase, type: fc.constant("file" as const), endings: fc.constant(["md", "csv"]) }),
);

const forms = target("forms", 1, () => ({
  cases: fc.record({
    action: named.map((text) => `f:${text}`),
    title: ownWord,
    submitLabel: ownWord,
    fields: fc.uniqueArray(field, { selector: ({ name }) => name, minLength: 1, maxLength: 5 }),
  }),
  run: (form: Form) => {
    const problem = refuseView(formToView(form, { community: "T1", channel: "C1" }), "modal");
    must(problem === undefined, `Slack refuses: ${problem}`);
    checkSchema("modal", { type: 9, data: JSON.parse(JSON.stringify(formToModal(form))) });
  },
}));

export const CARD_TARGETS: readonly Target[] = [cards, forms];

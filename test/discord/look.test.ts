import { expect, test } from "vitest";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { Card } from "../../src/chat/card.ts";
import { cardToDiscord } from "../../src/platforms/discord/encode-card.ts";
import { choiceToModal, formToModal } from "../../src/platforms/discord/encode-form.ts";
import { BOARD_CARD, FORM, hostileCard, QUESTION_CARD, REVEAL_CARD } from "../contracts/cards.ts";
import { drawPage, type Shot } from "../fakes/discord/draw.ts";
import type { FakeComponent, FakeModal } from "../fakes/discord/world.ts";

const PICTURE: Card = {
  tone: "board",
  title: "The week",
  blocks: [
    { type: "image", png: new Uint8Array([137, 80, 78, 71]), alt: "Who led & why" },
    { type: "file", name: "data.json", mediaType: "application/json", content: "{}" },
    {
      type: "controls",
      controls: [
        {
          type: "select",
          action: "x:1",
          label: "A menu",
          submitLabel: "Submit",
          min: 1,
          max: 1,
          choices: [{ value: "a", label: "with, commas" }],
        },
      ],
    },
  ],
};

const shot = (card: Card): Shot => {
  const { message, files } = cardToDiscord(card, { key: "sb-1" });
  const components = message.components as unknown as FakeComponent[];
  return { message: { components, files: files.map((file) => ({ ...file, content: String(file.data) })) } };
};
const form = (data: object): Shot => ({ form: data as FakeModal });

test("the page that shows how messages look knows every component that is sent", () => {
  const page = drawPage(
    [...[QUESTION_CARD, REVEAL_CARD, BOARD_CARD, PICTURE].map(shot), form(formToModal(FORM))],
    "dark",
  );
  for (const part of [
    "Which registry path fits <b>production</b>?",
    "<code>:1</code> tag",
    "1 answer",
    "Chioma",
    "data.json",
    "A menu",
    "Answer",
  ])
    expect(page).toContain(part);
  expect(page).toContain('alt="Who led &amp; why"');
});

test("a form of check boxes shows the question above them", () => {
  const pick = { kind: "pick", action: "answer:1", min: 2, max: 2, values: ["1", "2"] } as const;
  expect(drawPage([form(choiceToModal(pick, "### Which **two**?", PLATFORM_MESSAGES))], "light")).toContain(
    "<h3>Which <b>two</b>?</h3>",
  );
});

test("texts are shown, never run", () => {
  expect(drawPage([shot(hostileCard(["1"]))], "light")).not.toContain("<script>");
});

test("a component that nobody has drawn yet is told", () => {
  expect(() => drawPage([{ message: { components: [{ type: 99 }], files: [] } }], "dark")).toThrow("type 99");
});

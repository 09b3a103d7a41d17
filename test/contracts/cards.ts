import { type Card, escapeMarkdown } from "../../src/chat/card.ts";
import type { Form } from "../../src/chat/form.ts";

/** What the contract suite posts: a card of each kind. */

const OPTIONS = ["the `:1` tag", "the `:latest` tag", "no tag", "any tag"];
const LABELS = ["1", "2", "3", "4"] as const;

export const QUESTION_CARD: Card = {
  tone: "question",
  title: "Question: Containers",
  blocks: [
    { type: "text", text: "Which registry path fits **production**?" },
    { type: "options", options: LABELS.map((label, index) => ({ label, text: OPTIONS[index] ?? "" })) },
    {
      type: "controls",
      controls: [
        ...LABELS.map(
          (label, index) =>
            ({
              type: "button",
              action: `answer:7:${label}`,
              label,
              description: `Answer ${label}: ${OPTIONS[index]}`,
            }) as const,
        ),
        { type: "button", action: "answer-form:7", label: "In your words", opensForm: true },
      ],
    },
    { type: "time", label: "Closes", at: Date.UTC(2026, 10, 23, 16), timeZone: "Europe/Berlin" },
    { type: "small", text: "Medium · your answer is private until the reveal" },
  ],
  reactions: LABELS,
};

export const REVEAL_CARD: Card = {
  tone: "reveal",
  title: "Answer: Containers",
  blocks: [
    { type: "text", text: "Which registry path fits **production**?" },
    {
      type: "options",
      options: LABELS.map((label, index) => ({
        label,
        text: OPTIONS[index] ?? "",
        mark: index === 0 ? "right" : "wrong",
        count: index === 0 ? 3 : index === 1 ? 1 : 0,
        share: index === 0 ? 0.75 : index === 1 ? 0.25 : 0,
      })),
    },
    { type: "note", sign: "⚠️", label: "The cheatsheet is out of date here", text: "There are newer images." },
    { type: "small", text: "Source: [AWS documentation](<https://docs.aws.amazon.com/sagemaker/>)" },
  ],
};

/** As the question shows them; the right order is 2, 4, 1, 3. */
const STEPS = ["Push the **image**", "Write a `Dockerfile`", "Create the endpoint", "Build -> tag"] as const;
const RIGHT_ORDER = ["2", "4", "1", "3"] as const;

export const ORDER_CARD: Card = {
  tone: "question",
  title: "Question: Containers",
  blocks: [
    { type: "text", text: "In which order does an image of your own come to an endpoint?" },
    { type: "options", options: LABELS.map((label, index) => ({ label, text: STEPS[index] ?? "" })) },
    {
      type: "controls",
      controls: [{ type: "button", action: "answer-form:9", label: "Put in order", style: "primary", opensForm: true }],
    },
    { type: "small", text: "Medium · Your answer is private until the reveal" },
  ],
};

export const ORDER_FORM: Form = {
  action: "answer-form:9",
  title: "Your answer",
  submitLabel: "Submit",
  fields: ["First", "Second", "Third", "Fourth"].map((label, index) => ({
    type: "select",
    name: `place-${index + 1}`,
    label,
    required: true,
    choices: ["1. Push the image", "2. Write a Dockerfile", "3. Create the endpoint", "4. Build -> tag"].map(
      (step) => ({
        value: step.slice(0, 1),
        label: step,
      }),
    ),
  })),
};

export const ORDER_REVEAL_CARD: Card = {
  tone: "reveal",
  title: "Answer: Containers",
  blocks: [
    { type: "text", text: "In which order does an image of your own come to an endpoint?" },
    {
      type: "facts",
      facts: [
        { label: "Right order", value: "✅ **2 → 4 → 1 → 3**" },
        { label: "Right", value: "7 (58 %)" },
        { label: "Wrong", value: "5 (42 %)" },
      ],
    },
    { type: "options", options: RIGHT_ORDER.map((label) => ({ label, text: STEPS[Number(label) - 1] ?? "" })) },
    { type: "small", text: "7 of 12 answers right (58 %)" },
  ],
};

export const BOARD_CARD: Card = {
  tone: "board",
  title: "Leaderboard",
  blocks: [
    {
      type: "ranking",
      rows: [
        { rank: 1, name: "Chioma", points: 58, you: false, gapBefore: false },
        { rank: 2, name: "Ben", points: 46, you: false, gapBefore: false },
        { rank: 9, name: "Ada", points: 12, you: true, gapBefore: true },
      ],
    },
  ],
};

export const NOTICE_CARD: Card = {
  tone: "notice",
  title: "Your answer is in",
  blocks: [{ type: "text", text: "You may change it until the round closes." }],
};

export const FORM: Form = {
  action: "answer-form:7",
  title: "Your answer",
  submitLabel: "Submit",
  fields: [{ type: "text", name: "answer", label: "Answer", maxLength: 200, required: true }],
};

/** Each shows as it is, however the platform writes markup and mentions. */
export const HOSTILE_TEXTS = [
  "@everyone @here @channel",
  "<!channel> <!here> <!subteam^S123>",
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "&amp; &lt;b&gt;",
  "*one* _two_ ~three~ `four` ||five||",
  "[link](https://example.com) <https://example.com|text>",
  "# heading, > quote, - list, 1. list",
  ":smile: :one:",
  "<!date^1795395600^{time}|now> <t:1795395600:f> \uFFFC0\uFFFC",
] as const;

/** @param users ids that the texts try to mention */
export function hostileCard(users: readonly string[]): Card {
  const texts = [...HOSTILE_TEXTS, ...users.map((user) => `<@${user}> <@!${user}> <@&${user}>`)];
  return {
    tone: "answer",
    title: "A <b>title</b> @everyone",
    blocks: [
      ...texts.map((text) => ({ type: "text", text: escapeMarkdown(text) }) as const),
      // Deck text is Markdown as it stands; HTML and mentions in it are text all the same.
      { type: "text", text: "<script>alert(1)</script> <!channel> @everyone" },
      {
        type: "options",
        options: [
          { label: "1", text: escapeMarkdown("**not bold** <b>nor this</b>") },
          { label: "2", text: "@everyone" },
        ],
      },
      { type: "facts", facts: [{ label: "<!here>", value: escapeMarkdown("<!here>") }] },
    ],
  };
}

/** The deck format's limits, in characters. */
export const LONG = {
  title: 100,
  prompt: 600,
  optiona: 200,
  optionb: 200,
  optionc: 200,
  optiond: 200,
  optione: 200,
  body: 1500,
  note: 800,
} as const;

/** A text of exactly the part's length, with a beginning and an end that can be looked for. */
function long(part: keyof typeof LONG): string {
  return `${part}${"x".repeat(LONG[part] - 2 * part.length - "end".length)}end${part}`;
}

export function longCard(): Card {
  return {
    tone: "question",
    title: long("title"),
    blocks: [
      { type: "text", text: long("prompt") },
      {
        type: "options",
        options: [
          { label: "1", text: long("optiona") },
          { label: "2", text: long("optionb") },
          { label: "3", text: long("optionc") },
          { label: "4", text: long("optiond") },
          { label: "5", text: long("optione") },
        ],
      },
      { type: "text", text: long("body") },
      { type: "note", sign: "⚠️", label: "The cheatsheet is out of date here", text: long("note") },
    ],
  };
}

import { afterEach, expect, test } from "vitest";
import type { Question } from "../../src/deck/deck.ts";
import { verify } from "../../src/storage/operations/verify.ts";
import { order } from "../../src/study/kinds/order.ts";
import { smallDeck } from "../support/small-deck.ts";
import { ADMIN, buttonsOf, labelOf, optionsOf, rankingOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const STEPS: readonly [string, string, string, string] = [
  "Fill the kettle",
  "Boil the **water**",
  "Warm the pot",
  "Pour",
];
const asking = (steps: readonly string[] = STEPS, more: Partial<Question> = {}): Partial<Question> => ({
  id: "tea",
  kind: "order",
  prompt: "In which order is tea made?",
  options: order.file.read({ steps: [...steps] }).options,
  ...more,
});
const deckOf = (steps: readonly string[] = STEPS) => smallDeck([asking(steps)]);
const EMPTY = { id: "", to: { kind: "channel", community: "", channel: "" }, key: "" } as const;

type Message = ReturnType<Team["lastQuestion"]>;
/** The labels of these steps on the card, in this order. */
const labelsOf = (message: Message, steps: readonly string[] = STEPS) => steps.map((step) => labelOf(message, step));
const fieldsOf = (labels: readonly string[]) =>
  Object.fromEntries(labels.map((label, index) => [`place-${index + 1}`, label]));

async function post(steps: readonly string[] = STEPS): Promise<Message> {
  team = await startTeam({ deck: deckOf(steps) });
  await team.say(ADMIN, "/study post");
  return team.lastQuestion();
}

test("a question shows its steps shuffled, with one button and no reactions", async () => {
  const question = await post();
  expect(optionsOf(question.card).map(({ label }) => label)).toEqual(["1", "2", "3", "4"]);
  expect(labelsOf(question)).not.toEqual(["1", "2", "3", "4"]);
  expect(buttonsOf(question)).toEqual([
    { type: "button", action: "answer-form:1", label: "Put in order", style: "primary", opensForm: true },
  ]);
  expect(question.card.reactions).toBeUndefined();
  expect(textOf(question.card)).toContain("Your answer is private until the reveal");
  expect(await team.react("ben", question, "1")).toEqual({ kind: "nothing" });
});

test("the form asks for each place, with every step to choose from and none chosen", async () => {
  const question = await post([...STEPS.slice(0, 3), `Pour ${"very ".repeat(20)}slowly`]);
  const opened = await team.action("ben", question, "answer-form:1");
  if (opened.kind !== "form") throw new Error("no form");
  const { fields } = opened.form;
  expect(fields.map(({ name, label, required }) => [name, label, required])).toEqual([
    ["place-1", "First", true],
    ["place-2", "Second", true],
    ["place-3", "Third", true],
    ["place-4", "Fourth", true],
  ]);
  for (const field of fields) {
    if (field.type !== "select") throw new Error("no select");
    const words = field.choices.map(({ label }) => label);
    expect(field.value).toBeUndefined();
    expect(words).toHaveLength(4);
    expect(words).toContain(`${labelOf(question, "Boil the **water**")}. Boil the water`);
    expect(Math.max(...words.map(({ length }) => length))).toBe(75);
  }
  const receipt = await team.fillIn("ben", question, fieldsOf(["4", "3", "2", "1"]));
  expect(textOf(receipt)).toMatch(
    /you answered \*\*4\*\* \(.*\) → \*\*3\*\* \(.*\) → \*\*2\*\* \(.*\) → \*\*1\*\* \(.*\)\./,
  );
});

test("answers come by command and by form, can be changed, and are all or nothing", async () => {
  const question = await post();
  const right = labelsOf(question);
  const swapped = [right[1], right[0], right[2], right[3]] as string[];
  expect(textOf(await team.say("ben", "/answer"))).toContain(
    "You have not answered yet. Give each step once, like `/answer 2 4 1 3`.",
  );
  const inWords = (labels: readonly string[]) =>
    labels.map((label) => `**${label}** (${optionsOf(question.card)[Number(label) - 1]?.text})`).join(" → ");
  expect(textOf(await team.say("ben", `/answer ${swapped.join(" ")}`))).toContain(
    `Got it: you answered ${inWords(swapped)}.`,
  );
  expect(textOf(await team.fillIn("ben", question, fieldsOf(right)))).toContain(
    `Changed: your answer is now ${inWords(right)}.`,
  );
  expect(textOf(await team.say("ben", "/answer"))).toContain(`Your answer so far: ${inWords(right)}.`);
  await team.say("chi", `/answer ${right.join(" > ")}`);
  await team.say("dev", `/answer ${STEPS.join("; ").replaceAll("*", "")}`);
  await team.say("eve", `/answer ${swapped.join("")}`);

  await team.say(ADMIN, "/study close");
  const reveal = textOf(question.card);
  expect(reveal).toContain(`Right order: ✅ **${right.join(" → ")}**`);
  expect(reveal).toContain("Right: 3 (75 %)\nWrong: 1 (25 %)");
  expect(reveal).toContain("3 of 4 answers right (75 %)");
  expect(reveal).toContain("**Why:** Because of tea.");
  expect(optionsOf(question.card)).toEqual(STEPS.map((text, index) => ({ label: right[index], text })));
  const note = team.chat.messages.find((message) => message.to.kind === "thread");
  expect(note && textOf(note.card)).toContain(
    `✅ Right: **${STEPS.map((text, index) => `${right[index]} (${text})`).join(" → ")}**.`,
  );
  expect(rankingOf(await team.say("ben", "/leaderboard")).map((row) => [row.name, row.points])).toEqual([
    ["Ben", 10],
    ["Chi", 10],
    ["Dev", 10],
    ["Eve", 0],
  ]);
  expect(await team.differences()).toBe(0);
});

test("a step that is missing, there twice or unknown gets a clear word, and the answer before it stands", async () => {
  const question = await post();
  await team.say("ben", "/answer 4 3 2 1");
  const says = async (text: string) => textOf(await team.say("ben", text));
  const how = "Give each step once, like `/answer 2 4 1 3`.";
  expect(await says("/answer 4 3 2")).toContain(`That's 3 of 4 steps. ${how}`);
  expect(await says("/answer 4 3 2 2")).toContain(`Step 2 is there twice. ${how}`);
  expect(await says("/answer 4 3 2 9")).toContain(`There's no step 9. ${how}`);
  expect(await says("/answer whatever")).toContain(`There's no such step. ${how}`);
  expect(textOf(await team.fillIn("ben", question, fieldsOf(["4", "3", "4", "1"])))).toContain(
    "Step 4 is there twice.",
  );
  expect(await says("/answer")).toContain("**4**");
  expect(await team.db.selectFrom("answers").select("choice").execute()).toEqual([{ choice: "4,3,2,1" }]);
});

test("a corrected order regrades its rounds, and the channel is told once", async () => {
  const question = await post();
  const right = labelsOf(question);
  const corrected = [STEPS[0], STEPS[2], STEPS[1], STEPS[3]];
  await team.say("ben", `/answer ${right.join()}`);
  await team.say("chi", `/answer ${labelsOf(question, corrected).join()}`);
  await team.say("del", `/answer ${right.join()}`);
  await team.say("del", "/mydata delete");
  const confirm = { ...EMPTY, card: await team.say("del", "/mydata delete"), reactions: new Map(), deleted: false };
  await team.action("del", confirm, buttonsOf(confirm)[0]?.action ?? "");
  expect(await team.db.selectFrom("forgotten_answers").select(["choice", "is_right", "count"]).execute()).toEqual([
    { choice: right.join(), is_right: 1, count: 1 },
  ]);
  await team.say(ADMIN, "/study close");
  expect(textOf(question.card)).toContain("Right: 2 (67 %)");

  await team.changeDeck(deckOf(corrected));
  const board = rankingOf(await team.say("zoe", "/leaderboard all")).map((row) => `${row.name} ${row.points}`);
  expect(board).toEqual(["Chi 10", "Ben 0"]);
  const notices = team.channelMessages().filter((message) => message.card.title.includes("corrected"));
  expect(notices).toHaveLength(1);
  expect(textOf(notices[0]?.card ?? question.card)).toContain(
    `✅ Right: **${corrected.join(" → ")}**. ❌ Before, the key said: **${STEPS.join(" → ")}**.`,
  );
  const reveal = textOf(question.card);
  expect(reveal).toContain(`Right order: ✅ **${labelsOf(question, corrected).join(" → ")}**`);
  expect(reveal).toContain("Right: 1 (33 %)");
  expect(await team.db.selectFrom("regrades").selectAll().execute()).toMatchObject([
    { key_before: JSON.stringify(STEPS), key_after: JSON.stringify(corrected), became_right: 1, became_wrong: 1 },
  ]);
  expect(textOf(await team.say(ADMIN, "/study reports"))).toContain("1 answer became right, 1 wrong.");
  expect(await team.differences()).toBe(0);

  // Another step makes it another question: what was asked stays as it was graded.
  await team.changeDeck(deckOf([...corrected, "Drink"]));
  await team.changeDeck(deckOf(STEPS.with(0, "Wait")));
  expect(await team.db.selectFrom("regrades").selectAll().execute()).toHaveLength(1);
});

test("instant feedback, a withdrawn round, an export of one's data and a recap all know it", async () => {
  team = await startTeam({ deck: deckOf(), setup: "/study setup feedback:instant" });
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  const wrong = labelsOf(question, STEPS.toReversed());
  expect(textOf(await team.fillIn("ben", question, fieldsOf(wrong)))).toContain("❌ Not right: you answered **");
  const exported = textOf(await team.say("ben", "/mydata export"));
  expect(JSON.parse(exported.split("\n").slice(2).join("\n"))).toMatchObject({ answers: [{ choice: wrong.join() }] });
  await team.tickAt("2026-11-23T16:00:00Z");
  await team.tickAt("2026-11-30T08:00:00Z");
  const recap = team.channelMessages().find((message) => message.card.tone === "board");
  expect(recap && textOf(recap.card)).toContain(`✅ Right: **${STEPS.join(" → ")}**`);
  await team.say(ADMIN, "/study void");
  expect(team.channelMessages().at(-1)?.card.title).toContain("Withdrawn");
});

test("“Ask me about this” asks for the order in private, in the order that its card showed", async () => {
  team = await startTeam({ deck: deckOf() });
  const ask = async (user: string) => {
    const entry = { ...EMPTY, card: await team.say(user, "/ask tea"), reactions: new Map(), deleted: false };
    const reply = await team.action(user, entry, "quiz:entry-tea");
    if (reply.kind !== "private") throw new Error("no question");
    return { ...entry, card: reply.card };
  };
  const asked = await ask("ben");
  expect(buttonsOf(asked).map(({ label }) => label)).toEqual(["Put in order"]);
  const right = labelsOf(asked);
  expect(right).not.toEqual(["1", "2", "3", "4"]);
  const told = textOf(await team.fillIn("ben", asked, fieldsOf(right)));
  expect(told).toContain(`✅ Right: **${STEPS.join(" → ")}**`);
  const wrong = textOf(await team.fillIn("ben", asked, fieldsOf(right.toReversed())));
  expect(wrong).toContain(`❌ Not right. The right answer is **${STEPS.join(" → ")}**.`);
  expect(textOf(await team.fillIn("ben", asked, fieldsOf(["1", "1", "2", "3"])))).toContain("Step 1 is there twice.");
});

test("a practice card whose question has changed is not graded by another order of its steps", async () => {
  team = await startTeam({ deck: deckOf() });
  const entry = { ...EMPTY, card: await team.say("ben", "/ask tea"), reactions: new Map(), deleted: false };
  const reply = await team.action("ben", entry, "quiz:entry-tea");
  if (reply.kind !== "private") throw new Error("no question");
  const asked = { ...entry, card: reply.card };
  const corrected = [STEPS[1], STEPS[0], STEPS[2], STEPS[3]] as string[];
  const fields = fieldsOf(labelsOf(asked, corrected));
  const opened = await team.action("ben", asked, buttonsOf(asked)[0]?.action ?? "");
  if (opened.kind !== "form") throw new Error("no form");
  await team.changeDeck(deckOf(corrected));
  const changed = "This question has changed since you were asked.";
  expect(textOf(await team.fillIn("ben", asked, fields))).toContain(changed);
  const { action } = opened.form;
  const sent = await team.chat.handle({
    type: "form",
    id: "late",
    platform: "playground",
    community: "home",
    channel: "study",
    at: team.now,
    user: { id: "ben", name: "Ben", isAdmin: false, roles: [] },
    action,
    fields,
  });
  expect(sent).toMatchObject({ kind: "form-problem", problem: { text: expect.stringContaining(changed) } });
});

test("a round of a kind that only a newer version has holds up no other, and the verification names it", async () => {
  team = await startTeam({ deck: deckOf() });
  await team.tickAt("2026-11-23T08:00:00Z");
  await team.say("ben", "/answer 4 3 2 1");
  await team.db
    .updateTable("rounds")
    .set({ kind: "newer" as "order" })
    .execute();
  expect(textOf(await team.say("ben", "/answer 1 2 3 4"))).toContain("Something went wrong on my side");
  expect(textOf(await team.say("ben", "/mydata export"))).toContain("4,3,2,1");
  await team.tickAt("2026-11-24T08:00:00Z");
  expect(textOf(await team.say("ben", "/answer 1 2 3 4"))).toContain("Got it");
  expect((await verify(team.db)).differences).toMatchObject([
    { recomputed: 'unknown: this version has no kind "newer"' },
  ]);
});

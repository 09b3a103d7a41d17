import { afterEach, expect, test } from "vitest";
import type { Question } from "../../src/deck/deck.ts";
import { createRenderer } from "../../src/picture/renderer.ts";
import type { FakeMessage } from "../fakes/chat.ts";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, labelOf, rankingOf, startTeam, type Team, textOf } from "../support/team.ts";
import { HANG_MS } from "../support/wait.ts";

let team: Team;
afterEach(() => team.stop());

const DECK = { deck: smallDeck(singles(20)) };
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
const recaps = () => team.channelMessages().filter((message) => message.card.title.startsWith("The week in"));
const imageOf = (message: FakeMessage | undefined) => message?.card.blocks.find((block) => block.type === "image");

type Answers = Record<string, string>;

/** A week of daily questions from this Monday on, each answered and revealed. */
async function playWeek(monday: string, days: readonly Answers[]): Promise<void> {
  for (const [offset, answers] of days.entries()) {
    const day = Date.parse(`${monday}T08:00:00Z`) + offset * 86_400_000;
    await team.tickAt(day);
    const question = team.lastQuestion();
    for (const [user, text] of Object.entries(answers)) await team.press(user, question, labelOf(question, text));
    await team.tickAt(day + 8 * 3_600_000);
  }
}

const WEEK: readonly Answers[] = [
  { ben: RIGHT, chi: RIGHT, dev: "wrong one" },
  { ben: RIGHT, chi: RIGHT, dev: RIGHT, hal: RIGHT },
  { ben: "wrong one", chi: "wrong two", dev: "wrong one" },
];

test("on Monday at nine, before the question, the channel gets last week's recap, once", async () => {
  team = await startTeam(DECK);
  await playWeek("2026-11-23", WEEK);
  await team.say("hal", "/mydata hide");
  expect(recaps()).toHaveLength(0);
  await team.tickAt("2026-11-30T07:59:00Z");
  expect(recaps()).toHaveLength(0);
  await team.tickAt("2026-11-30T08:00:00Z");
  const [recap] = recaps();
  const titles = team.channelMessages().map((message) => message.card.tone);
  expect(titles.slice(-2)).toEqual(["board", "question"]);
  const text = recap ? textOf(recap.card) : "";
  expect(text).toContain("The week in #study: 23 to 29 November 2026");
  expect(text).toContain("3 questions, 4 people, 10 answers, 60 % right");
  expect(recap && rankingOf(recap.card).map((row) => [row.rank, row.name, row.points])).toEqual([
    [1, "Ben", 21],
    [1, "Chi", 21],
    [3, "Dev", 11],
  ]);
  expect(text).not.toContain("Hal");
  expect(text).toContain("**Hardest question** (0 of 3 right)");
  expect(text).toContain(`✅ Right: **${RIGHT}**`);
  expect(text).toContain("https://example.com/sheet");
  expect(text).toContain("100 % (4 of 4)");

  for (const minute of ["01", "02"]) await team.tickAt(`2026-11-30T08:${minute}:00Z`);
  await team.restart();
  await team.say(ADMIN, "/study recap monday 09:10");
  await team.tickAt("2026-11-30T08:10:00Z");
  expect(recaps()).toHaveLength(1);
});

test("who rose most against the week before is told", async () => {
  team = await startTeam(DECK);
  await playWeek("2026-11-23", [{ ben: RIGHT, chi: RIGHT, dev: "wrong one", eva: "wrong one" }]);
  await playWeek("2026-11-30", [{ ben: "wrong one", chi: RIGHT, dev: RIGHT, eva: "wrong one", new: RIGHT }]);
  await team.tickAt("2026-12-07T08:00:00Z");
  const last = recaps().at(-1);
  // Chi and Dev have 11 points, New 10: Dev came from rank 3, Chi was first before, New is new.
  expect(last && textOf(last.card)).toContain("**Rose most:** Dev from rank 3 to 1");
  expect(last && textOf(last.card)).not.toContain("New from");
});

test("a week without a question has no recap, and one where nobody answered is told shortly", async () => {
  team = await startTeam({ ...DECK, drawPicture: async () => PNG });
  await playWeek("2026-11-23", [{}]);
  await team.say(ADMIN, "/study pause");
  await team.tickAt("2026-11-30T08:00:00Z");
  expect(recaps()).toHaveLength(0);
  await team.say(ADMIN, "/study resume");
  await team.tickAt("2026-11-30T08:05:00Z");
  expect(recaps().map((message) => textOf(message.card))).toEqual([
    "The week in #study: 23 to 29 November 2026\n1 question, and nobody answered.",
  ]);
  await team.say(ADMIN, "/study pause");
  await team.tickAt("2026-12-07T07:00:00Z");
  await team.say(ADMIN, "/study resume");
  await team.tickAt("2026-12-07T08:00:00Z");
  expect(recaps()).toHaveLength(1);
});

test("an admin chooses when it comes, or that it does not; status says so", async () => {
  team = await startTeam(DECK);
  const say = async (text: string) => textOf(await team.say(ADMIN, text)).replaceAll("\\", "");
  expect(await say("/study status")).toContain(
    "Weekly recap: The recap of the last full week comes Monday at 09:00 (Europe/Berlin), as a picture, if there was a question that week.",
  );
  expect(await say("/study recap weekdays 09:00")).toContain("once a week");
  expect(await say("/study recap whenever")).toContain("That did not work");
  expect(await say("/study recap friday 16:30 as:text")).toContain("Friday at 16:30 (Europe/Berlin), as text");
  await playWeek("2026-11-23", [{ ben: RIGHT }]);
  await team.tickAt("2026-11-30T08:00:00Z");
  expect(recaps()).toHaveLength(0);
  expect(await say("/study recap off")).toContain("The weekly recap is off");
  await team.tickAt("2026-12-04T15:30:00Z");
  expect(recaps()).toHaveLength(0);
  expect(await say("/study status")).toContain("Weekly recap: The weekly recap is off.");
  expect(await say("/study recap on")).toContain("Friday at 16:30");
  expect(textOf(await team.say("ben", "/study recap off"))).toContain("Only admins may do that");
});

test("nine o'clock is the channel's: another zone moves the recap", async () => {
  team = await startTeam(DECK);
  await playWeek("2026-11-23", [{ ben: RIGHT }]);
  await team.say(ADMIN, "/study schedule zone:America/New_York");
  await team.tickAt("2026-11-30T08:00:00Z");
  expect(recaps()).toHaveLength(0);
  await team.tickAt("2026-11-30T14:00:00Z");
  expect(recaps()).toHaveLength(1);
});

test("down on Monday morning, the recap still comes that day, and after more than a day not at all", async () => {
  team = await startTeam(DECK);
  await playWeek("2026-11-23", [{ ben: RIGHT }]);
  await team.tickAt("2026-11-30T20:00:00Z");
  expect(recaps()).toHaveLength(1);
  await playWeek("2026-12-01", [{ ben: RIGHT }]);
  await team.tickAt("2026-12-08T10:00:00Z");
  expect(recaps()).toHaveLength(1);
});

test("the picture carries the same in its alternative text, and the source as a link below", async () => {
  let svg = "";
  team = await startTeam({
    ...DECK,
    drawPicture: async (given) => {
      svg = given;
      return PNG;
    },
  });
  await playWeek("2026-11-23", WEEK);
  await team.tickAt("2026-11-30T08:00:00Z");
  const [recap] = recaps();
  const image = imageOf(recap);
  expect(image?.png).toEqual(PNG);
  for (const part of ["1. Ben, 21; 1. Chi, 21; 3. Dev, 11", "0 of 3 right", `Right answer: ${RIGHT}`, "Topic t0"]) {
    expect(image?.alt).toContain(part);
  }
  expect(image?.alt.length).toBeLessThanOrEqual(1000);
  expect(recap && textOf(recap.card)).toContain("[The small cheatsheet](<https://example.com/sheet>)");
  expect(svg).toContain(">Ben</text>");
  await team.say(ADMIN, "/study recap as:text");
  await playWeek("2026-12-01", [{ ben: RIGHT }]);
  await team.tickAt("2026-12-07T08:00:00Z");
  expect(recaps()).toHaveLength(2);
  expect(imageOf(recaps()[1])?.alt).toBeUndefined();
});

test("where the picture cannot be drawn, or is refused, the text goes out anyway and the schedule goes on", async () => {
  let draws = 0;
  team = await startTeam({
    ...DECK,
    drawPicture: async () => {
      if (draws++ === 0) throw new Error("no memory");
      return PNG;
    },
  });
  await playWeek("2026-11-23", WEEK);
  await team.tickAt("2026-11-30T08:00:00Z");
  expect(rankingOf(recaps()[0]?.card ?? { tone: "board", title: "", blocks: [] })).toHaveLength(4);
  await playWeek("2026-12-01", [{ ben: RIGHT }]);
  team.chat.faults.push({ kind: "refuse", reason: "permission-lost" });
  await team.tickAt("2026-12-07T08:00:00Z");
  expect(recaps()).toHaveLength(2);
  expect(imageOf(recaps()[1])?.alt).toBeUndefined();
  expect(textOf(await team.say(ADMIN, "/study status"))).not.toContain("Paused");
});

test("a recap whose answer got lost, or during which the bot died, comes once", async () => {
  team = await startTeam({ ...DECK, drawPicture: async () => PNG });
  await playWeek("2026-11-23", WEEK);
  team.chat.faults.push({ kind: "lose-answer" });
  await team.tickAt("2026-11-30T08:00:00Z");
  await team.restart();
  await team.tickAt("2026-11-30T08:30:00Z");
  expect(recaps()).toHaveLength(1);
  expect(team.channelMessages().at(-1)?.card.tone).toBe("question");
});

test("names are data: markup is shown as it is, scripts without a glyph stand as text, long ones are cut", async () => {
  const renderer = createRenderer({ timeoutMs: HANG_MS });
  let drawn: Uint8Array = new Uint8Array();
  team = await startTeam({
    ...DECK,
    drawPicture: async (svg) => {
      expect(svg).not.toContain("<script");
      drawn = await renderer.render(svg);
      return drawn;
    },
  });
  await playWeek("2026-11-23", [
    { ben: RIGHT, chi: RIGHT, dev: RIGHT, eva: "wrong one", fay: "wrong one" },
    { ben: RIGHT, chi: RIGHT, dev: RIGHT },
  ]);
  const rename = (from: string, name: string) =>
    team.db.updateTable("people").set({ name }).where("name", "=", from).execute();
  await rename("Ben", '<script>&"x"]]>\u202e@everyone');
  await rename("Chi", "山田太郎");
  await rename("Dev", "W".repeat(100));
  await team.tickAt("2026-11-30T08:00:00Z");
  await renderer.stop();
  expect([...drawn.slice(0, 4)]).toEqual([...PNG]);
  const [recap] = recaps();
  expect(recap && rankingOf(recap.card).map((row) => row.name)).toContain("山田太郎");
  expect(imageOf(recap)?.alt).toContain("山田太郎");

  // A channel where most names are in such a script gets the text.
  await playWeek("2026-12-01", [{ gil: "wrong one", chi: RIGHT }]);
  await rename("Chi", "山田太郎");
  await team.tickAt("2026-12-07T08:00:00Z");
  expect(imageOf(recaps()[1])?.alt).toBeUndefined();
  expect(recap && textOf(recaps()[1]?.card ?? recap.card)).toContain("山田太郎");
});

test("where everybody was right, no question is called hard", async () => {
  const fillIn: Partial<Question>[] = [{ id: "blank", kind: "fill-in", options: [], accept: ["15", "fifteen"] }];
  team = await startTeam({ deck: smallDeck(fillIn) });
  await team.tickAt("2026-11-23T08:00:00Z");
  await team.writeIn("ben", team.lastQuestion(), "15");
  await team.tickAt("2026-11-23T16:00:00Z");
  await team.tickAt("2026-11-30T08:00:00Z");
  expect(textOf(recaps()[0]?.card ?? team.lastQuestion().card)).not.toContain("Hardest");
});

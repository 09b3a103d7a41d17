import { afterEach, expect, test } from "vitest";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, buttonsOf, labelOf, optionsOf, rankingOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const ONE = { deck: smallDeck([{ id: "single" }]) };

test("a question comes at 09:00 in the channel's zone, closes after its window, and is revealed", async () => {
  team = await startTeam(ONE);
  await team.tickAt("2026-11-23T07:59:00Z");
  expect(team.channelMessages()).toHaveLength(0);

  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  expect(textOf(question.card)).toContain("Question single?");
  expect(textOf(question.card)).toContain("Closes 2026-11-23T16:00:00.000Z");
  expect(question.card.reactions).toEqual(["1", "2", "3", "4"]);

  const right = labelOf(question, RIGHT);
  const wrong = labelOf(question, "wrong one");
  const receipt = await team.press("ben", question, right);
  expect(textOf(receipt)).toContain(`**${right}** (${RIGHT})`);
  expect(textOf(receipt)).not.toContain("✅");
  await team.react("chi", question, wrong);
  await team.say("dev", `/answer ${right}`);

  await team.tickAt("2026-11-23T15:59:00Z");
  expect(question.card.tone).toBe("question");
  await team.tickAt("2026-11-23T16:00:00Z");
  const reveal = textOf(question.card);
  expect(reveal).toContain(`${right}. ${RIGHT} [right 2]`);
  expect(reveal).toContain("**Why:** Because of single.");
  expect(reveal).toContain("⚠️ The cheatsheet is out of date here: This changed last year.");
  expect(reveal).toContain("Entry of single");
  expect(reveal).toContain("https://example.com/sheet");
  expect(reveal).toContain("2 of 3 answers right (67 %)");
  const note = team.chat.messages.find((message) => message.to.kind === "thread");
  expect(note && textOf(note.card)).toContain(RIGHT);

  const board = await team.say("ben", "/leaderboard");
  expect(rankingOf(board).map((row) => [row.rank, row.name, row.points, row.you])).toEqual([
    [1, "Ben", 10, true],
    [1, "Dev", 10, false],
    [3, "Chi", 0, false],
  ]);
  expect(await team.differences()).toBe(0);
});

test("you may change your answer until closing, and the last one counts", async () => {
  team = await startTeam(ONE);
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  await team.press("ben", question, labelOf(question, "wrong one"));
  const changed = await team.say("ben", `/answer ${labelOf(question, RIGHT)}`);
  expect(textOf(changed)).toContain("Changed");
  expect(textOf(await team.say("ben", "/answer"))).toContain(`Your answer so far: **${labelOf(question, RIGHT)}**`);
  await team.say(ADMIN, "/study close");
  expect(rankingOf(await team.say("ben", "/leaderboard"))[0]?.points).toBe(10);
});

test("where the first answer counts, a second one is refused in private", async () => {
  team = await startTeam({ ...ONE, setup: "/study setup answers:first" });
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  await team.press("ben", question, labelOf(question, "wrong one"));
  const refused = await team.press("ben", question, labelOf(question, RIGHT));
  expect(refused.title).toBe("Your first answer counts");
  await team.say(ADMIN, "/study close");
  expect(rankingOf(await team.say("ben", "/leaderboard"))[0]?.points).toBe(0);
});

test("instant feedback says at once what was right, and makes the first answer count", async () => {
  team = await startTeam({ ...ONE, setup: "/study setup feedback:instant" });
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  const told = await team.press("ben", question, labelOf(question, "wrong one"));
  expect(textOf(told)).toContain("❌ Not right");
  expect(textOf(told)).toContain("Because of single.");
  expect((await team.press("ben", question, labelOf(question, RIGHT))).title).toBe("Your first answer counts");
});

test("what was given in time counts until the reveal, and what came late never does", async () => {
  team = await startTeam(ONE);
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  const right = labelOf(question, RIGHT);
  const closing = Date.parse("2026-11-23T16:00:00Z");
  const [button] = buttonsOf(question).filter((control) => control.label === right);
  team.now = closing + 500;
  const inTime = await team.press("ben", question, right, closing - 1000);
  expect(inTime.title).toBe("Your answer is in");
  const late = await team.press("dev", question, right, closing + 200);
  expect(textOf(late)).toContain("This round is closed");
  await team.tickAt(closing + 60_000);
  const afterReveal = await team.action("chi", question, button?.action ?? "", [], closing - 1);
  expect(afterReveal.kind === "private" && textOf(afterReveal.card)).toContain("This round is closed");
  expect(rankingOf(await team.say("ben", "/leaderboard")).map((row) => row.name)).toEqual(["Ben"]);
});

test("an older event that arrives late does not undo a newer answer", async () => {
  team = await startTeam(ONE);
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  const right = labelOf(question, RIGHT);
  team.now += 10_000;
  await team.press("ben", question, right, team.now);
  await team.press("ben", question, labelOf(question, "wrong one"), team.now - 5_000);
  expect(textOf(await team.say("ben", "/answer"))).toContain(`**${right}**`);
});

test("the next question closes and reveals the one before", async () => {
  team = await startTeam({ deck: smallDeck(singles(9)), setup: "/study setup window:3d" });
  await team.tickAt("2026-11-23T08:00:00Z");
  const first = team.lastQuestion();
  await team.tickAt("2026-11-24T08:00:00Z");
  expect(first.card.tone).toBe("reveal");
  expect(team.lastQuestion()).not.toBe(first);
});

test.each([
  ["single", RIGHT, "wrong two"],
  ["truth", "True", "False"],
])("%s choice takes buttons, reactions and /answer", async (id, right, wrong) => {
  const { questions } = smallDeck();
  const asked = questions.get(id);
  team = await startTeam({ deck: smallDeck(asked ? [asked] : []) });
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  await team.press("ben", question, labelOf(question, right));
  await team.react("chi", question, labelOf(question, wrong));
  await team.say("dev", `/answer ${right}`);
  await team.say(ADMIN, "/study close");
  const options = optionsOf(question.card);
  expect(options.find((option) => option.text === right)).toMatchObject({ mark: "right", count: 2 });
  expect(options.find((option) => option.text === wrong)).toMatchObject({ mark: "wrong", count: 1 });
});

test("select two is all or nothing, and says how many it wants", async () => {
  const asked = smallDeck().questions.get("multiple");
  team = await startTeam({ deck: smallDeck(asked ? [asked] : []) });
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  expect(question.card.reactions).toBeUndefined();
  const [one, two, bad] = ["right one", "right two", "wrong one"].map((text) => labelOf(question, text)) as [
    string,
    string,
    string,
  ];
  expect(textOf(await team.say("ben", `/answer ${one}`))).toContain("exactly 2 options");
  await team.select("ben", question, [one, two]);
  await team.select("chi", question, [one, bad]);
  await team.say("dev", `/answer ${two} ${one}`);
  await team.say(ADMIN, "/study close");
  expect(rankingOf(await team.say("ben", "/leaderboard")).map((row) => [row.name, row.points])).toEqual([
    ["Ben", 10],
    ["Dev", 10],
    ["Chi", 0],
  ]);
});

test("fill-in takes a form or /answer, and its reveal never shows other people's words", async () => {
  const asked = smallDeck().questions.get("blank");
  team = await startTeam({ deck: smallDeck(asked ? [asked] : []) });
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  await team.writeIn("ben", question, " Fifteen! ");
  await team.say("chi", "/answer a secret guess");
  await team.say(ADMIN, "/study close");
  const reveal = textOf(question.card);
  expect(reveal).toContain("**15**");
  expect(reveal).toContain("Right: 1 (50 %)");
  expect(reveal).not.toContain("secret");
});

test("answers that make no sense get a clear private word and lose nothing", async () => {
  team = await startTeam(ONE);
  expect(textOf(await team.say("ben", "/answer 2"))).toContain("No round is open");
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  await team.press("ben", question, "2");
  expect(textOf(await team.say("ben", "/answer 7"))).toContain("no such option");
  expect(textOf(await team.say("ben", "/answer 1 2"))).toContain("exactly one");
  expect(textOf(await team.say("ben", "/answer"))).toContain("**2**");
  const reply = await team.action("ben", question, "answer:999:1");
  expect(reply.kind === "private" && textOf(reply.card)).toContain("do not know this question");
  const old = await team.action("ben", question, "gone:1");
  expect(old.kind === "private" && textOf(old.card)).toContain("older message");
});

test("a voided round gives no points and leaves streaks as if it had never been", async () => {
  team = await startTeam({ deck: smallDeck(singles(9)) });
  const rights: string[] = [];
  for (let round = 0; round < 3; round++) {
    team.now += 60_000;
    await team.say(ADMIN, "/study post");
    const question = team.lastQuestion();
    rights.push(question.id);
    if (round !== 1) await team.press("ben", question, labelOf(question, RIGHT));
    await team.press("dev", question, labelOf(question, RIGHT));
    if (round < 2) await team.say(ADMIN, "/study close");
    if (round === 1) {
      await team.say(ADMIN, "/study void");
      expect(question.card.title).toContain("Withdrawn");
    }
  }
  await team.say(ADMIN, "/study close");
  expect(rankingOf(await team.say("ben", "/leaderboard")).map((row) => [row.name, row.points])).toEqual([
    ["Ben", 21],
    ["Dev", 21],
  ]);
  expect(textOf(await team.say("ben", "/progress"))).toContain("Streak here: 2 rounds");
  expect(await team.differences()).toBe(0);
});

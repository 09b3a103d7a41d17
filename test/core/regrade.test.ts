import { afterEach, expect, test } from "vitest";
import { regrade } from "../../src/bot/corrections/regrade.ts";
import type { Question } from "../../src/deck/deck.ts";
import { choiceCounts } from "../../src/storage/rounds/answers.ts";
import { RIGHT, smallDeck } from "../support/small-deck.ts";
import { ADMIN, buttonsOf, labelOf, rankingOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const OPTIONS = [RIGHT, "wrong one", "wrong two", "wrong three"];
/** A single-choice question whose key is `right`. */
const keyed = (right: string, more: Partial<Question> = {}): Partial<Question> => ({
  id: "single",
  options: OPTIONS.map((text) => ({ text, right: text === right })),
  ...more,
});
const deckKeyed = (right: string, more: Partial<Question> = {}) => smallDeck([keyed(right, more), { id: "other" }]);
const FILL_IN = (accept: readonly string[]) => smallDeck([{ id: "blank", kind: "fill-in", options: [], accept }]);
const notices = () => team.channelMessages().filter((message) => message.card.title.includes("corrected"));
const board = async () =>
  rankingOf(await team.say("zoe", "/leaderboard all")).map((row) => `${row.name} ${row.points}`);

/** Until the question with this id has been posted, answered and revealed. */
async function play(question: string, answers: Record<string, string>): Promise<void> {
  for (;;) {
    team.now += 60_000;
    await team.say(ADMIN, "/study post");
    const asked = await team.db.selectFrom("rounds").select("question").orderBy("id", "desc").executeTakeFirst();
    const message = team.lastQuestion();
    const wanted = asked?.question === question;
    if (wanted)
      for (const [user, text] of Object.entries(answers)) await team.press(user, message, labelOf(message, text));
    await team.say(ADMIN, "/study close");
    if (wanted) return;
  }
}

test("a corrected key regrades its rounds: boards follow, the channel is told once, an audit line stays", async () => {
  team = await startTeam({ deck: deckKeyed(RIGHT) });
  await play("single", { ben: RIGHT, chi: "wrong one", dev: "wrong two" });
  const reveal = team.lastRevealed();
  expect(await board()).toEqual(["Ben 10", "Chi 0", "Dev 0"]);

  await team.changeDeck(deckKeyed("wrong one", { explanation: "Because the first key was wrong." }));
  expect(await board()).toEqual(["Chi 10", "Ben 0", "Dev 0"]);
  expect(notices()).toHaveLength(1);
  const notice = textOf(notices()[0]?.card ?? reveal.card);
  expect(notice).toContain("A question was corrected");
  expect(notice).toContain(`✅ Right: **wrong one**. ❌ Before, the key said: **${RIGHT}**.`);
  expect(notice).toContain("1 person gained points and 1 person lost points");
  expect(notice).not.toContain("Chi");
  const shown = textOf(reveal.card);
  expect(shown).toContain("wrong one [right 1]");
  expect(shown).toContain("Corrected:");
  expect(shown).toContain("Because the first key was wrong.");
  expect(await team.db.selectFrom("regrades").selectAll().execute()).toMatchObject([
    { round_id: 1, key_before: `["${RIGHT}"]`, key_after: '["wrong one"]', became_right: 1, became_wrong: 1 },
  ]);
  expect(await team.differences()).toBe(0);

  const audit = textOf(await team.say(ADMIN, "/study reports"));
  expect(audit).toContain(`❌ Before, the key said: **${RIGHT}**. 1 answer became right, 1 wrong.`);

  await team.changeDeck(deckKeyed("wrong one"));
  await team.restart();
  await regrade(team.db, [deckKeyed("wrong one")], team.now, "single");
  await team.settle();
  expect(notices()).toHaveLength(1);
  expect(await team.db.selectFrom("regrades").select("id").execute()).toHaveLength(1);
});

test("who gained or lost sees it with the next receipt, once", async () => {
  team = await startTeam({ deck: deckKeyed(RIGHT) });
  await play("single", { ben: RIGHT, chi: "wrong one", dev: "wrong two" });
  await team.changeDeck(deckKeyed("wrong one"));
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  const answer = async (user: string) => textOf(await team.press(user, question, labelOf(question, RIGHT)));
  expect(await answer("ben")).toContain("you have 10 points fewer");
  expect(await answer("chi")).toContain("you have 10 points more");
  expect(await answer("dev")).not.toContain("corrected");
  expect(await answer("chi")).not.toContain("corrected");
});

test("a reveal that was posted afresh, because somebody deleted the question, is corrected where it stands", async () => {
  team = await startTeam({ deck: smallDeck([keyed(RIGHT)]) });
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  await team.press("ben", question, labelOf(question, RIGHT));
  question.deleted = true;
  await team.say(ADMIN, "/study close");
  const reveal = team.lastRevealed();
  expect(reveal.id).not.toBe(question.id);
  await team.changeDeck(smallDeck([keyed("wrong one")]));
  expect(textOf(reveal.card)).toContain("Corrected:");
});

test("corrections that cancel out leave nobody anything to be told", async () => {
  team = await startTeam({ deck: deckKeyed(RIGHT) });
  await play("single", { ben: RIGHT });
  await team.changeDeck(deckKeyed("wrong one"));
  await team.changeDeck(deckKeyed(RIGHT));
  expect(await board()).toEqual(["Ben 10"]);
  expect(await team.db.selectFrom("regrade_notes").selectAll().execute()).toEqual([]);
  expect(await team.db.selectFrom("regrades").select("id").execute()).toHaveLength(2);
  expect(await team.differences()).toBe(0);
});

test("an open round is regraded silently, and its answers are graded by the new key", async () => {
  team = await startTeam({ deck: smallDeck([keyed(RIGHT)]) });
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  await team.press("ben", question, labelOf(question, "wrong one"));
  await team.changeDeck(smallDeck([keyed("wrong one")]));
  expect(team.chat.messages).toHaveLength(1);
  expect(question.card.tone).toBe("question");
  await team.press("chi", question, labelOf(question, RIGHT));
  await team.say(ADMIN, "/study close");
  expect(await board()).toEqual(["Ben 10", "Chi 0"]);
  expect(textOf(question.card)).not.toContain("Corrected");
  expect(await team.differences()).toBe(0);
});

test("a deck corrected while the bot was down is taken at the start; a crash before the notice loses nothing and tells once", async () => {
  team = await startTeam({ deck: deckKeyed(RIGHT) });
  await play("single", { ben: RIGHT, chi: "wrong one" });
  team.changeDeckUnseen(deckKeyed("wrong one"));
  // Nothing can be sent, and the process dies after the regrade.
  team.chat.faults.push(...Array.from({ length: 3 }, () => ({ kind: "refuse", reason: "unavailable" }) as const));
  await team.restart();
  expect(notices()).toHaveLength(0);
  expect(await board()).toEqual(["Chi 10", "Ben 0"]);
  team.chat.faults.length = 0;
  team.chat.faults.push({ kind: "lose-answer" });
  await team.restart();
  await team.tickAt(team.now + 3_600_000);
  await team.restart();
  await team.tickAt(team.now + 7_200_000);
  expect(notices()).toHaveLength(1);
  expect(await team.db.selectFrom("regrades").select("id").execute()).toHaveLength(1);
});

test("a fill-in's answers are regraded by the new spellings, and those that counted before still do", async () => {
  team = await startTeam({ deck: FILL_IN(["15"]) });
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  await team.writeIn("ben", question, "15");
  await team.writeIn("chi", question, "Fifteen");
  await team.writeIn("dev", question, "sixteen");
  await team.say(ADMIN, "/study close");
  expect(await board()).toEqual(["Ben 10", "Chi 0", "Dev 0"]);
  await team.changeDeck(FILL_IN(["15", "fifteen"]));
  expect(await board()).toEqual(["Ben 10", "Chi 10", "Dev 0"]);
  expect(textOf(notices()[0]?.card ?? question.card)).toContain("✅ Right: **15**. Also accepted: fifteen.");
  // A spelling that nobody used changes nothing that anybody saw.
  await team.changeDeck(FILL_IN(["15", "fifteen", "XV"]));
  expect(notices()).toHaveLength(1);
  expect(await team.differences()).toBe(0);
});

test("a round whose options are not in the question any more stays as it was", async () => {
  team = await startTeam({ deck: deckKeyed(RIGHT) });
  await play("single", { ben: RIGHT });
  const reworded = smallDeck([
    { id: "single", options: ["new right", "wrong one", "wrong two"].map((text, at) => ({ text, right: at === 0 })) },
    { id: "other" },
  ]);
  await team.changeDeck(reworded);
  expect(await board()).toEqual(["Ben 10"]);
  expect(notices()).toHaveLength(0);
  const [left] = await regrade(team.db, [reworded], team.now, "single");
  expect(left).toMatchObject({ regraded: [], unmatched: [{ question: "single", why: "other-options" }] });
});

test("a multiple-choice question that now has another number of right options is left alone", async () => {
  const multiple = (right: readonly string[]) =>
    smallDeck([
      {
        id: "m",
        kind: "multiple",
        options: ["a", "b", "c", "d"].map((text) => ({ text, right: right.includes(text) })),
      },
    ]);
  team = await startTeam({ deck: multiple(["a", "b"]) });
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  await team.select("ben", question, [labelOf(question, "a"), labelOf(question, "c")]);
  await team.say(ADMIN, "/study close");
  await team.changeDeck(multiple(["a", "b", "c"]));
  expect(await board()).toEqual(["Ben 0"]);
  await team.changeDeck(multiple(["a", "c"]));
  expect(await board()).toEqual(["Ben 10"]);
  expect(textOf(notices()[0]?.card ?? question.card)).toMatch(/Right: \*\*(a\*\* and \*\*c|c\*\* and \*\*a)\*\*/);
});

test("voided rounds stay void, counts of deleted people follow the key, reports are settled", async () => {
  team = await startTeam({ deck: deckKeyed(RIGHT) });
  await play("single", { ben: RIGHT, chi: "wrong one" });
  const card = await team.say("chi", "/mydata delete");
  const message = { ...team.lastRevealed(), card };
  await team.action("chi", message, buttonsOf(message)[0]?.action ?? "");
  await team.db
    .insertInto("reports")
    .values({ round_id: 1, person_id: null, reason: "wrong key", at: team.now, settled_at: null })
    .execute();
  await team.changeDeck(deckKeyed("wrong one"));
  const counts = await choiceCounts(team.db, 1);
  expect(counts.map((row) => [row.right, row.count]).sort()).toEqual([
    [false, 1],
    [true, 1],
  ]);
  expect(textOf(await team.say(ADMIN, "/study status"))).not.toContain("Reported questions");
  await team.say(ADMIN, "/study void");
  await team.changeDeck(deckKeyed(RIGHT));
  expect(notices()).toHaveLength(1);
  expect(await team.differences()).toBe(0);
});

import { afterEach, expect, test } from "vitest";
import type { FakeMessage } from "../fakes/chat.ts";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, buttonsOf, labelOf, rankingOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const DECK = { deck: smallDeck(singles(9)) };
const EMPTY: Omit<FakeMessage, "card"> = {
  id: "private",
  to: { kind: "channel", community: "home", channel: "study" },
  key: "",
  reactions: new Map(),
  deleted: false,
};
const say = async (user: string, text: string) => textOf(await team.say(user, text));

async function playRound(answers: Record<string, string>): Promise<void> {
  team.now += 60_000;
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  for (const [user, text] of Object.entries(answers)) await team.press(user, question, labelOf(question, text));
  await team.say(ADMIN, "/study close");
}

test("an unknown command or option gets a hint with the nearest one", async () => {
  team = await startTeam(DECK);
  expect(await say("ben", "/leaderbord")).toContain("Did you mean `/leaderboard`?");
  expect(await say("ben", "/xyzzy")).toContain("`/help` lists them");
  expect(await say("ben", "/leaderboard weak")).toContain("Did you mean `week`?");
  expect(await say(ADMIN, "/study stauts")).toContain("Did you mean `status`?");
  expect(await say(ADMIN, "/study deck")).toContain("The option `deck` is missing. Usage: `/study deck <deck>`");
  expect(await say(ADMIN, "/study deck smal")).toContain("There is no deck `smal`");
  expect(await say("ben", `/ask ${"x".repeat(4000)}`)).toContain("too long");
});

test("only admins run /study, and they may name others", async () => {
  team = await startTeam(DECK);
  expect(await say("ben", "/study post")).toContain("Only admins may do that");
  expect(team.channelMessages()).toHaveLength(0);
  await team.say(ADMIN, "/study admins add <@ben>");
  expect(await say("ben", "/study post")).toContain("on its way");
  await team.say(ADMIN, "/study admins remove @ben");
  expect(await say("ben", "/study status")).toContain("Only admins may do that");
  expect(await say(ADMIN, "/study admins add everyone & all")).toContain("Name a person or a role");
});

test("a channel that nobody set up says how to begin", async () => {
  team = await startTeam(DECK);
  const event = {
    id: "x",
    platform: "playground",
    community: "home",
    at: team.now,
    user: { id: "ben", name: "Ben", isAdmin: false, roles: [] },
    channel: "other",
  } as const;
  const reply = await team.chat.handle({ ...event, type: "command", command: "answer", input: { text: "1" } });
  expect(reply.kind === "private" && textOf(reply.card)).toContain("`/study setup`");
});

test("the schedule is said in words and moves the next question", async () => {
  team = await startTeam(DECK);
  const changed = await say(ADMIN, "/study schedule mon,thu 10:30 and 15:00 zone:America/New_York");
  expect(changed).toContain("America/New\\_York");
  expect(changed).toContain("23 Nov 2026, 10:30 (America/New_York)");
  expect(changed).toContain("Monday and Thursday at 10:30 and 15:00".replace(/:/g, "\\:"));
  expect(await say(ADMIN, "/study schedule whenever")).toContain("That did not work");
  expect(await say(ADMIN, "/study schedule daily 09:00 zone:Mars/Olympus")).toContain("I do not know the time zone");
  expect(await say(ADMIN, "/study status")).toContain("Next question 2026-11-23T15:30:00.000Z");
  expect(await say(ADMIN, "/study schedule weekdays 09:00")).toContain("Monday to Friday at 09");
});

test.each([
  ["weekdays 10:30", "Monday to Friday at 10:30"],
  ["tue,thu 10:30", "Tuesday and Thursday at 10:30"],
  ["*/15 * * * *", "*/15 * * * *"],
])("the schedule's first word is never taken for a zone: %s", async (typed, said) => {
  team = await startTeam(DECK);
  expect((await say(ADMIN, `/study schedule ${typed}`)).replaceAll("\\", "")).toContain(said);
});

test("days off, skip, pause and resume move the next question, and settings stay", async () => {
  team = await startTeam({ ...DECK, setup: "/study setup window:2h" });
  await team.say(ADMIN, "/study daysoff add 2026-11-23..2026-11-24");
  expect(await say(ADMIN, "/study status")).toContain("Next question 2026-11-25T08:00:00.000Z");
  expect(await say(ADMIN, "/study skip")).toContain("26 Nov 2026, 09:00 (Europe/Berlin)");
  await team.say(ADMIN, "/study pause");
  expect(await say(ADMIN, "/study status")).toContain("**Paused** by an admin");
  await team.tickAt("2026-11-26T08:00:00Z");
  expect(team.channelMessages()).toHaveLength(0);
  expect(await say(ADMIN, "/study resume")).toContain("27 Nov 2026, 09:00 (Europe/Berlin)");
  await team.say(ADMIN, "/study daysoff remove 2026-11-23..2026-11-24");
  const status = await say(ADMIN, "/study status");
  expect(status).toContain("Answer window: 2 h");
  expect(status).toContain("an admin skipped it");
});

test("the board lets ties share a rank and always shows your own rank and neighbours", async () => {
  team = await startTeam(DECK);
  const crowd = Object.fromEntries(
    Array.from({ length: 14 }, (_, index) => [`p${String(index).padStart(2, "0")}`, index < 3 ? RIGHT : "wrong one"]),
  );
  await playRound(crowd);
  const rows = rankingOf(await team.say("p13", "/leaderboard all"));
  expect(rows.slice(0, 4).map((row) => row.rank)).toEqual([1, 1, 1, 4]);
  expect(rows.at(-1)).toMatchObject({ name: "P13", you: true, rank: 4 });
  expect(rows.at(-2)?.gapBefore).toBe(true);
});

test("the week's board starts afresh on Monday, all time does not", async () => {
  team = await startTeam(DECK);
  await playRound({ ben: RIGHT });
  team.now = Date.parse("2026-11-30T07:00:00Z");
  expect(await say("ben", "/leaderboard week")).toContain("Nobody has points yet");
  expect(await say("ben", "/leaderboard month")).toContain("1. Ben 10 (you)");
  expect(await say("ben", "/leaderboard season")).toContain("1. Ben 10 (you)");
  expect(await say("ben", "/leaderboard all")).toContain("1. Ben 10 (you)");
});

test("a shared board is everyone's: hidden people are not on it, but see themselves in private", async () => {
  team = await startTeam(DECK);
  await playRound({ ben: RIGHT, chi: RIGHT });
  await team.say("chi", "/mydata hide");
  expect(await say("ben", "/leaderboard")).not.toContain("Chi");
  const own = await team.say("chi", "/leaderboard");
  expect(textOf(own)).toContain("Chi");
  const message = { ...team.lastRevealed(), card: own };
  await team.action("chi", message, buttonsOf(message)[0]?.action ?? "");
  const shared = team.channelMessages().at(-1);
  expect(shared && textOf(shared.card)).toContain("Ben");
  expect(shared && textOf(shared.card)).not.toContain("Chi");
  await team.say("chi", "/mydata show");
  expect(await say("ben", "/leaderboard")).toContain("Chi");
});

test("an export of a running round says with null that a result is not known yet", async () => {
  team = await startTeam(DECK);
  await team.say(ADMIN, "/study post");
  await team.press("ben", team.lastQuestion(), labelOf(team.lastQuestion(), RIGHT));
  const data = JSON.parse((await say("ben", "/mydata export")).split("\n").slice(2).join("\n"));
  expect(data.answers).toMatchObject([{ right: null, points: null, streak: null }]);
});

test("your data is yours: export it, delete it, and only counts stay", async () => {
  team = await startTeam(DECK);
  expect(await say("ben", "/mydata export")).toContain("Nothing is kept about you");
  await playRound({ ben: RIGHT, chi: "wrong one" });
  const data = JSON.parse((await say("ben", "/mydata export")).split("\n").slice(2).join("\n"));
  expect(data.answers).toEqual([expect.objectContaining({ question: expect.any(String), right: true, points: 10 })]);

  const confirm = await team.say("ben", "/mydata delete");
  expect(await say("ben", "/leaderboard")).toContain("Ben");
  const message = { ...team.lastRevealed(), card: confirm };
  await team.action("ben", message, buttonsOf(message)[0]?.action ?? "");
  for (const period of ["week", "month", "season", "all"])
    expect(await say("chi", `/leaderboard ${period}`)).not.toContain("Ben");
  expect(await team.db.selectFrom("forgotten_answers").select(["is_right", "count"]).execute()).toEqual([
    { is_right: 1, count: 1 },
  ]);
  expect(await team.db.selectFrom("people").select("name").where("name", "=", "Ben").execute()).toEqual([]);
  expect(await team.differences()).toBe(0);
});

test("/ask answers from the cheatsheet, and keeps back what an open round asks about", async () => {
  team = await startTeam({ deck: smallDeck([{ id: "pipelines" }, { id: "kangaroo" }]) });
  expect(await say("ben", "/ask pipelines")).toContain("What the sheet says of pipelines");
  expect(await say("ben", "/ask ???")).toContain("What would you like to know?");
  await team.say(ADMIN, "/study post");
  const open = textOf(team.lastQuestion().card).includes("pipelines") ? "pipelines" : "kangaroo";
  expect(await say("ben", `/ask ${open}`)).toContain("until its reveal");
  await team.say(ADMIN, "/study close");
  expect(await say("ben", `/ask ${open}`)).toContain(`What the sheet says of ${open}`);
});

test("what /ask does not find is counted for admins, without a name", async () => {
  team = await startTeam(DECK);
  await team.say("ben", "/ask Xylophone Repairs!");
  await team.say("chi", "/ask xylophone repairs");
  const status = await say(ADMIN, "/study status");
  expect(status).toContain("xylophone repairs (2)");
  expect(status).not.toContain("Ben");
});

test('"ask me about this" asks in private, without points, and never what an open round asks', async () => {
  team = await startTeam({ deck: smallDeck([{ id: "pipelines" }, { id: "kangaroo" }]) });
  const answer = await team.say("ben", "/ask pipelines");
  const message = { ...EMPTY, card: answer };
  const asked = await team.press("ben", message, "Ask me about this");
  expect(textOf(asked)).toContain("Question pipelines?");
  const quiz = { ...EMPTY, card: asked };
  expect(textOf(await team.press("ben", quiz, labelOf(quiz, RIGHT)))).toContain("✅ Right");
  expect(textOf(await team.press("ben", quiz, labelOf(quiz, "wrong one")))).toContain(
    `The right answer is **${RIGHT}**`,
  );
  expect(await say("ben", "/leaderboard")).toContain("Nobody has points yet");

  for (let round = 0; round < 2; round++) {
    await team.say(ADMIN, "/study post");
    if (textOf(team.lastQuestion().card).includes("pipelines")) break;
    await team.say(ADMIN, "/study close");
  }
  expect(textOf(await team.press("ben", message, "Ask me about this"))).toContain("until its reveal");
  expect(textOf(await team.press("ben", quiz, "1"))).toContain("no question on this");
});

test("nothing that people write can become markup or a mention", async () => {
  team = await startTeam(DECK);
  expect(await say("ben", "/ask <!channel> @everyone zzzz **bold**")).toContain("\\<\\!channel\\> \\@everyone");
  expect(await say("ben", "/<@U1>")).not.toContain("/<@U1>");
});

test("/help lists every command, and tells more about one", async () => {
  team = await startTeam(DECK);
  const help = await say("ben", "/help");
  for (const name of ["ask", "answer", "leaderboard", "progress", "mydata", "help", "study"])
    expect(help).toContain(`/${name}`);
  const lines = help.split("\n").filter((line) => line.startsWith("/"));
  expect(Math.max(...lines.map((line) => line.indexOf(":"))), "no list of options before the colon").toBeLessThan(15);
  expect(await say("ben", "/help study")).toContain("/study schedule: When questions come");
  expect(await say("ben", "/help study schedule")).toContain("zone: Time zone, as zone:Europe/Berlin");
  expect(await say("ben", "/help study schedule")).toContain("Type `/study schedule [zone:…] [when]`");
  expect(await say("ben", "/help study shedule")).toContain("Did you mean `schedule`?");
  expect(await say("ben", "/help stduy")).toContain("Did you mean `/study`?");
});

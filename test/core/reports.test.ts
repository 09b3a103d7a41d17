import { afterEach, expect, test } from "vitest";
import type { FormEvent } from "../../src/chat/event.ts";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, buttonsOf, cardOf, labelOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const DECK = { deck: smallDeck(singles(1)) };
const status = async () => textOf(await team.say(ADMIN, "/study status"));

async function playRound(): Promise<void> {
  team.now += 60_000;
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  await team.press("ben", question, labelOf(question, RIGHT));
  await team.say(ADMIN, "/study close");
}

/** Presses "Report" at the reveal and sends the form. */
async function report(user: string, reason: string | undefined): Promise<string> {
  const reveal = team.lastRevealed();
  const button = buttonsOf(reveal).find((control) => control.label === "Report");
  const opened = await team.action(user, reveal, button?.action ?? "");
  if (opened.kind !== "form") throw new Error("a form was expected");
  const event: FormEvent = {
    type: "form",
    id: `report-${user}-${team.now}`,
    platform: "playground",
    community: "home",
    channel: "study",
    at: team.now,
    user: { id: user, name: user, isAdmin: false, roles: [] },
    action: opened.form.action,
    fields: reason === undefined ? {} : { reason },
  };
  const reply = await team.chat.handle(event);
  return textOf(cardOf(reply));
}

test("people report a question from its reveal, and admins see how many and why, but not who", async () => {
  team = await startTeam(DECK);
  await playRound();
  expect(await report("ben", "the *second* one is right")).toContain("Your report is in");
  expect(await report("chi", undefined)).toContain("Your report is in");
  const shown = await status();
  expect(shown).toContain("**Reported questions**");
  expect(shown).toContain("q1: 2 reports · “the \\*second\\* one is right”");
  expect(shown).not.toContain("Ben");
});

test("a person's second report on a round takes the place of the first", async () => {
  team = await startTeam(DECK);
  await playRound();
  await report("ben", "first thought");
  expect(await report("ben", "second thought")).toContain("takes the place of your earlier one");
  const shown = await status();
  expect(shown).toContain("q1: 1 report · “second thought”");
  expect(shown).not.toContain("first thought");
});

test("a reason that would ping everyone, break the page or fill it is made harmless or refused", async () => {
  team = await startTeam(DECK);
  await playRound();
  await report("ben", "<!channel> @everyone\n# big [link](http://x.example)\u202e");
  const shown = await status();
  expect(shown).toContain("“\\<\\!channel\\> \\@everyone \\# big \\[link\\]\\(http\\://x\\.example\\)”");
  expect(await report("chi", "x".repeat(301))).toContain("too long: at most 300 characters");
  expect(await status()).toContain("1 report ");
});

test("before the reveal there is nothing to report, and a forged button says so", async () => {
  team = await startTeam(DECK);
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  expect(buttonsOf(question).map((control) => control.label)).not.toContain("Report");
  const forged = await team.action("ben", question, "report:1");
  expect(forged.kind === "private" && textOf(forged.card)).toContain("not revealed yet");
  const nowhere = await team.action("ben", question, "report:999");
  expect(nowhere.kind === "private" && textOf(nowhere.card)).toContain("I do not know this question");
});

test("a withdrawn question has no open report, and an admin settles what is no mistake", async () => {
  team = await startTeam({ deck: smallDeck(singles(2)) });
  await playRound();
  await report("ben", "wrong");
  expect(textOf(await team.say(ADMIN, "/study reports"))).toContain("q");
  const [round] = await team.db.selectFrom("rounds").select("question").execute();
  expect(textOf(await team.say(ADMIN, "/study reports settle nothing"))).toContain("No open report is about");
  expect(textOf(await team.say(ADMIN, "/study reports settle"))).toContain("Name the question");
  expect(textOf(await team.say(ADMIN, `/study reports settle ${round?.question}`))).toContain(
    "No question is reported",
  );
  await report("ben", "still wrong");
  expect(await status()).toContain("still wrong");
  await team.say(ADMIN, "/study void");
  expect(await status()).not.toContain("Reported questions");
  expect(textOf(await team.say("ben", "/study reports"))).toContain("Only admins may do that");
});

test("deleting one's data takes the reason and the name out of the report; that it was reported stays", async () => {
  team = await startTeam(DECK);
  await playRound();
  await report("ben", "my own words");
  const exported = textOf(await team.say("ben", "/mydata export"));
  expect(exported).toContain('"reason": "my own words"');
  const card = await team.say("ben", "/mydata delete");
  const message = { ...team.lastRevealed(), card };
  await team.action("ben", message, buttonsOf(message)[0]?.action ?? "");
  const [row] = await team.db.selectFrom("reports").selectAll().execute();
  expect(row).toMatchObject({ person_id: null, reason: "" });
  expect(await status()).toContain("q1: 1 report");
});

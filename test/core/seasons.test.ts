import { afterEach, describe, expect, test } from "vitest";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, buttonsOf, labelOf, rankingOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const DECK = { deck: smallDeck(singles(40)) };
const say = async (user: string, text: string) => textOf(await team.say(user, text));
const HOUR = 3_600_000;

async function playRound(answers: Record<string, string> = {}): Promise<void> {
  team.now += 60_000;
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  for (const [user, text] of Object.entries(answers)) await team.press(user, question, labelOf(question, text));
  await team.say(ADMIN, "/study close");
}

describe("a season", () => {
  test("ends with a final board in the channel that stays readable, and the next starts afresh", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Owls");
    await playRound({ ben: RIGHT, chi: "wrong one" });
    expect(await say(ADMIN, "/study season end")).toContain("**Season 1** has ended");
    const posted = team.channelMessages().at(-1);
    const final = posted && textOf(posted.card);
    expect(final).toContain("Season 1 has ended: the final board of #study");
    expect(final).toContain("1. Ben 10");
    expect(final).toContain("1. Owls 10");

    expect(await say(ADMIN, "/study season start Autumn")).toContain("**Autumn** has begun");
    expect(await say("ben", "/leaderboard season")).toContain("Nobody has points yet");
    await playRound({ chi: RIGHT });
    expect(await say("ben", "/leaderboard season")).toContain("Leaderboard of #study, Autumn\n1. Chi 11");
    expect(await say("ben", "/leaderboard season:1")).toContain("Leaderboard of #study, Season 1\n1. Ben 10 (you)");
    expect(await say("ben", "/leaderboard teams season:1")).toContain("1. Owls 10 (you)");
    expect(await say("ben", "/leaderboard all")).toContain("Ben 10");
    expect(await team.differences()).toBe(0);
  });

  test("rounds between two seasons count for the next one", async () => {
    team = await startTeam(DECK);
    await team.say(ADMIN, "/study season end");
    expect(await say(ADMIN, "/study season")).toContain("not started; rounds since the last one count for it");
    await playRound({ ben: RIGHT });
    expect(await say("ben", "/leaderboard season")).toContain("Season 1\nNobody has points yet");
    await team.say(ADMIN, "/study season start");
    expect(await say("ben", "/leaderboard season")).toContain("Season 2\n1. Ben 10");
    expect(await team.differences()).toBe(0);
  });

  test("a round that is open when the season ends counts for it at its reveal", async () => {
    team = await startTeam(DECK);
    await playRound({ ben: RIGHT });
    await team.say(ADMIN, "/study post");
    const question = team.lastQuestion();
    await team.press("chi", question, labelOf(question, RIGHT));
    await team.say(ADMIN, "/study season start Autumn");
    await team.say(ADMIN, "/study close");
    expect(await say("ben", "/leaderboard season:1")).toContain("Chi 10");
    expect(await say("ben", "/leaderboard season:2")).toContain("Nobody has points yet");
  });

  test("with a last day it ends by itself when that day is over, once", async () => {
    team = await startTeam(DECK);
    expect(await say(ADMIN, "/study season start Sprint until:2026-11-24")).toContain("end of 24 Nov 2026");
    await playRound({ ben: RIGHT });
    await team.tickAt("2026-11-24T22:59:00Z");
    expect(team.channelMessages().filter((message) => message.card.tone === "board")).toHaveLength(0);
    await team.tickAt("2026-11-24T23:00:00Z");
    await team.tickAt("2026-11-24T23:01:00Z");
    const boards = team.channelMessages().filter((message) => message.card.tone === "board");
    expect(boards.map((message) => message.card.title)).toEqual(["Sprint has ended: the final board of #study"]);
    expect(await say(ADMIN, "/study season end")).toContain("No season is running");
  });

  test("one that ends before it starts, has a bad name or is not there gets a clear message, and nothing changes", async () => {
    team = await startTeam(DECK);
    expect(await say(ADMIN, "/study season start X until:2026-11-01")).toContain("would end before it starts");
    expect(await say(ADMIN, "/study season start X until:soon")).toContain("“soon” is no date");
    expect(await say(ADMIN, "/study season start X until:2026-02-30")).toContain("is no date");
    expect(await say(ADMIN, "/study season start @here")).toContain("cannot mention anybody");
    expect(await say(ADMIN, `/study season start ${"x".repeat(200)}`)).toContain("too long");
    expect(await say("ben", "/study season end")).toContain("Only admins");
    expect(await say("ben", "/leaderboard season:9")).toContain("There is no such season. There is `season:1`");
    expect(await say("ben", "/leaderboard season:x")).toContain("Seasons have numbers");
    expect(await say(ADMIN, "/study season")).toContain("season:1: Season 1 (since 23 Nov 2026)");
  });
});

describe("boards", () => {
  const crowd = Object.fromEntries(
    Array.from({ length: 24 }, (_, index) => [`p${String(index).padStart(2, "0")}`, index < 3 ? RIGHT : "wrong one"]),
  );

  test("have pages, with buttons to turn them; your own row is on each", async () => {
    team = await startTeam(DECK);
    await playRound(crowd);
    const first = await team.say("p13", "/leaderboard");
    expect(textOf(first)).toContain("Page 1 of 3. 24 people. You are on rank 4, 10 points behind the next.");
    const message = { ...team.lastRevealed(), card: first };
    expect(buttonsOf(message).map((button) => button.label)).toEqual(["Show to everyone", "More ▶"]);
    const second = await team.press("p13", message, "More ▶");
    expect(rankingOf(second).map((row) => row.name)).toEqual(
      Array.from({ length: 10 }, (_, index) => `P${index + 10}`),
    );
    const third = await team.say("p13", "/leaderboard page:3");
    expect(rankingOf(third).map((row) => row.name)).toEqual(["P12", "P13", "P14", "P20", "P21", "P22", "P23"]);
    expect(rankingOf(third).map((row) => row.rank)).toEqual(Array.from({ length: 7 }, () => 4));
    expect(buttonsOf({ ...message, card: third }).map((button) => button.label)).toEqual([
      "Show to everyone",
      "◀ Back",
    ]);
    expect(await say("p13", "/leaderboard page:4")).toContain("That board has 3 pages");
    expect(await say("p13", "/leaderboard page:x")).toContain("Pages are numbers");
  });

  test("of everywhere add the channels up", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Owls");
    await playRound({ ben: RIGHT, chi: RIGHT });
    team.channel = "second";
    expect(await say("ben", "/leaderboard")).toContain("There are no questions in this channel yet");
    await team.say(ADMIN, "/study setup");
    await playRound({ ben: RIGHT });
    expect(await say("ben", "/leaderboard everywhere")).toContain(
      "of all channels, this week\n1. Ben 20 (you)\n2. Chi 10",
    );
    expect(await say("chi", "/leaderboard everywhere")).toContain("You are on rank 2, 10 points behind the next");
    expect(textOf(await team.say("ben", "/leaderboard teams everywhere"))).toContain("1. Owls 10 (you)");
    expect(await say("ben", "/leaderboard")).toContain("#second, this week\n1. Ben 10");
  });

  test("begin their weeks on the day and in the zone that the community chose", async () => {
    team = await startTeam(DECK);
    expect(await say(ADMIN, "/study setup week:sunday boardzone:America/New_York")).toContain(
      "start on Sunday (America/New\\_York)",
    );
    // Saturday 23:00 in New York.
    team.now = Date.parse("2026-11-29T04:00:00Z");
    await playRound({ ben: RIGHT });
    expect(await say("ben", "/leaderboard week")).toContain("1. Ben 10");
    team.now += HOUR;
    expect(await say("ben", "/leaderboard week")).toContain("Nobody has points yet");
  });
});

describe("streaks", () => {
  const NOBODY = {};
  const ben = { ben: RIGHT };

  test("ten answered rounds earn a freeze, which keeps the streak over a missed round and is told of", async () => {
    team = await startTeam(DECK);
    for (let round = 0; round < 9; round++) await playRound(ben);
    expect(await say("ben", "/progress")).toContain("Freezes: none; every 10 answered rounds earn one");
    await playRound(ben);
    expect(await say("ben", "/progress")).toContain("Freezes: 1; it keeps your streak over a missed round");
    await playRound(NOBODY);
    expect(await say("ben", "/progress")).toContain("Streak here: 10 rounds (best: 10)");
    team.now += 60_000;
    await team.say(ADMIN, "/study post");
    const question = team.lastQuestion();
    const receipt = await team.press("ben", question, labelOf(question, RIGHT));
    expect(textOf(receipt)).toContain(
      "A freeze kept your streak of 10 rounds over the round that you missed; none is left",
    );
    await team.say(ADMIN, "/study close");
    expect(await say("ben", "/progress")).toContain("Streak here: 11 rounds (best: 11)");
    await playRound(NOBODY);
    expect(await say("ben", "/progress")).toContain("Streak here: 0 rounds (best: 11)");
    expect(await team.differences()).toBe(0);
  });

  test("a weekend breaks none, and a paused channel freezes everyone", async () => {
    team = await startTeam({ ...DECK, at: "2026-11-27T06:00:00Z" });
    const answerToday = async (day: string) => {
      await team.tickAt(`${day}T08:00:00Z`);
      const question = team.lastQuestion();
      await team.press("ben", question, labelOf(question, RIGHT));
      // The clock turns all day: the bot is not away.
      for (let minutes = 5; minutes <= 8 * 60; minutes += 5)
        await team.tickAt(Date.parse(`${day}T08:00:00Z`) + minutes * 60_000);
    };
    await answerToday("2026-11-27");
    await answerToday("2026-11-30");
    expect(await say("ben", "/progress")).toContain("Streak here: 2 rounds");
    await team.say(ADMIN, "/study pause");
    await team.tickAt("2026-12-09T08:00:00Z");
    await team.tickAt("2026-12-10T05:00:00Z");
    await team.say(ADMIN, "/study resume");
    await answerToday("2026-12-10");
    expect(await say("ben", "/progress")).toContain("Streak here: 3 rounds (best: 3)");
  });
});

import { afterEach, describe, expect, test } from "vitest";
import { verify } from "../../src/storage/operations/verify.ts";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, labelOf, rankingOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const DECK = { deck: smallDeck(singles(40)) };
const say = async (user: string, text: string) => textOf(await team.say(user, text));

async function playRound(answers: Record<string, string>): Promise<void> {
  team.now += 60_000;
  await team.say(ADMIN, "/study post");
  const question = team.lastQuestion();
  for (const [user, text] of Object.entries(answers)) await team.press(user, question, labelOf(question, text));
  await team.say(ADMIN, "/study close");
  team.now += 60_000;
}

const teamRows = async (user = "ben", words = "all") =>
  rankingOf(await team.say(user, `/leaderboard teams ${words}`)).map((row) => [row.rank, row.name, row.points]);
const details = async () => rankingOf(await team.say("ben", "/leaderboard teams all")).map((row) => row.detail);

describe("/team", () => {
  test("people make teams, join, leave, rename and list them", async () => {
    team = await startTeam(DECK);
    expect(await say("ben", "/team")).toContain("There are no teams yet");
    expect(await say("ben", "/team create Blue Owls 🦉")).toContain("The team **Blue Owls 🦉** is there");
    expect(await say("chi", "/team join blue owls")).toContain("You are in **Blue Owls 🦉** now");
    expect(await say("chi", "/team list")).toContain("Blue Owls 🦉 (yours): Ben and Chi");
    expect(await say("chi", "/team rename Night Owls")).toContain("**Blue Owls 🦉** is called **Night Owls** now");
    expect(await say("ben", "/team leave")).toContain("You left **Night Owls**");
    expect(await say("ben", "/team list")).toContain("Night Owls: Chi");
  });

  test("two who act at the same moment get a clear answer each, and no team is left without members", async () => {
    team = await startTeam(DECK);
    const created = await Promise.all(["ben", "chi"].map((user) => say(user, "/team create Owls")));
    expect(created.map((text) => text.includes("is there, and you are in it")).sort()).toEqual([false, true]);
    expect(created.find((text) => !text.includes("is there, and"))).toContain("There is a team **Owls** already");
    const founder = created[0]?.includes("is there, and") ? "ben" : "chi";
    const [left, joined] = await Promise.all([say(founder, "/team leave"), say("dev", "/team join Owls")]);
    expect(left).toContain("You left **Owls**");
    const shown = joined.includes("You are in **Owls** now") ? "Owls: Dev" : "There are no teams yet";
    expect(await say("eva", "/team list")).toContain(shown);
  });

  test("a bad name is refused with a reason, and nothing is made", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Blue Owls");
    const refused: readonly [string, string][] = [
      ["", "The option `name` is missing"],
      ["@everyone", "cannot mention anybody"],
      ["<@U123> fans", "cannot mention anybody"],
      ["🦉🔥", "needs a letter or a digit"],
      ["x".repeat(200), "at most 40 characters"],
      ["BLUE  0WLS", "would look just like it"],
      ["Вluе Оwls", "would look just like it"],
    ];
    for (const [name, reason] of refused) expect(await say("chi", `/team create ${name}`)).toContain(reason);
    await team.say("chi", "/team create Foxes");
    expect(await say("chi", "/team rename blue owls")).toContain("would look just like it");
    expect(await say("chi", "/team rename FOXES")).toContain("**Foxes** is called **FOXES** now");
    expect(await say("dev", "/team list")).toContain("Teams (2)");
  });

  test("a person is in one team at a time, and a team that is not there is not joined", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Owls");
    await team.say("chi", "/team create Foxes");
    expect(await say("ben", "/team join Foxes")).toContain("You are in **Owls**. A person is in one team at a time");
    expect(await say("ben", "/team create Third")).toContain("You are in **Owls**");
    expect(await say("dev", "/team join Fxes")).toContain("Did you mean **Foxes**?");
    expect(await say("dev", "/team leave")).toContain("You are in no team");
    expect(await say("dev", "/team rename Xs")).toContain("You are in no team");
  });

  test("with its last member a team ends: its name is free, its points stay on the boards", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Owls");
    await playRound({ ben: RIGHT });
    expect(await say("ben", "/team leave")).toContain("You were its last member, so the team has ended");
    expect(await say("ben", "/team list")).toContain("There are no teams yet");
    expect(await teamRows()).toEqual([[1, "Owls", 10]]);
    expect(await details()).toEqual(["10 points in 1 member-round · ended"]);
    expect(await say("chi", "/team create Owls")).toContain("The team **Owls** is there");
  });

  test("names are shown as they are written", async () => {
    team = await startTeam(DECK);
    expect(await say("ben", "/team create **Bold** [x](y)")).toContain("\\*\\*Bold\\*\\* \\[x\\]\\(y\\)");
  });
});

test("many teams come in pages", async () => {
  team = await startTeam(DECK);
  for (let index = 10; index < 27; index++) await team.say(`p${index}`, `/team create Crew ${index}`);
  expect(await say("ben", "/team list")).toContain("Page 1 of 2. `/team list page:2` shows another");
  const second = await say("ben", "/team list page:2");
  expect(second).toContain("Crew 26: P26");
  expect(second).not.toContain("Crew 10");
  expect(await say("ben", "/team list page:x")).toContain("Pages are numbers");
});

describe("team points", () => {
  test("stay with the team they were earned for; joining late imports none", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Owls");
    await team.say("chi", "/team create Foxes");
    await playRound({ ben: RIGHT, chi: RIGHT });
    await team.say("ben", "/team leave");
    await team.say("ben", "/team join Foxes");
    expect(await details()).toEqual(["10 points in 1 member-round", "10 points in 1 member-round · ended"]);
    await playRound({ ben: RIGHT, chi: RIGHT });
    expect((await details())[0]).toBe("32 points in 3 member-rounds");
    expect(await team.differences()).toBe(0);
  });

  test("a round counts for the team in which one was when it was posted", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Owls");
    await team.say("chi", "/team create Foxes");
    team.now += 1000;
    await team.say(ADMIN, "/study post");
    team.now += 1000;
    await team.say("ben", "/team leave");
    await team.say("ben", "/team join Foxes");
    const question = team.lastQuestion();
    await team.press("ben", question, labelOf(question, RIGHT));
    await team.say(ADMIN, "/study close");
    expect(await teamRows()).toEqual([[1, "Owls", 10]]);
  });

  test("the roster counts silent members who answered lately, and the score is the published formula", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Owls");
    await team.say("chi", "/team join Owls");
    await team.say("dev", "/team create Foxes");
    await team.say("eva", "/team join Foxes");
    await playRound({ ben: RIGHT, chi: "wrong one", dev: RIGHT, eva: RIGHT });
    await playRound({ ben: RIGHT, dev: RIGHT });
    // Owls: Ben 10 + 11, Chi wrong once (not on the roster) and silent once: 21 in 3. Foxes: 10 + 10 + 11 in 4.
    const average = 52 / 7;
    const score = (points: number, rounds: number) => Math.round(((points + 15 * average) / (rounds + 15)) * 100) / 100;
    expect(await teamRows()).toEqual([
      [1, "Foxes", score(31, 4)],
      [2, "Owls", score(21, 3)],
    ]);
    const board = await say("ben", "/leaderboard teams all");
    expect(board).toContain("Score = (points + 15·μ) / (member-rounds + 15), where μ = 7.43");
    expect(board).toContain("Your team is on rank 2");
    expect(board).toContain("(you)");
  });

  test("hiding changes nothing for the team, deleting removes one's points and member-rounds", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Owls");
    await team.say("chi", "/team join Owls");
    await playRound({ ben: RIGHT, chi: RIGHT });
    await team.say("chi", "/mydata hide");
    expect(await details()).toEqual(["20 points in 2 member-rounds"]);
    expect(await say("ben", "/team list")).toContain("Owls (yours): Ben and 1 other");
    await team.action("chi", team.lastRevealed(), "delete-me");
    expect(await details()).toEqual(["10 points in 1 member-round"]);
    expect(await team.differences()).toBe(0);
  });

  test("who left the community is not listed, the team keeps the points; who answers again is back", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Owls");
    await team.say("chi", "/team join Owls");
    await playRound({ ben: RIGHT, chi: RIGHT });
    await team.goes("chi");
    expect(await say("ben", "/leaderboard")).not.toContain("Chi");
    expect(await details()).toEqual(["20 points in 2 member-rounds"]);
    await playRound({ ben: RIGHT, chi: RIGHT });
    expect(await say("ben", "/leaderboard")).toContain("Chi");
    expect(await details()).toEqual(["31 points in 3 member-rounds"]);
  });
});

test("db verify finds a changed team total, a changed freeze, and a person in two teams at once", async () => {
  team = await startTeam(DECK);
  await team.say("ben", "/team create Owls");
  await playRound({ ben: RIGHT });
  await team.say("ben", "/team leave");
  await team.say("ben", "/team create Foxes");
  expect((await verify(team.db)).differences).toEqual([]);
  await team.db.updateTable("team_totals").set({ points: 99 }).where("period", "=", "all").execute();
  await team.db.updateTable("standings").set({ freezes: 2 }).execute();
  await team.db
    .updateTable("memberships")
    .set({ until_at: team.now + 1 })
    .where("team_id", "=", 1)
    .execute();
  const { differences } = await verify(team.db);
  expect(differences.map((one) => [one.what, one.stored])).toEqual([
    ["standing", "streak 1, best 1, 1 answered, 2 freezes, last answered 1"],
    ["team total", "99 points in 1 member-rounds"],
    ["membership", "overlaps the next one"],
  ]);
});

describe("/study teams", () => {
  test("locks and opens", async () => {
    team = await startTeam(DECK);
    expect(await say("ben", "/study teams lock")).toContain("Only admins");
    await team.say(ADMIN, "/study teams lock");
    for (const words of ["create Owls", "join Owls", "leave", "rename Owls"])
      expect(await say("ben", `/team ${words}`)).toContain("The teams are locked");
    await team.say(ADMIN, "/study teams open");
    expect(await say("ben", "/team create Owls")).toContain("is there");
  });

  test("draws balanced teams of about four among those who answered lately", async () => {
    team = await startTeam(DECK);
    expect(await say(ADMIN, "/study teams draw")).toContain("There are 0; it takes 4");
    const people = ["ben", "chi", "dev", "eva", "fay", "gus", "hal", "ida"];
    await team.say("ida", "/team create Loners");
    await playRound(Object.fromEntries(people.map((name, index) => [name, index < 2 ? RIGHT : "wrong one"])));
    expect(await say(ADMIN, "/study teams draw")).toContain("2 teams drawn");
    const list = await say("ben", "/team list");
    expect(list).toContain("Loners: Ida");
    const drawn = list.split("\n").filter((line) => line.startsWith("Team "));
    expect(drawn).toHaveLength(2);
    // The two who were right are not in the same one.
    expect(drawn.filter((line) => line.includes("Ben") !== line.includes("Chi"))).toHaveLength(2);
    expect(await say(ADMIN, "/study teams draw")).toContain("There are 0; it takes 4");
    expect(await say(ADMIN, "/study teams redraw")).toContain("2 teams drawn");
    expect(await say("ben", "/team list")).not.toContain("Loners");
  });

  test("a group or role makes a team: whoever has it is a member from the next thing they do", async () => {
    team = await startTeam(DECK);
    await team.say("ben", "/team create Owls");
    expect(await say(ADMIN, "/study teams sync")).toContain("Name the group or role");
    expect(await say(ADMIN, "/study teams sync <@&77>")).toContain("what the team is to be called");
    expect(await say(ADMIN, "/study teams sync <@&77> ML Engineers")).toContain(
      "**ML Engineers** is made of that group",
    );
    expect(await say(ADMIN, "/study teams sync <@&77> Again")).toContain("That group is the team **ML Engineers**");
    expect(await say(ADMIN, "/study teams sync <!subteam^S1|@data-folks>")).toContain("**data\\-folks**");
    team.roles.set("ben", ["77", "88"]);
    expect(await say("ben", "/team list")).toContain("ML Engineers (yours): Ben");
    expect(await say("ben", "/team leave")).toContain("leave the group first");
    expect(await say("ben", "/team create Other")).toContain("whoever is in the group is in the team");
    expect(await say("chi", "/team join ml engineers")).toContain("whoever is in the group is in the team");
    team.roles.set("dev", ["77"]);
    await team.say("dev", "/help");
    expect(await say("ben", "/team list")).toContain("ML Engineers (yours): Ben\n");
    await playRound({ dev: RIGHT });
    expect(await say("ben", "/team list")).toContain("ML Engineers (yours): Ben and Dev");
    team.roles.set("ben", []);
    expect(await say("ben", "/team leave")).toContain("You are in no team");
    expect(await say("ben", "/team list")).toContain("ML Engineers: Dev");
  });

  test("where the platform tells who is in a group, its team is filled at once and follows it; what was earned stays", async () => {
    team = await startTeam(DECK);
    await playRound({ ben: RIGHT, chi: RIGHT, dev: "wrong one" });
    team.chat.groups.set("77", ["ben", "chi", "stranger"]);
    expect(await say(ADMIN, "/study teams sync <@&77> Owls")).toContain("is in the team already");
    expect(await say(ADMIN, "/study teams list")).toContain("Owls: Ben and Chi\n");
    for (const user of ["ben", "chi"]) team.roles.set(user, ["77"]);
    await playRound({ ben: RIGHT, chi: RIGHT });
    const before = await details();

    team.chat.groups.set("77", ["ben", "dev"]);
    team.roles.delete("chi");
    const { id, at, platform, community } = {
      id: "g1",
      at: team.now,
      platform: "playground" as const,
      community: "home",
    };
    await team.chat.handle({ type: "lifecycle", id, at, platform, community, what: "groups-changed" });
    expect(await say(ADMIN, "/study teams list")).toContain("Owls: Ben and Dev\n");
    expect(await details()).toEqual(before);
    // Nothing is kept of people who never answered.
    expect(await team.db.selectFrom("people").select("name").execute()).toHaveLength(3);

    team.chat.groups.set("77", ["chi"]);
    team.roles.delete("ben");
    await team.restart();
    expect(await say(ADMIN, "/study teams list")).toContain("Owls: Chi\n");
    expect(await team.differences()).toBe(0);
  });

  test("whoever loses the role leaves its team with the next thing they do; who belongs to another is in that", async () => {
    team = await startTeam(DECK);
    await team.say(ADMIN, "/study teams sync <@&77> Owls");
    await team.say(ADMIN, "/study teams sync <@&88> Foxes");
    team.roles.set("ben", ["88", "77"]);
    expect(await say("ben", "/team list")).toContain("Owls (yours): Ben");
    team.roles.set("ben", ["88"]);
    expect(await say("ben", "/team list")).toContain("Foxes (yours): Ben");
    team.roles.set("ben", []);
    expect(await say("ben", "/team list")).not.toContain("Ben");
    await team.say("ben", "/team create Hands");
    expect(await say("ben", "/team list"), "a team joined by hand stays").toContain("Hands (yours): Ben");
  });
});

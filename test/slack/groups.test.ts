import { expect, test } from "vitest";
import { press, setGroup } from "../fakes/slack/people.ts";
import { RIGHT } from "../support/small-deck.ts";
import { labelOf, ONE_KIND, type SlackTeam, useSlackTeam } from "./slack-team.ts";

const startTeam = useSlackTeam();

async function answer(team: SlackTeam, ...users: SlackTeam["ada"][]): Promise<void> {
  for (const user of users) await press(team.slack, user, team.study, team.question(), labelOf(team.question(), RIGHT));
  await team.settle();
}

test("a team made of a user group has its members at once, and follows the group as it changes", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben, chi } = team;
  await team.say(ada, "/study post");
  await answer(team, ben);
  await setGroup(slack, "S0ML", "ml", [ben, chi]);
  expect(await team.say(ada, "/study teams sync @ml ML Engineers")).toContain("is in the team already");
  expect(await team.say(ada, "/team list")).toContain("ML Engineers: Ben\n");
  // Chi answers for the first time: what the group's members did not do before is no hindrance.
  await answer(team, chi);
  expect(await team.say(ada, "/team list")).toContain("ML Engineers: Ben and Chi");
  await team.say(ada, "/study close");

  await setGroup(slack, "S0ML", "ml", [chi]);
  await team.settle();
  expect(await team.say(ada, "/team list")).toContain("ML Engineers: Chi\n");
  const memberships = await team.db.selectFrom("memberships").select(["until_at"]).orderBy("id").execute();
  expect(memberships).toEqual([{ until_at: expect.any(Number) }, { until_at: null }]);
  // A click asks for groups that were just read: it does not put Ben back.
  await team.say(ben, "/progress");
  expect(await team.say(ada, "/team list")).toContain("ML Engineers: Chi\n");
});

test("a group that changed while the bot was away is read at the start", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben, chi } = team;
  await team.say(ada, "/study post");
  await answer(team, ben, chi);
  await setGroup(slack, "S0ML", "ml", [ben]);
  await team.say(ada, "/study teams sync @ml Owls");
  slack.world.groups.set("S0ML", { handle: "ml", users: [chi.id] });
  await team.crash();
  expect(await team.say(ada, "/team list")).toContain("Owls: Chi\n");
});

test("where user groups cannot be read, nobody loses their team, and Slack is not asked at every click", async () => {
  const team = await startTeam(ONE_KIND);
  const { slack, ada, ben } = team;
  await setGroup(slack, "S0ML", "ml", [ben]);
  await team.say(ada, "/study post");
  await answer(team, ben);
  await team.say(ada, "/study teams sync @ml Owls");
  slack.world.tokens.get(slack.botToken)?.scopes.delete("usergroups:read");
  team.pass(11 * 60_000);
  const asked = () => slack.world.calls.filter((call) => call.method === "usergroups.list").length;
  const before = asked();
  for (let times = 0; times < 3; times++) await answer(team, ben);
  expect(asked()).toBe(before + 1);
  expect(await team.say(ada, "/team list")).toContain("Owls: Ben");
  expect(await team.say(ada, "/study status")).toContain("usergroups:read");
});

import { expect, test } from "vitest";
import { goHome, inviteBot, joinTeam, openChannel, press, react, setGroup, uninstall } from "../fakes/slack/people.ts";
import { readBlocks } from "../fakes/slack/read.ts";
import { RIGHT } from "../support/small-deck.ts";
import { labelOf, ONE_KIND, type SlackTeam, textOf, useSlackTeam } from "./slack-team.ts";

const startTeam = useSlackTeam();
const ORGANISATION = "E0ORG";
const EAST = "T0EAST";

/** Ada's workspace shares #study with the east, where Ola is an admin and Pia a member; #ops is the east's alone. */
async function startOrganisation() {
  const team = await startTeam({ ...ONE_KIND, organisation: ORGANISATION });
  const { slack, study } = team;
  const grid = { enterprise_id: ORGANISATION, teams: [EAST] };
  const ola = joinTeam(slack, "ola", { id: "W0OLA", team_id: EAST, is_admin: true, enterprise_user: grid });
  const pia = joinTeam(slack, "pia", { id: "W0PIA", team_id: EAST, enterprise_user: grid });
  for (const user of [ola, pia]) study.members.add(user.id);
  const ops = openChannel(slack, "ops", ola, { team: EAST });
  ops.members.add(pia.id);
  await inviteBot(slack, ops, pia);
  await team.settle();
  return { team, ola, pia, ops };
}

const communities = (team: SlackTeam) =>
  team.db.selectFrom("communities").select("external_id").orderBy("id").execute();

test("installed for an organisation: a channel that workspaces share has one board; each workspace its own channels", async () => {
  const { team, ola, pia, ops } = await startOrganisation();
  const { slack, ada, ben, study } = team;
  await team.say(ada, "/study post");
  const question = team.question();
  await press(slack, ben, study, question, labelOf(question, RIGHT));
  await press(slack, pia, study, question, labelOf(question, RIGHT));
  await react(slack, ola, study, question, ["one", "two", "three", "four"][Number(labelOf(question, RIGHT)) - 1] ?? "");
  await team.settle();
  expect(team.toldTo(pia).at(-1)).toContain("Your answer is in");
  expect(await team.say(pia, "/answer", study)).toContain(RIGHT);
  await team.say(ada, "/study close");
  const board = await team.say(pia, "/leaderboard all", study);
  expect(board).toMatch(/Pia \(you\) · 10 points/);
  for (const name of ["Ben", "Ola"]) expect(board).toContain(`${name} · 10 points`);
  expect(board).not.toContain("other workspace");

  expect(await team.say(ola, "/study setup", ops)).toContain("This is a study channel now");
  expect(await team.say(ola, "/study post", ops)).toContain("on its way");
  expect(team.messages(ops).map((message) => textOf(message).split(":")[0])).toContain("Question");
  expect(await team.say(pia, "/leaderboard all", ops), "a board of its own").toContain("Nobody has points yet");
  expect(await communities(team)).toEqual([{ external_id: slack.world.team.id }, { external_id: EAST }]);
});

test("what somebody runs in one workspace counts nothing in another's channel", async () => {
  const { team, ola, pia, ops } = await startOrganisation();
  const { ada, study, slack } = team;
  expect(await team.say(ola, "/study pause", study)).toContain("Only admins");
  expect(await team.say(pia, "/study setup", ops), "she invited the bot").toContain("This is a study channel now");
  ops.members.add(ada.id);
  expect(await team.say(ada, "/study pause", ops)).toContain("Only admins");
  const boss = joinTeam(slack, "boss", {
    id: "W0BOSS",
    team_id: EAST,
    enterprise_user: { enterprise_id: ORGANISATION, teams: [EAST], is_admin: true },
  });
  expect(await team.say(boss, "/study pause", ops), "runs the organisation").toContain("Paused");
});

test("the Home tab and user groups ask for the workspace that is meant", async () => {
  const { team } = await startOrganisation();
  const { slack, ada, ben } = team;
  await goHome(slack, ada);
  await team.settle();
  expect(readBlocks((slack.world.homes.get(ada.id)?.blocks ?? []) as never)).toContain("[Set up #study]");
  await setGroup(slack, "S0ML", "ml", [ben]);
  expect(await team.say(ada, "/study teams sync @ml Owls")).toContain("is in the team already");
});

test("thrown out of the organisation: every workspace's channels pause", async () => {
  const { team, ola, ops } = await startOrganisation();
  await team.say(ola, "/study setup", ops);
  await uninstall(team.slack);
  await team.settle();
  expect(await team.db.selectFrom("channels").select("state").execute()).toEqual([
    { state: "paused" },
    { state: "paused" },
  ]);
});

test("installed in one workspace: colleagues of the organisation are no strangers, and run what they run here", async () => {
  const team = await startTeam({ ...ONE_KIND, enterprise: ORGANISATION });
  const { slack, ada, study } = team;
  const colleague = (name: string, teams: readonly string[]) => {
    const enterprise_user = { enterprise_id: ORGANISATION, teams };
    const user = joinTeam(slack, name, {
      id: `W0${name.toUpperCase()}`,
      team_id: EAST,
      is_admin: true,
      enterprise_user,
    });
    study.members.add(user.id);
    return user;
  };
  const [ora, eli] = [colleague("ora", [EAST, slack.world.team.id]), colleague("eli", [EAST])];
  await team.say(ada, "/study post");
  await press(slack, eli, study, team.question(), labelOf(team.question(), RIGHT));
  await team.settle();
  expect(await team.say(eli, "/study close"), "runs another workspace").toContain("Only admins");
  expect(await team.say(ora, "/study close"), "a member and an admin here too").toContain("The round is closed");
  expect(await team.say(ada, "/leaderboard all")).toContain("1. Eli · 10 points");
});

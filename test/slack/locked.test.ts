import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { joinTeam, press } from "../fakes/slack/people.ts";
import { RIGHT } from "../support/small-deck.ts";
import { until } from "../support/wait.ts";
import { comes, labelOf, ONE_KIND, useSlackTeam } from "./slack-team.ts";

const startTeam = useSlackTeam();
let other: Database.Database | undefined;
afterEach(() => {
  other?.close();
});

test("while another program holds the database, Slack hears within 3 s, and people hear that nothing was kept", async () => {
  const team = await startTeam({ ...ONE_KIND, patienceMs: 500 });
  const { slack, study, file } = team;
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.question();
  const label = labelOf(question, RIGHT);
  const crowd = Array.from({ length: 40 }, (_, index) => joinTeam(slack, `person${index}`));
  for (const person of crowd) study.members.add(person.id);
  await press(slack, team.ben, study, question, label);
  await team.settle();

  other = new Database(file);
  other.exec("begin immediate");
  const acknowledged = Promise.all(crowd.map((person) => press(slack, person, study, question, label)));
  const isLookedUp = (id: string) =>
    slack.world.calls.some(({ method, args }) => method === "users.info" && args.user === id);
  await until(() => crowd.every((person) => isLookedUp(person.id)));
  team.pass(2_900);
  await comes(acknowledged, "Slack hears that it arrived");
  expect(slack.world.complaints).toEqual([]);
  await team.settle();
  for (const person of crowd) expect(team.toldTo(person).join()).toContain("It did not count");
  other.exec("rollback");
  expect(await team.db.selectFrom("answers").select("choice").execute()).toHaveLength(1);

  await press(slack, crowd[0] ?? team.chi, study, question, label);
  await team.settle();
  expect(await team.db.selectFrom("answers").select("choice").execute()).toHaveLength(2);
  expect(slack.world.complaints).toEqual([]);
});

import Database from "better-sqlite3";
import { afterEach, expect, test, vi } from "vitest";
import { joinTeam, press } from "../fakes/slack/people.ts";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { labelOf, useSlackTeam } from "./slack-team.ts";

const startTeam = useSlackTeam();
let other: Database.Database | undefined;
afterEach(() => {
  other?.close();
});

test("while another program holds the database, Slack hears within 3 s, and people hear that nothing was kept", {
  timeout: 60_000,
}, async () => {
  const team = await startTeam({ deck: smallDeck(singles(9)) });
  const { slack, study, file } = team;
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.question();
  const label = labelOf(question, RIGHT);
  const crowd = Array.from({ length: 40 }, (_, index) => joinTeam(slack, `person${index}`));
  for (const person of crowd) study.members.add(person.id);
  await press(slack, team.ben, study, question, label);

  other = new Database(file);
  other.exec("begin immediate");
  const waits = await Promise.all(
    crowd.map(async (person) => {
      const from = performance.now();
      await press(slack, person, study, question, label);
      return performance.now() - from;
    }),
  );
  expect(Math.max(...waits)).toBeLessThan(3_000);
  const { toldTo } = team;
  await vi.waitFor(() => {
    for (const person of crowd) expect(toldTo(person).join()).toContain("It did not count");
  }, 20_000);
  other.exec("rollback");
  expect(await team.db.selectFrom("answers").select("choice").execute()).toHaveLength(1);

  await press(slack, crowd[0] ?? team.chi, study, question, label);
  await team.settle();
  expect(await team.db.selectFrom("answers").select("choice").execute()).toHaveLength(2);
});

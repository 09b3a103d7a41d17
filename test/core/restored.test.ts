import { sql } from "kysely";
import { afterEach, expect, test } from "vitest";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, labelOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

const DECK = { deck: smallDeck(singles(12)) };
const questions = () => team.channelMessages().filter(({ card }) => card.tone === "question" || card.tone === "reveal");

/** The database is from here on a copy that was made at this moment. */
const markAsCopy = (at: string) =>
  team.db
    .insertInto("meta")
    .values({ key: "copied-at", value: String(Date.parse(at)) })
    .execute();

test("after a restore, times since the backup are not asked again, and status says so; the next ones come", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T07:00:00Z");
  await markAsCopy("2026-11-23T07:00:00Z");
  team.now = Date.parse("2026-11-23T08:30:00Z");
  await team.restart();
  await team.tickAt("2026-11-23T08:30:00Z");
  expect(questions()).toHaveLength(0);
  const status = textOf(await team.say(ADMIN, "/study status"));
  expect(status).toMatch(/No question came .*23 Nov.*09:00.*: my data was restored from an older backup/);
  expect(status).toContain("Next question 2026-11-24T08:00:00.000Z");
  await team.restart();
  await team.tickAt("2026-11-24T08:00:00Z");
  expect(questions()).toHaveLength(1);
});

test("a message that the backup had still to send is looked for before it is sent", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T08:00:00Z");
  // As the backup has it: claimed, and not yet sent.
  const unsent = { state: "pending", sent_at: null, message: null, maybe_sent_since: null, attempts: 0 } as const;
  await team.db.updateTable("deliveries").set(unsent).execute();
  await team.db.updateTable("rounds").set({ state: "scheduled", posted_at: null, message: null }).execute();
  await markAsCopy("2026-11-23T08:00:00Z");
  await team.restart();
  expect(questions()).toHaveLength(1);
  expect((await team.db.selectFrom("rounds").select("state").execute())[0]?.state).toBe("open");
});

test("a button from the lost time answers for no other round", async () => {
  team = await startTeam(DECK);
  await team.tickAt("2026-11-23T08:00:00Z");
  await team.tickAt("2026-11-23T16:00:00Z");
  await team.tickAt("2026-11-24T08:00:00Z");
  const lost = team.lastQuestion();
  const right = labelOf(lost, RIGHT);
  // The backup is from before this round.
  await team.db.deleteFrom("deliveries").where("round_id", "=", 2).execute();
  await team.db.deleteFrom("rounds").where("id", "=", 2).execute();
  await team.db
    .updateTable("channels")
    .set({ next_run_at: Date.parse("2026-11-24T08:00:00Z") })
    .execute();
  await sql`update sqlite_sequence set seq = 1 where name = 'rounds'`.execute(team.db);
  await markAsCopy("2026-11-23T17:00:00Z");
  await team.restart();
  await team.tickAt("2026-11-25T08:00:00Z");
  expect(textOf(await team.press("ben", lost, right))).toContain("That did not work");
  expect(await team.db.selectFrom("answers").select("choice").execute()).toEqual([]);
});

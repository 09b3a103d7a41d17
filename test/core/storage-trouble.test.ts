import { sql } from "kysely";
import { afterEach, expect, test } from "vitest";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, labelOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

/** SQLite's own limit plays the disk: beyond it, it says SQLITE_FULL. */
async function fillDisk(): Promise<void> {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(team.db);
  await sql.raw(`pragma max_page_count = ${rows[0]?.page_count ?? 1}`).execute(team.db);
  // What is left on the pages that are there.
  for (let size = 2_000; size > 20; size = Math.floor(size / 2)) {
    for (;;) {
      const took = await sql`insert into meta values (${crypto.randomUUID()}, ${"x".repeat(size)})`
        .execute(team.db)
        .then(() => true)
        .catch(() => false);
      if (!took) break;
    }
  }
}
const makeRoom = () => sql`pragma max_page_count = 1000000`.execute(team.db);

test("on a full disk no answer is acknowledged that was not kept, nothing of it stays, and with room all goes on", async () => {
  team = await startTeam({ deck: smallDeck(singles(12)) });
  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.lastQuestion();
  const right = labelOf(question, RIGHT);
  await fillDisk();
  const people = Array.from({ length: 400 }, (_, index) => `person-${index}`);
  const told = new Map<string, string>();
  for (const person of people) told.set(person, textOf(await team.press(person, question, right)));
  const refused = people.filter((person) => told.get(person)?.includes("the disk that I write to is full"));
  expect(refused.length).toBeGreaterThan(0);
  const accounts = await team.db
    .selectFrom("answers")
    .innerJoin("accounts", "accounts.person_id", "answers.person_id")
    .select("accounts.external_id")
    .execute();
  const acknowledged = people.filter((person) => told.get(person)?.includes("Your answer is in"));
  expect(accounts.map((row) => row.external_id).sort()).toEqual(acknowledged.sort());
  expect(acknowledged.length + refused.length).toBe(people.length);

  await makeRoom();
  expect(textOf(await team.press(refused[0] ?? "", question, right))).toContain("Your answer is in");
  await team.say(ADMIN, "/study close");
  expect(question.card.tone).toBe("reveal");
  expect(await team.differences()).toBe(0);
});

test("a message that arrived while its record could not be written is found again, not sent twice", async () => {
  team = await startTeam({ deck: smallDeck(singles(12)) });
  const post = team.chat.post;
  let broken = true;
  team.chat.post = async (...given) => {
    const sent = await post(...given);
    // The disk fills up while the message is on its way.
    if (broken)
      await sql`create temp trigger full before update on deliveries begin select raise(abort, 'full'); end`.execute(
        team.db,
      );
    broken = false;
    return sent;
  };
  await team.tickAt("2026-11-23T08:00:00Z");
  expect(await team.db.selectFrom("deliveries").select("state").execute()).toEqual([{ state: "sending" }]);
  await sql`drop trigger full`.execute(team.db);
  await team.tickAt("2026-11-23T08:01:00Z");
  expect(await team.db.selectFrom("deliveries").select("state").execute()).toEqual([{ state: "sent" }]);
  expect(team.channelMessages()).toHaveLength(1);
  expect((await team.db.selectFrom("rounds").select("state").execute())[0]?.state).toBe("open");
});

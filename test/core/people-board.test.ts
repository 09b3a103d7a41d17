import fc from "fast-check";
import { expect, test } from "vitest";
import { peopleBoard } from "../../src/storage/boards/boards.ts";
import { boardPage, rank } from "../../src/study/ranking.ts";
import { startTeam } from "../support/team.ts";

const anyPerson = fc.record({ points: fc.nat(6), hidden: fc.boolean(), left: fc.boolean(), second: fc.nat(3) });

test("a page read from the database is what ranking everybody gives, for whoever reads it", async () => {
  const team = await startTeam();
  const { db } = team;
  const { community_id: communityId, id: channelId } = await db
    .selectFrom("channels")
    .selectAll()
    .executeTakeFirstOrThrow();
  team.channel = "second";
  await team.say("ada", "/study setup");
  const { id: secondId } = await db
    .selectFrom("channels")
    .select("id")
    .where("external_id", "=", "second")
    .executeTakeFirstOrThrow();
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyPerson, { maxLength: 25 }),
      fc.nat(25),
      fc.nat(25),
      fc.integer({ min: 1, max: 8 }),
      async (people, me, from, size) => {
        await db.deleteFrom("totals").execute();
        await db.deleteFrom("community_totals").execute();
        await db.deleteFrom("people").execute();
        const ids = new Map<number, number>();
        for (const [index, one] of people.entries()) {
          const { id } = await db
            .insertInto("people")
            .values({
              community_id: communityId,
              // Ties stand in the order in which people came, as these names do.
              name: String(index).padStart(2, "0"),
              hidden: one.hidden ? 1 : 0,
              left_at: one.left ? 1 : null,
              created_at: 0,
            })
            .returning("id")
            .executeTakeFirstOrThrow();
          ids.set(index, id);
          const total = { person_id: id, points: one.points, right_answers: 1, answers: 1, period: "all" };
          await db
            .insertInto("totals")
            .values([
              { ...total, channel_id: channelId },
              { ...total, channel_id: secondId, points: one.second },
            ])
            .execute();
          await db
            .insertInto("community_totals")
            .values({
              ...total,
              community_id: communityId,
              points: one.points + one.second,
              right_answers: 2,
              answers: 2,
            })
            .execute();
        }
        const viewer = ids.get(me);
        const view = { from, size, around: 1 };
        for (const channelIds of [[channelId], [channelId, secondId]]) {
          const listed = people.flatMap((one, index) =>
            (!one.hidden && !one.left) || index === me
              ? [
                  {
                    person: ids.get(index) ?? 0,
                    name: String(index).padStart(2, "0"),
                    points: one.points + (channelIds.length > 1 ? one.second : 0),
                  },
                ]
              : [],
          );
          const expected = boardPage(rank(listed), view, (row) => row.person === viewer);
          const { page, count } = await peopleBoard(db, { communityId, channelIds, period: "all" }, view, viewer);
          expect(count).toBe(listed.length);
          expect(page.gapToNext).toBe(expected.gapToNext);
          expect(page.rows.map(({ right: _right, answers: _answers, ...row }) => row)).toEqual(expected.rows);
        }
      },
    ),
    { numRuns: 60 },
  );
  await team.stop();
});

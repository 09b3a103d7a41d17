import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createChannel, dueChannels, findChannel } from "../../src/storage/channels.ts";
import { ensureCommunity } from "../../src/storage/communities.ts";
import type { Db } from "../../src/storage/database.ts";
import { markSending, markWaiting, nextDelivery, owe, recoverDeliveries } from "../../src/storage/deliveries.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { verify } from "../../src/storage/operations/verify.ts";
import { ensurePerson, findPerson } from "../../src/storage/people/people.ts";
import { createTeam, joinTeam, listTeams, teamOf } from "../../src/storage/people/teams.ts";
import { recordAnswer } from "../../src/storage/rounds/answers.ts";
import { missedRuns, noteMissedRuns } from "../../src/storage/rounds/missed-runs.ts";
import { currentRound, insertRound } from "../../src/storage/rounds/rounds.ts";
import { newRound } from "../support/new-round.ts";

const NOW = Date.parse("2026-11-23T08:00:00Z");

/** What every storage dialect must do. `open` gives an empty database; the suite migrates it. */
export function describeStorage(name: string, open: () => Promise<{ db: Db; close: () => Promise<void> }>): void {
  describe(`storage on ${name}`, () => {
    let db: Db;
    let close: () => Promise<void>;
    let communityId: number;
    let channelId: number;
    beforeEach(async () => {
      ({ db, close } = await open());
      await migrate(db, NOW);
      const community = await ensureCommunity(db, {
        platform: "playground",
        external: "home",
        name: "Home",
        timeZone: "UTC",
        now: NOW,
      });
      communityId = community.id;
      const settings = {
        deck: "small",
        schedule: { crons: ["0 9 * * 1-5"], timeZone: "UTC", daysOff: [] },
        windowMs: 1000,
        catchUpMs: 1000,
        scoringRule: "standard",
        firstAnswerCounts: false,
        instantFeedback: false,
        reactions: true,
      } as const;
      await createChannel(db, {
        communityId,
        external: "study",
        name: "#study",
        settings,
        nextRunAt: NOW,
        createdBy: undefined,
        now: NOW,
      });
      channelId = (await findChannel(db, communityId, "study"))?.id ?? 0;
    });
    afterEach(() => close());

    const answer = (roundId: number, choice: string, at: number, user = "ben") => ({
      roundId,
      communityId,
      user: { id: user, name: user },
      choice,
      isRight: choice === "1",
      via: "button" as const,
      readBack: false,
      at,
    });

    test("migrations run once", async () => {
      expect(await migrate(db, NOW)).toEqual([]);
    });

    test("a migration that changes the rules has everything derived made afresh, once", async () => {
      const round = await insertRound(db, newRound({ channelId, state: "revealed", sequence: 1, postedAt: NOW }));
      const person = await ensurePerson(db, communityId, { id: "u1", name: "Ben" }, NOW);
      const values = { choice: "1", is_right: 1, via: "button", read_back: 0, at: NOW } as const;
      await db
        .insertInto("answers")
        .values({ round_id: round, person_id: person.id, ...values })
        .execute();
      expect((await verify(db)).differences.length).toBeGreaterThan(0);
      await db.insertInto("meta").values({ key: "rescore", value: "test" }).execute();
      await migrate(db, NOW);
      expect((await verify(db)).differences).toEqual([]);
      expect(await db.selectFrom("meta").select("key").where("key", "=", "rescore").execute()).toEqual([]);
    });

    test("a person is in one team at a time, whatever the code does", async () => {
      const person = await ensurePerson(db, communityId, { id: "u1", name: "Ben" }, NOW);
      const owls = await createTeam(db, { communityId, name: "Owls", key: "owls" }, NOW);
      const foxes = await createTeam(db, { communityId, name: "Foxes", key: "foxes" }, NOW);
      await expect(createTeam(db, { communityId, name: "OWLS", key: "owls" }, NOW)).rejects.toThrow(/UNIQUE|unique/);
      await joinTeam(db, owls, person.id, NOW);
      await joinTeam(db, foxes, person.id, NOW + 5);
      expect((await teamOf(db, person.id))?.name).toBe("Foxes");
      expect((await listTeams(db, communityId)).map((team) => team.name)).toEqual(["Foxes"]);
      const row = { team_id: owls, person_id: person.id, from_at: NOW + 6, until_at: null };
      await expect(db.insertInto("memberships").values(row).execute()).rejects.toThrow(/UNIQUE|unique/);
    });

    test("a database of a newer studybot is refused, and says what to do", async () => {
      await sql`insert into schema_version values (999, 'future', ${NOW})`.execute(db);
      await expect(migrate(db, NOW)).rejects.toThrow(/newer studybot \(schema 999.*Update studybot/);
    });

    test("a community is made once, with its first season", async () => {
      const again = await ensureCommunity(db, {
        platform: "playground",
        external: "home",
        name: "Other",
        timeZone: "UTC",
        now: NOW,
      });
      expect(again.id).toBe(communityId);
      expect(await db.selectFrom("seasons").select("number").execute()).toEqual([{ number: 1 }]);
    });

    test("a slot is claimed once, and a channel has one unrevealed round", async () => {
      await insertRound(db, newRound({ channelId, slot: "at:1" }));
      await expect(insertRound(db, newRound({ channelId, slot: "at:2" }))).rejects.toThrow(/UNIQUE|unique/);
      await db.updateTable("rounds").set({ state: "revealed" }).execute();
      await expect(insertRound(db, newRound({ channelId, slot: "at:1" }))).rejects.toThrow(/UNIQUE|unique/);
      await insertRound(db, newRound({ channelId, slot: "at:2" }));
      expect((await currentRound(db, channelId))?.slot).toBe("at:2");
    });

    test("an answer is one row a person and round, the newest wins, whatever order events come in", async () => {
      const round = await insertRound(db, newRound({ channelId, state: "open", closesAt: NOW + 1000 }));
      expect(await recordAnswer(db, answer(round, "2", NOW), NOW)).toMatchObject({ kind: "new" });
      expect(await recordAnswer(db, answer(round, "1", NOW + 5), NOW)).toMatchObject({
        kind: "changed",
        isRight: true,
      });
      expect(await recordAnswer(db, answer(round, "2", NOW), NOW)).toMatchObject({ kind: "same", choice: "1" });
      expect(await recordAnswer(db, answer(round, "1", NOW + 5), NOW)).toMatchObject({ kind: "same", choice: "1" });
      expect(await recordAnswer(db, answer(round, "3", NOW + 1001), NOW)).toEqual({ kind: "closed" });
      expect(await db.selectFrom("answers").select(["choice", "is_right", "at"]).execute()).toEqual([
        { choice: "1", is_right: 1, at: NOW + 5 },
      ]);
    });

    test("a refused answer leaves no trace of the person", async () => {
      const round = await insertRound(db, newRound({ channelId, state: "void" }));
      expect(await recordAnswer(db, answer(round, "1", NOW), NOW)).toEqual({ kind: "void" });
      expect(await recordAnswer(db, answer(12345, "1", NOW), NOW)).toEqual({ kind: "void" });
      expect(await findPerson(db, communityId, "ben")).toBeUndefined();
    });

    test("a person is made once and keeps the newest name that is known", async () => {
      const first = await ensurePerson(db, communityId, { id: "u1", name: "" }, NOW);
      expect((await ensurePerson(db, communityId, { id: "u1", name: "Ben" }, NOW)).id).toBe(first.id);
      expect((await ensurePerson(db, communityId, { id: "u1", name: "" }, NOW)).name).toBe("Ben");
    });

    test("a failed transaction leaves nothing behind", async () => {
      const work = db.transaction().execute(async (tx) => {
        await ensurePerson(tx, communityId, { id: "u2", name: "Lost" }, NOW);
        throw new Error("a crash in the middle");
      });
      await expect(work).rejects.toThrow("a crash");
      expect(await findPerson(db, communityId, "u2")).toBeUndefined();
    });

    test("the same thing is owed once, in order, and a waiting one holds back only its own round", async () => {
      const roundId = await insertRound(db, newRound({ channelId }));
      const owed = (kind: "reveal" | "reveal-note" | "notice") => ({
        kind,
        subject: "one",
        communityId,
        channelId,
        ...(kind !== "notice" && { roundId }),
      });
      await owe(db, owed("reveal"), NOW);
      await owe(db, owed("reveal"), NOW);
      await owe(db, owed("reveal-note"), NOW);
      await owe(db, owed("notice"), NOW);
      const first = await nextDelivery(db, communityId, NOW);
      expect(first?.kind).toBe("reveal");
      if (first === undefined) return;
      await markSending(db, first, NOW);
      await markWaiting(db, first.id, { notBefore: NOW + 5000, error: "unavailable" });
      expect((await nextDelivery(db, communityId, NOW))?.kind).toBe("notice");
      expect((await nextDelivery(db, communityId, NOW + 5000))?.kind).toBe("reveal");
    });

    test("what was being sent when the bot died is tried again, knowing that it may have arrived", async () => {
      await owe(db, { kind: "notice", subject: "a", communityId }, NOW);
      const delivery = await nextDelivery(db, communityId, NOW);
      if (delivery !== undefined) await markSending(db, delivery, NOW);
      expect(await nextDelivery(db, communityId, NOW)).toBeUndefined();
      expect(await recoverDeliveries(db)).toBe(1);
      expect(await nextDelivery(db, communityId, NOW)).toMatchObject({
        subject: "a",
        maybeSentSince: NOW,
        attempts: 1,
      });
    });

    test("due are active channels whose time has come", async () => {
      expect(await dueChannels(db, NOW - 1)).toEqual([]);
      expect(await dueChannels(db, NOW)).toEqual([channelId]);
    });

    test("of missed times the newest twenty are kept", async () => {
      for (let day = 0; day < 30; day++) {
        await noteMissedRuns(db, { channelId, runs: [NOW + day], reason: "too-late", now: NOW });
      }
      const kept = await missedRuns(db, channelId, 100);
      expect(kept).toHaveLength(20);
      expect(kept[0]?.runAt).toBe(NOW + 29);
    });
  });
}

import type { EpochMs } from "../../chat/card.ts";
import { TYPED_KINDS } from "../../study/kinds/registry.ts";
import type { Db } from "../database.ts";
import { notesOf } from "../rounds/regrades.ts";
import { forgetReports, reportsOf } from "../rounds/reports.ts";
import { rescoreChannel } from "../rounds/scores.ts";
import { leaveTeam } from "./teams.ts";

/** Everything the bot keeps about a person, for their export. Answers in unrevealed rounds do not say whether they are right. */
export async function exportPerson(db: Db, personId: number) {
  const person = await db.selectFrom("people").selectAll().where("id", "=", personId).executeTakeFirstOrThrow();
  const accounts = await db.selectFrom("accounts").select("external_id").where("person_id", "=", personId).execute();
  const answers = await db
    .selectFrom("answers")
    .innerJoin("rounds", "rounds.id", "answers.round_id")
    .innerJoin("channels", "channels.id", "rounds.channel_id")
    .leftJoin("scores", (join) =>
      join.onRef("scores.round_id", "=", "answers.round_id").onRef("scores.person_id", "=", "answers.person_id"),
    )
    .select(["channels.name as channel", "rounds.deck", "rounds.question", "rounds.state"])
    .select(["answers.choice", "answers.is_right", "answers.via", "answers.at", "scores.points", "scores.streak"])
    .where("answers.person_id", "=", personId)
    .orderBy("answers.at")
    .execute();
  const teams = await db
    .selectFrom("memberships")
    .innerJoin("teams", "teams.id", "memberships.team_id")
    .select(["teams.name", "memberships.from_at", "memberships.until_at"])
    .where("memberships.person_id", "=", personId)
    .orderBy("memberships.id")
    .execute();
  return {
    name: person.name,
    accounts: accounts.map((account) => account.external_id),
    hidden: person.hidden === 1,
    since: iso(person.created_at),
    teams: teams.map((team) => ({
      name: team.name,
      from: iso(team.from_at),
      until: team.until_at === null ? undefined : iso(team.until_at),
    })),
    answers: answers.map((answer) => ({
      channel: answer.channel,
      deck: answer.deck,
      question: answer.question,
      choice: answer.choice,
      right: answer.state === "revealed" ? answer.is_right === 1 : undefined,
      via: answer.via,
      at: iso(answer.at),
      points: answer.points ?? undefined,
      streak: answer.streak ?? undefined,
    })),
    corrections: await notesOf(db, personId),
    reports: (await reportsOf(db, personId)).map((report) => ({ ...report, at: iso(report.at) })),
  };
}

/**
 * Removes a person's answers, points, standings, and name, from old boards too. Only the count of each option chosen in a
 * round remains. Their channels are rescored as if they had never taken part.
 */
export async function deletePerson(db: Db, personId: number, now: EpochMs): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const channels = await tx
      .selectFrom("answers")
      .innerJoin("rounds", "rounds.id", "answers.round_id")
      .select("rounds.channel_id")
      .distinct()
      .where("answers.person_id", "=", personId)
      .execute();
    await keepCounts(tx, personId);
    await forgetReports(tx, personId);
    await leaveTeam(tx, personId, now);
    for (const table of [
      "regrade_notes",
      "totals",
      "community_totals",
      "standings",
      "scores",
      "answers",
      "memberships",
    ] as const) {
      await tx.deleteFrom(table).where("person_id", "=", personId).execute();
    }
    await tx.deleteFrom("accounts").where("person_id", "=", personId).execute();
    await tx.deleteFrom("people").where("id", "=", personId).execute();
    for (const channel of channels) await rescoreChannel(tx, channel.channel_id);
  });
}

async function keepCounts(tx: Db, personId: number): Promise<void> {
  await tx
    .insertInto("forgotten_answers")
    .columns(["round_id", "choice", "is_right", "count"])
    .expression((from) =>
      from
        .selectFrom("answers")
        .innerJoin("rounds", "rounds.id", "answers.round_id")
        .select(({ eb, lit }) => [
          "answers.round_id",
          // Typed text is personal data; a pressed option only counts.
          eb.case().when("rounds.kind", "in", TYPED_KINDS).then("").else(eb.ref("answers.choice")).end().as("choice"),
          "answers.is_right",
          lit(1).as("count"),
        ])
        .where("answers.person_id", "=", personId),
    )
    .onConflict((conflict) =>
      conflict
        .columns(["round_id", "choice", "is_right"])
        .doUpdateSet(({ eb }) => ({ count: eb("forgotten_answers.count", "+", 1) })),
    )
    .execute();
}

function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}

import type { Selectable } from "kysely";
import type { EpochMs } from "../../chat/card.ts";
import type { PlatformName } from "../../chat/event.ts";
import { ROSTER_ROUNDS } from "../../study/team-score.ts";
import { type Community, communityOf } from "../communities.ts";
import type { Db } from "../database.ts";
import { flag } from "../flag.ts";
import { prepared } from "../prepared.ts";
import type { TeamsTable } from "../schema.ts";

export interface Team {
  readonly id: number;
  readonly name: string;
  /** The platform's group or role whose members make up the team; undefined if people join by hand. */
  readonly groupId: string | undefined;
}

const byName = new Intl.Collator("en", { numeric: true });

/** The community's teams that have not ended, by name. */
export async function listTeams(db: Db, communityId: number): Promise<readonly Team[]> {
  const rows = await db
    .selectFrom("teams")
    .select(["id", "name", "group_id"])
    .where("community_id", "=", communityId)
    .where("ended_at", "is", null)
    .execute();
  return rows.map(teamFrom).sort((a, b) => byName.compare(a.name, b.name));
}

/** The team with this normalized name, unless it has ended. */
export async function findTeam(db: Db, communityId: number, key: string): Promise<Team | undefined> {
  const row = await db
    .selectFrom("teams")
    .select(["id", "name", "group_id"])
    .where("community_id", "=", communityId)
    .where("name_key", "=", key)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return row && teamFrom(row);
}

/** The team that a person is in now. */
export async function teamOf(db: Db, personId: number): Promise<Team | undefined> {
  const row = await db
    .selectFrom("memberships")
    .innerJoin("teams", "teams.id", "memberships.team_id")
    .select(["teams.id", "teams.name", "teams.group_id"])
    .where("memberships.person_id", "=", personId)
    .where("memberships.until_at", "is", null)
    .executeTakeFirst();
  return row && teamFrom(row);
}

function teamFrom(row: Pick<Selectable<TeamsTable>, "id" | "name" | "group_id">): Team {
  return { id: row.id, name: row.name, groupId: row.group_id ?? undefined };
}

export interface Member {
  readonly team: number;
  readonly person: number;
  readonly name: string;
  readonly hidden: boolean;
}

/** Who is in the community's teams now, by name. */
export async function currentMembers(db: Db, communityId: number): Promise<readonly Member[]> {
  const rows = await db
    .selectFrom("memberships")
    .innerJoin("teams", "teams.id", "memberships.team_id")
    .innerJoin("people", "people.id", "memberships.person_id")
    .select(["memberships.team_id as team", "people.id as person", "people.name", "people.hidden"])
    .where("teams.community_id", "=", communityId)
    .where("memberships.until_at", "is", null)
    .orderBy("people.name")
    .execute();
  return rows.map((row) => ({ ...row, hidden: row.hidden === 1 }));
}

export async function createTeam(
  tx: Db,
  given: { communityId: number; name: string; key: string; group?: string },
  now: EpochMs,
): Promise<number> {
  const { id } = await tx
    .insertInto("teams")
    .values({
      community_id: given.communityId,
      name: given.name,
      name_key: given.key,
      group_id: given.group ?? null,
      created_at: now,
      ended_at: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

export async function renameTeam(tx: Db, id: number, name: string, key: string): Promise<void> {
  await tx.updateTable("teams").set({ name, name_key: key }).where("id", "=", id).execute();
}

/** Moves the person to this team as of `now`. */
export async function joinTeam(tx: Db, teamId: number, personId: number, now: EpochMs): Promise<void> {
  await leaveTeam(tx, personId, now);
  await tx
    .insertInto("memberships")
    .values({ team_id: teamId, person_id: personId, from_at: now, until_at: null })
    .execute();
}

/** Takes the person out of their team as of `now`. A team that people join by hand ends when its last member leaves. */
export async function leaveTeam(tx: Db, personId: number, now: EpochMs): Promise<{ ended: boolean }> {
  const team = await teamOf(tx, personId);
  if (team === undefined) return { ended: false };
  await tx
    .updateTable("memberships")
    .set({ until_at: now })
    .where("person_id", "=", personId)
    .where("until_at", "is", null)
    .execute();
  return { ended: await endIfEmpty(tx, team, now) };
}

async function endIfEmpty(tx: Db, team: Team, now: EpochMs): Promise<boolean> {
  if (team.groupId !== undefined) return false;
  const member = await tx
    .selectFrom("memberships")
    .select("id")
    .where("team_id", "=", team.id)
    .where("until_at", "is", null)
    .executeTakeFirst();
  if (member !== undefined) return false;
  await tx.updateTable("teams").set({ ended_at: now }).where("id", "=", team.id).execute();
  return true;
}

export async function lockTeams(db: Db, communityId: number, locked: boolean): Promise<void> {
  await db
    .updateTable("communities")
    .set({ teams_locked: flag(locked) })
    .where("id", "=", communityId)
    .execute();
}

export interface GroupTeam {
  readonly id: number;
  /** The platform's id of the group or role. */
  readonly group: string;
}

/** The teams made from a group or role that have not ended, oldest first. */
export async function groupTeams(db: Db, communityId: number): Promise<readonly GroupTeam[]> {
  const { rows } = await livingGroupTeams(db, { community: communityId });
  return rows
    .flatMap((row) => (row.group_id === null ? [] : [{ id: row.id, group: row.group_id }]))
    .sort((a, b) => a.id - b.id);
}

/** Runs at every event, so it does not sort; the caller sorts the few rows. */
const livingGroupTeams = prepared((db, params: { community: number }) =>
  db
    .selectFrom("teams")
    .select(["id", "group_id"])
    .where("community_id", "=", params.community)
    .where("group_id", "is not", null)
    .where("ended_at", "is", null),
);

/** The platform's ids of the users now in teams made from a group or role. */
export async function groupTeamUsers(db: Db, communityId: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("memberships")
    .innerJoin("teams", "teams.id", "memberships.team_id")
    .innerJoin("accounts", "accounts.person_id", "memberships.person_id")
    .select("accounts.external_id")
    .where("teams.community_id", "=", communityId)
    .where("teams.group_id", "is not", null)
    .where("memberships.until_at", "is", null)
    .execute();
  return rows.map((row) => row.external_id);
}

/** The platform's communities that have teams made from a group or role. */
export async function communitiesWithGroups(db: Db, platform: PlatformName): Promise<readonly Community[]> {
  const rows = await db
    .selectFrom("communities")
    .selectAll()
    .where("platform", "=", platform)
    .where("id", "in", (query) =>
      query
        .selectFrom("teams")
        .select("teams.community_id")
        .where("group_id", "is not", null)
        .where("ended_at", "is", null),
    )
    .execute();
  return rows.map(communityOf);
}

export interface DrawCandidate {
  readonly person: number;
  /** All-time points in the channel. */
  readonly points: number;
  readonly team: number | undefined;
  readonly group: string | undefined;
}

/** People who answered any of the channel's last ten rounds and have not left. */
export async function recentAnswerers(db: Db, channelId: number, sequence: number): Promise<readonly DrawCandidate[]> {
  const rows = await db
    .selectFrom("answers")
    .innerJoin("rounds", "rounds.id", "answers.round_id")
    .innerJoin("people", "people.id", "answers.person_id")
    .innerJoin("channels", "channels.id", "rounds.channel_id")
    .leftJoin("totals", (join) =>
      join
        .onRef("totals.person_id", "=", "answers.person_id")
        .onRef("totals.channel_id", "=", "rounds.channel_id")
        .on("totals.period", "=", "all"),
    )
    .leftJoin("memberships", (join) =>
      join.onRef("memberships.person_id", "=", "answers.person_id").on("memberships.until_at", "is", null),
    )
    .leftJoin("teams", "teams.id", "memberships.team_id")
    .select(["answers.person_id as person", "totals.points", "teams.id as team", "teams.group_id as group"])
    .distinct()
    .where("rounds.channel_id", "=", channelId)
    .where("rounds.sequence", ">", sequence - ROSTER_ROUNDS)
    .where("people.left_at", "is", null)
    .whereRef("people.community_id", "=", "channels.community_id")
    .orderBy("answers.person_id")
    .execute();
  return rows.map((row) => ({
    person: row.person,
    points: row.points ?? 0,
    team: row.team ?? undefined,
    group: row.group ?? undefined,
  }));
}

import { UserError } from "../../chat/errors.ts";
import type { ChatUser, PlatformName } from "../../chat/event.ts";
import type { Community } from "../../storage/communities.ts";
import type { Db } from "../../storage/database.ts";
import { ensurePerson, findPerson } from "../../storage/people/people.ts";
import {
  communitiesWithGroups,
  findTeam,
  type GroupTeam,
  groupTeams,
  groupTeamUsers,
  joinTeam,
  leaveTeam,
  type Team,
  teamOf,
} from "../../storage/people/teams.ts";
import { parseTeamName } from "../../study/team-name.ts";
import type { Bot } from "../bot.ts";
import { nameProblem, nameTaken } from "../messages/boards/team.ts";

/**
 * A name that a team may have.
 *
 * @throws UserError where it is none, or looks like another living team's; a team looks like itself, `self`.
 */
export async function freeName(
  db: Db,
  communityId: number,
  text: string,
  self?: number,
): Promise<{ name: string; key: string }> {
  const parsed = parseTeamName(text);
  if (!parsed.ok) throw new UserError(nameProblem(parsed.problem));
  const taken = await findTeam(db, communityId, parsed.key);
  if (taken !== undefined && taken.id !== self) throw new UserError(nameTaken(taken.name));
  return parsed;
}

/**
 * Teams made of groups or roles: the platform tells a user's with what they do. Of somebody who never answered nothing is
 * kept, unless they ask for teams.
 */
export async function syncUserTeam(
  bot: Bot,
  community: Community,
  user: ChatUser,
  registersGroupMembers: boolean,
): Promise<void> {
  const { roles } = user;
  if (roles === undefined) return;
  const synced = await groupTeams(bot.db, community.id);
  if (synced.length === 0) return;
  const known = await findPerson(bot.db, community.id, user.id);
  if (known !== undefined) return followGroups(bot, known.id, synced, roles);
  if (!registersGroupMembers || !synced.some((team) => roles.includes(team.group))) return;
  const person = await bot.db.transaction().execute((tx) => ensurePerson(tx, community.id, user, bot.now()));
  await followGroups(bot, person.id, synced, roles);
}

/**
 * Reads who is in the groups that teams are made of, so that those the bot knows need not do anything first.
 *
 * @returns false where the platform does not tell
 */
export async function syncGroupTeams(bot: Bot, community: Community): Promise<boolean> {
  const synced = await groupTeams(bot.db, community.id);
  const groupsOf = new Map<string, string[]>();
  for (const { group } of synced) {
    const platform = bot.platforms.get(community.platform);
    const members = await platform?.groupMembers({ community: community.external, group });
    if (members === undefined) return false;
    for (const user of members) groupsOf.set(user, [...(groupsOf.get(user) ?? []), group]);
  }
  for (const user of await groupTeamUsers(bot.db, community.id)) groupsOf.set(user, groupsOf.get(user) ?? []);
  for (const [user, groups] of groupsOf) {
    const person = await findPerson(bot.db, community.id, user);
    if (person !== undefined) await followGroups(bot, person.id, synced, groups);
  }
  return true;
}

/** What changed while the bot was away. Trouble here keeps nobody from playing. */
export async function syncAllGroupTeams(bot: Bot, platform: PlatformName): Promise<void> {
  for (const community of await communitiesWithGroups(bot.db, platform)) {
    try {
      await syncGroupTeams(bot, community);
    } catch (error) {
      bot.log.warn({ community: community.id, err: error }, "the groups that teams are made of could not be read");
    }
  }
}

/**
 * Whoever is in a team's group is in the team: of several, in the one they are in already, else in the oldest. Whoever is
 * in none any more has left such a team; what they earned for it stays with it.
 */
async function followGroups(
  bot: Bot,
  person: number,
  synced: readonly GroupTeam[],
  groups: readonly string[],
): Promise<void> {
  const theirs = synced.filter((team) => groups.includes(team.group));
  const isRight = (current: Team | undefined): boolean =>
    theirs.length === 0 ? current?.groupId === undefined : theirs.some((team) => team.id === current?.id);
  if (isRight(await teamOf(bot.db, person))) return;
  await bot.db.transaction().execute(async (tx) => {
    if (isRight(await teamOf(tx, person))) return;
    const [first] = theirs;
    if (first === undefined) await leaveTeam(tx, person, bot.now());
    else await joinTeam(tx, first.id, person, bot.now());
  });
}

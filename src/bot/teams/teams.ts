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
 * Parses a team's name. `self` is the team to be renamed, which may keep a similar name.
 *
 * @throws UserError if the name is not valid, or looks like that of another team that has not ended
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
 * Updates a user's team from the groups or roles that the platform sends with their events. Nothing is stored about someone
 * who has never answered, unless `registersGroupMembers`.
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
  if (known !== undefined) return moveToGroupTeam(bot, known.id, synced, roles);
  if (!registersGroupMembers || !synced.some((team) => roles.includes(team.group))) return;
  const person = await bot.db.transaction().execute((tx) => ensurePerson(tx, community.id, user, bot.now()));
  await moveToGroupTeam(bot, person.id, synced, roles);
}

/**
 * Reads who is in the groups that teams are made of, so that people the bot knows join without doing anything.
 *
 * @returns false if the platform does not say
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
    if (person !== undefined) await moveToGroupTeam(bot, person.id, synced, groups);
  }
  return true;
}

/** Catches up on changes while the bot was away. A failure here must not keep anyone from playing. */
export async function syncAllGroupTeams(bot: Bot, platform: PlatformName): Promise<void> {
  for (const community of await communitiesWithGroups(bot.db, platform)) {
    try {
      await syncGroupTeams(bot, community);
    } catch (error) {
      bot.log.warn({ community: community.id, err: error }, "could not read the groups that teams are made of");
    }
  }
}

/**
 * Members of a team's group are in the team. With several such groups, people stay in their current team or join the oldest.
 * With none, they leave a team made of a group; what they earned for it stays with it.
 */
async function moveToGroupTeam(
  bot: Bot,
  person: number,
  synced: readonly GroupTeam[],
  groups: readonly string[],
): Promise<void> {
  const eligible = synced.filter((team) => groups.includes(team.group));
  const isSettled = (current: Team | undefined): boolean =>
    eligible.length === 0 ? current?.groupId === undefined : eligible.some((team) => team.id === current?.id);
  if (isSettled(await teamOf(bot.db, person))) return;
  await bot.db.transaction().execute(async (tx) => {
    if (isSettled(await teamOf(tx, person))) return;
    const [first] = eligible;
    if (first === undefined) await leaveTeam(tx, person, bot.now());
    else await joinTeam(tx, first.id, person, bot.now());
  });
}

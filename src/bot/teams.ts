import { UserError } from "../chat/errors.ts";
import type { ChatUser } from "../chat/event.ts";
import type { Community } from "../storage/channels.ts";
import type { Db } from "../storage/database.ts";
import { ensurePerson, findPerson } from "../storage/people.ts";
import { findTeam, groupTeams, joinTeam, teamOf } from "../storage/teams.ts";
import { parseTeamName } from "../study/team-name.ts";
import type { Bot } from "./bot.ts";
import { nameProblem, nameTaken } from "./messages/team.ts";

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
 * Teams made of groups or roles: the platform tells a user's with what they do. Whoever is in such a group is in its
 * team from then on; of several, the one they are in already, else the oldest team. Of somebody who never answered
 * nothing is kept, unless they ask for teams.
 */
export async function joinGroupTeam(
  bot: Bot,
  community: Community,
  user: ChatUser,
  asksForTeams: boolean,
): Promise<void> {
  if (user.roles.length === 0) return;
  const synced = await groupTeams(bot.db, community.id);
  const groups = synced.filter((team) => user.roles.includes(team.group));
  const [first] = groups;
  if (first === undefined) return;
  const known = await findPerson(bot.db, community.id, user.id);
  if (known === undefined && !asksForTeams) return;
  const current = known && (await teamOf(bot.db, known.id));
  if (groups.some((team) => team.id === current?.id)) return;
  await bot.db.transaction().execute(async (tx) => {
    const person = await ensurePerson(tx, community.id, user, bot.now());
    await joinTeam(tx, first.id, person.id, bot.now());
  });
}

import type { ChatUser } from "../../../chat/event.ts";
import type { WebClient } from "../api/client.ts";
import type { Actor, Installation } from "../decode.ts";

/** What Slack says about somebody, whoever asks. */
export interface Person {
  readonly name: string;
  /** Their home workspace first; in an organization all of their workspaces. */
  readonly teams: readonly string[];
  readonly enterprise: string | undefined;
  readonly isStranger: boolean;
  readonly runsTeam: boolean;
  readonly runsEnterprise: boolean;
}

export function personFrom({ user }: Awaited<ReturnType<WebClient["users"]["info"]>>): Person {
  const grid = user?.enterprise_user;
  return {
    name: user?.profile?.display_name || user?.profile?.real_name || user?.real_name || user?.name || "",
    teams: [user?.team_id, ...(grid?.teams ?? [])].filter((team) => team !== undefined),
    enterprise: grid?.enterprise_id,
    isStranger: user?.is_stranger === true,
    runsTeam: [user?.is_admin, user?.is_owner, user?.is_primary_owner].includes(true),
    runsEnterprise: [grid?.is_admin, grid?.is_owner].includes(true),
  };
}

type Membership = Pick<ChatUser, "name" | "isAdmin" | "isGuest">;

/**
 * Whether somebody belongs to this community, and runs it. People of other workspaces are told apart by name, and what they run there does not count
 * here. Asked with one workspace's token, Slack says what somebody runs in it; asked with an organization's token, what they
 * run in their home workspace.
 */
export function membershipIn(community: string, installation: Installation, person: Person): Membership {
  const { name, teams, enterprise } = person;
  const isColleague = installation.enterprise !== undefined && enterprise === installation.enterprise;
  const isGuest = person.isStranger || !(teams.includes(community) || isColleague);
  if (isGuest) return { name: name === "" ? "" : `${name} (other workspace)`, isAdmin: false, isGuest };
  const isAdmin = installation.isEnterprise
    ? (person.runsTeam && teams[0] === community) || person.runsEnterprise
    : person.runsTeam && teams.includes(community);
  return { name, isAdmin, isGuest };
}

/** Slack could not be asked, so it is not known whether they belong here either. */
export function unknownMembership(actor: Actor): Membership {
  return { name: actor.handle, isAdmin: false, isGuest: true };
}

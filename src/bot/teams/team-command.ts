import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import type { Db } from "../../storage/database.ts";
import { ensurePerson, findPerson } from "../../storage/people/people.ts";
import {
  createTeam,
  currentMembers,
  findTeam,
  joinTeam,
  leaveTeam,
  listTeams,
  renameTeam,
  type Team,
  teamOf,
} from "../../storage/people/teams.ts";
import { teamNameKey } from "../../study/team-name.ts";
import type { CommandContext } from "../command/context.ts";
import { nearest } from "../command/parse.ts";
import type { CommandSpec } from "../command/spec.ts";
import {
  alreadyIn,
  cannotLeave,
  createdText,
  groupOnly,
  joinedText,
  leftText,
  NO_TEAM,
  nameProblem,
  renamedText,
  TEAMS_LOCKED,
  teamsCard,
  unknownTeam,
} from "../messages/boards/team.ts";
import { NOT_A_PAGE } from "../messages/problems.ts";
import { doneCard } from "../messages/study.ts";
import { freeName } from "./teams.ts";

export const team = {
  name: "team",
  description: "Teams: create, join, leave, list, rename",
  registersGroupMembers: true,
  handle: (context): Promise<Reply> => list(context),
  subcommands: [
    {
      name: "create",
      description: "Make a team, and be its first member",
      options: [{ name: "name", description: "At most 40 characters", required: true, rest: true }],
      handle: create,
    },
    {
      name: "join",
      description: "Join a team; what you earn from then on counts for it",
      options: [{ name: "name", description: "The team's name", required: true, rest: true, suggests: true }],
      handle: join,
    },
    { name: "leave", description: "Leave your team; what you earned for it stays with it", handle: leave },
    {
      name: "list",
      description: "All teams, and who is in them",
      options: [{ name: "page", description: "Which page, as page:2", byName: true }],
      handle: list,
    },
    {
      name: "rename",
      description: "Give your team another name",
      options: [{ name: "name", description: "At most 40 characters", required: true, rest: true }],
      handle: rename,
    },
  ],
  suggest: async ({ bot, community, event }) => {
    const names = (await listTeams(bot.db, community.id)).map((one) => one.name);
    return names.filter((name) => name.toLowerCase().includes(event.partial.toLowerCase())).slice(0, 20);
  },
} as const satisfies CommandSpec;

async function list({ bot, community, event, options }: CommandContext): Promise<Reply> {
  const page = options.page ?? "1";
  if (!/^[1-9]\d{0,5}$/.test(page)) throw new UserError(NOT_A_PAGE);
  const person = await findPerson(bot.db, community.id, event.user.id);
  const own = person && (await teamOf(bot.db, person.id));
  const teams = await listTeams(bot.db, community.id);
  const members = await currentMembers(bot.db, community.id);
  return {
    kind: "private",
    card: teamsCard(teams, members, { own: own?.id, locked: community.teamsLocked, page: Number(page) }),
  };
}

async function create(context: CommandContext): Promise<Reply> {
  const { bot, community, event, options } = context;
  requireOpen(context);
  const name = await bot.db.transaction().execute(async (tx) => {
    await requireNoTeam(tx, context);
    const free = await freeName(tx, community.id, options.name ?? "");
    const person = await ensurePerson(tx, community.id, event.user, bot.now());
    const id = await createTeam(tx, { communityId: community.id, ...free }, bot.now());
    await joinTeam(tx, id, person.id, bot.now());
    return free.name;
  });
  return done(createdText(name));
}

async function join(context: CommandContext): Promise<Reply> {
  const { bot, community, event, options } = context;
  requireOpen(context);
  const wanted = options.name ?? "";
  const key = teamNameKey(wanted);
  if (key === "") throw new UserError(nameProblem("empty"));
  // In one transaction with the lookup, because the team's last member may be leaving at the same time.
  const name = await bot.db.transaction().execute(async (tx) => {
    await requireNoTeam(tx, context);
    const found = await findTeam(tx, community.id, key);
    if (found === undefined) {
      const names = (await listTeams(tx, community.id)).map((one) => one.name);
      throw new UserError(unknownTeam(wanted, nearest(wanted, names)));
    }
    if (found.groupId !== undefined) throw new UserError(groupOnly(found));
    const person = await ensurePerson(tx, community.id, event.user, bot.now());
    await joinTeam(tx, found.id, person.id, bot.now());
    return found.name;
  });
  return done(joinedText(name));
}

async function leave(context: CommandContext): Promise<Reply> {
  const { bot } = context;
  requireOpen(context);
  const text = await bot.db.transaction().execute(async (tx) => {
    const { person, own } = await ownTeam(tx, context);
    if (own.groupId !== undefined) throw new UserError(cannotLeave(own));
    const { ended } = await leaveTeam(tx, person, bot.now());
    return leftText(own.name, ended);
  });
  return done(text);
}

async function rename(context: CommandContext): Promise<Reply> {
  const { bot, community, options } = context;
  requireOpen(context);
  const text = await bot.db.transaction().execute(async (tx) => {
    const { own } = await ownTeam(tx, context);
    const { name, key } = await freeName(tx, community.id, options.name ?? "", own.id);
    await renameTeam(tx, own.id, name, key);
    return renamedText(own.name, name);
  });
  return done(text);
}

function requireOpen({ community }: CommandContext): void {
  if (community.teamsLocked) throw new UserError(TEAMS_LOCKED);
}

async function requireNoTeam(tx: Db, { community, event }: CommandContext): Promise<void> {
  const person = await findPerson(tx, community.id, event.user.id);
  const own = person && (await teamOf(tx, person.id));
  if (own !== undefined) throw new UserError(alreadyIn(own));
}

async function ownTeam(tx: Db, { community, event }: CommandContext): Promise<{ person: number; own: Team }> {
  const person = await findPerson(tx, community.id, event.user.id);
  const own = person && (await teamOf(tx, person.id));
  if (person === undefined || own === undefined) throw new UserError(NO_TEAM);
  return { person: person.id, own };
}

function done(text: string): Reply {
  return { kind: "private", card: doneCard(text) };
}

import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import type { Db } from "../../storage/database.ts";
import {
  createTeam,
  currentMembers,
  type DrawCandidate,
  findTeam,
  groupTeams,
  joinTeam,
  leaveTeam,
  listTeams,
  lockTeams,
  recentAnswerers,
} from "../../storage/people/teams.ts";
import { newestSequence } from "../../storage/rounds/scores.ts";
import { drawnTeamName, drawTeams, MIN_PEOPLE_TO_DRAW } from "../../study/team-draw.ts";
import { teamNameKey } from "../../study/team-name.ts";
import { requireCommunityAdmin } from "../admins.ts";
import type { CommandContext } from "../command/context.ts";
import { studyChannel } from "../command/study-channel.ts";
import {
  drawnText,
  groupTaken,
  NO_GROUP,
  syncedText,
  TEAMS_LOCKED_NOW,
  TEAMS_OPEN,
  teamsCard,
  tooFewToDraw,
} from "../messages/boards/team.ts";
import { doneCard } from "../messages/study.ts";
import { readMention } from "../setup/admins-command.ts";
import { freeName, syncGroupTeams } from "./teams.ts";

export const TEAMS_OPTIONS = [
  { name: "action", description: "What to do", choices: ["list", "draw", "redraw", "open", "lock", "sync"] },
  { name: "what", description: "For sync: a group or role, then the team's name", rest: true },
] as const;

/** Teams belong to the community, so only its admins may change them. */
export async function teams(context: CommandContext): Promise<Reply> {
  const { bot, community, options } = context;
  const { action = "list", what = "" } = options;
  if (action !== "list") await requireCommunityAdmin(context);
  switch (action) {
    case "draw":
      return draw(context, (person) => person.team === undefined);
    case "redraw":
      return draw(context, (person) => person.group === undefined);
    case "open":
      await lockTeams(bot.db, community.id, false);
      return done(TEAMS_OPEN);
    case "lock":
      await lockTeams(bot.db, community.id, true);
      return done(TEAMS_LOCKED_NOW);
    case "sync":
      return sync(context, what);
    default: {
      const all = await listTeams(bot.db, community.id);
      const members = await currentMembers(bot.db, community.id);
      return {
        kind: "private",
        card: teamsCard(all, members, { own: undefined, locked: community.teamsLocked }),
      };
    }
  }
}

/** The people drawn leave their teams first. A team that is empty then has ended and keeps its points. */
async function draw(context: CommandContext, isEligible: (person: DrawCandidate) => boolean): Promise<Reply> {
  const { bot, community } = context;
  const channel = studyChannel(context);
  const sequence = await newestSequence(bot.db, channel.id);
  const created = await bot.db.transaction().execute(async (tx) => {
    const people = (await recentAnswerers(tx, channel.id, sequence)).filter(isEligible);
    const drawn = drawTeams(people, () => bot.random());
    if (drawn.length === 0) throw new UserError(tooFewToDraw(people.length, MIN_PEOPLE_TO_DRAW));
    for (const { person } of people) await leaveTeam(tx, person, bot.now());
    const ids = [];
    for (const members of drawn) {
      const { name, key } = await unusedName(tx, community.id);
      const id = await createTeam(tx, { communityId: community.id, name, key }, bot.now());
      for (const person of members) await joinTeam(tx, id, person, bot.now());
      ids.push({ id, name });
    }
    return ids;
  });
  const members = await currentMembers(bot.db, community.id);
  return done(
    drawnText(
      created.map(({ id, name }) => ({
        name,
        members: members.filter((member) => member.team === id && !member.hidden).map((member) => member.name),
      })),
    ),
  );
}

async function unusedName(tx: Db, communityId: number): Promise<{ name: string; key: string }> {
  for (let index = 0; ; index++) {
    const name = drawnTeamName(index);
    const key = teamNameKey(name);
    if ((await findTeam(tx, communityId, key)) === undefined) return { name, key };
  }
}

/** `what` is `<@&1> Name`, `<!subteam^S1|@handle> Name`, or a plain id of a group or role. */
async function sync(context: CommandContext, what: string): Promise<Reply> {
  const { bot, community } = context;
  const [mention = "", ...words] = what.trim().split(/\s+/);
  const group = readMention(mention);
  if (group === undefined || mention === "") throw new UserError(NO_GROUP);
  const label = /\|@?([^>]+)>$/.exec(mention)?.[1] ?? (mention.startsWith("<") ? "" : group.externalId);
  const taken = (await groupTeams(bot.db, community.id)).find((team) => team.group === group.externalId);
  if (taken !== undefined) {
    const all = await listTeams(bot.db, community.id);
    throw new UserError(groupTaken(all.find((team) => team.id === taken.id)?.name ?? ""));
  }
  const wanted = words.length > 0 ? words.join(" ") : label;
  if (wanted === "") throw new UserError(NO_GROUP);
  const name = await bot.db.transaction().execute(async (tx) => {
    const free = await freeName(tx, community.id, wanted);
    await createTeam(tx, { communityId: community.id, ...free, group: group.externalId }, bot.now());
    return free.name;
  });
  return done(syncedText(name, await syncGroupTeams(bot, community)));
}

function done(text: string): Reply {
  return { kind: "private", card: doneCard(text) };
}

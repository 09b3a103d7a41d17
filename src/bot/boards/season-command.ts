import { DateTime } from "luxon";
import type { EpochMs } from "../../chat/card.ts";
import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { latestSeason, listSeasons, startSeason } from "../../storage/boards/seasons.ts";
import { parseTeamName } from "../../study/team-name.ts";
import { requireCommunityAdmin } from "../admins.ts";
import type { CommandContext } from "../command/context.ts";
import {
  endsBeforeStart,
  NO_SEASON,
  notADate,
  seasonEndedText,
  seasonNameProblem,
  seasonStartedText,
  seasonsCard,
} from "../messages/boards/season.ts";
import { doneCard } from "../messages/study.ts";
import { closeSeason, runningSeason } from "./seasons.ts";

export const SEASON_OPTIONS = [
  { name: "action", description: "What to do", choices: ["list", "start", "end"] },
  { name: "until", description: "Its last day, as until:2026-12-18", byName: true },
  { name: "name", description: "What the new season is called", rest: true },
] as const;

/** Seasons belong to the community, so only its admins may change them. */
export async function season(context: CommandContext): Promise<Reply> {
  const { bot, community, options } = context;
  const { action = "list" } = options;
  if (action === "list") {
    return { kind: "private", card: seasonsCard(await listSeasons(bot.db, community.id), community.timeZone) };
  }
  await requireCommunityAdmin(context);
  if (action === "start") return start(context);
  const running = await runningSeason(bot, community);
  if (running === undefined) throw new UserError(NO_SEASON);
  await closeSeason(bot, running);
  return done(seasonEndedText(running));
}

/** Ends the running season, if there is one, and starts the next. */
async function start({ bot, community, options }: CommandContext): Promise<Reply> {
  const name = options.name === undefined ? undefined : seasonName(options.name);
  const plannedEnd = options.until === undefined ? undefined : endOf(options.until, community.timeZone, bot.now());
  const running = await runningSeason(bot, community);
  if (running !== undefined) await closeSeason(bot, running);
  const next = await latestSeason(bot.db, community.id);
  await startSeason(bot.db, next.id, { name, plannedEnd }, bot.now());
  return done(seasonStartedText(name ?? next.name, plannedEnd, community.timeZone));
}

function seasonName(text: string): string {
  const parsed = parseTeamName(text);
  if (!parsed.ok) throw new UserError(seasonNameProblem(parsed.problem));
  return parsed.name;
}

/** The end of that day in the community's zone. */
function endOf(day: string, zone: string, now: EpochMs): EpochMs {
  const date = DateTime.fromISO(day, { zone });
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !date.isValid) throw new UserError(notADate(day));
  const end = date.plus({ days: 1 }).startOf("day").toMillis();
  if (end <= now) throw new UserError(endsBeforeStart(day));
  return end;
}

function done(text: string): Reply {
  return { kind: "private", card: doneCard(text) };
}

import type { Prose } from "../../chat/card.ts";
import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { pauseChannel, resumeChannel, setNextRun } from "../../storage/channels.ts";
import { noteMissedRuns } from "../../storage/rounds/missed-runs.ts";
import { currentRound, getRound, lastPostedRound } from "../../storage/rounds/rounds.ts";
import type { CommandContext } from "../command/context.ts";
import { studyChannel } from "../command/study-channel.ts";
import {
  CLOSED,
  NONE_OPEN,
  NONE_SCHEDULED,
  NONE_TO_WITHDRAW,
  NOT_WITHDRAWN,
  PAUSED,
  POSTING,
  resumed,
  STILL_POSTING,
  skipped,
  WITHDRAWN,
  WITHDRAWN_ALREADY,
} from "../messages/rounds/running.ts";
import { doneCard, nextQuestion } from "../messages/study.ts";
import { requirePostable } from "../setup/settings.ts";
import { closeRound, nextOpenRun, nextRunOf, postNow, revealRound, voidRound } from "./rounds.ts";

export async function post(context: CommandContext): Promise<Reply> {
  await postNow(context.bot, studyChannel(context), context.event.id);
  return done(POSTING);
}

export async function close(context: CommandContext): Promise<Reply> {
  const { bot, event } = context;
  const channel = studyChannel(context);
  const round = await currentRound(bot.db, channel.id);
  if (round === undefined) throw new UserError(NONE_OPEN);
  if (round.state === "scheduled" || round.state === "posting") {
    throw new UserError(STILL_POSTING);
  }
  await closeRound(bot, round, Math.min(event.at, bot.now()));
  await bot.sleep(bot.revealGraceMs);
  await revealRound(bot, channel, round.id);
  return done(CLOSED);
}

/** Withdraws the running round or, if there is none, the last revealed one. */
export async function voidLatest(context: CommandContext): Promise<Reply> {
  const { bot } = context;
  const channel = studyChannel(context);
  const round = (await currentRound(bot.db, channel.id)) ?? (await lastPostedRound(bot.db, channel.id));
  if (round === undefined) throw new UserError(NONE_TO_WITHDRAW);
  if (round.state === "void") throw new UserError(WITHDRAWN_ALREADY);
  await voidRound(bot, channel, round.id);
  const after = await getRound(bot.db, round.id);
  if (after.state !== "void") throw new UserError(NOT_WITHDRAWN);
  return done(WITHDRAWN);
}

export async function skip(context: CommandContext): Promise<Reply> {
  const { bot } = context;
  const channel = studyChannel(context);
  if (channel.nextRunAt === undefined) throw new UserError(NONE_SCHEDULED);
  const next = await nextOpenRun(bot, channel, channel.nextRunAt);
  await setNextRun(bot.db, channel.id, next);
  const missed = { channelId: channel.id, runs: [channel.nextRunAt], reason: "skipped", now: bot.now() } as const;
  await noteMissedRuns(bot.db, missed);
  return done(skipped(nextQuestion(next, channel.settings.schedule.timeZone)));
}

export async function pause(context: CommandContext): Promise<Reply> {
  const channel = studyChannel(context);
  await pauseChannel(context.bot.db, channel.id, undefined);
  return done(PAUSED);
}

export async function resume(context: CommandContext): Promise<Reply> {
  const { bot } = context;
  const channel = studyChannel(context);
  await requirePostable(context);
  const next = nextRunOf(channel, bot.now());
  await resumeChannel(bot.db, channel.id, next);
  return done(resumed(nextQuestion(next, channel.settings.schedule.timeZone)));
}

function done(text: Prose): Reply {
  return { kind: "private", card: doneCard(text) };
}

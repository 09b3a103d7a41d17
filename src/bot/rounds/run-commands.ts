import type { Prose } from "../../chat/card.ts";
import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { pauseChannel, resumeChannel, setNextRun } from "../../storage/channels.ts";
import { noteMissedRuns } from "../../storage/rounds/missed-runs.ts";
import { currentRound, getRound, lastPostedRound } from "../../storage/rounds/rounds.ts";
import type { CommandContext } from "../command/context.ts";
import { studyChannel } from "../command/study-channel.ts";
import { doneCard, nextQuestion } from "../messages/study.ts";
import { inspectPlace } from "../setup/settings.ts";
import { closeRound, nextOpenRun, nextRunOf, postNow, revealRound, voidRound } from "./rounds.ts";

export async function post(context: CommandContext): Promise<Reply> {
  await postNow(context.bot, studyChannel(context), context.event.id);
  return done("The next question is on its way.");
}

export async function close(context: CommandContext): Promise<Reply> {
  const { bot, event } = context;
  const channel = studyChannel(context);
  const round = await currentRound(bot.db, channel.id);
  if (round === undefined) throw new UserError("No round is open here.");
  if (round.state === "scheduled" || round.state === "posting") {
    throw new UserError(
      "The question is still being posted. Try again in a moment, or withdraw it with `/study void`.",
    );
  }
  await closeRound(bot, round, Math.min(event.at, bot.now()));
  await bot.sleep(bot.revealGraceMs);
  await revealRound(bot, channel, round.id);
  return done("The round is closed, and its answer is revealed.");
}

/** The running round, or else the last one that was revealed. */
export async function voidLatest(context: CommandContext): Promise<Reply> {
  const { bot } = context;
  const channel = studyChannel(context);
  const round = (await currentRound(bot.db, channel.id)) ?? (await lastPostedRound(bot.db, channel.id));
  if (round === undefined) throw new UserError("There is no round that could be withdrawn.");
  if (round.state === "void") throw new UserError("The last round is withdrawn already.");
  await voidRound(bot, channel, round.id);
  const after = await getRound(bot.db, round.id);
  if (after.state !== "void") throw new UserError("The round could not be withdrawn.");
  return done("The question is withdrawn: no points, and streaks stay as if it had never been asked.");
}

export async function skip(context: CommandContext): Promise<Reply> {
  const { bot } = context;
  const channel = studyChannel(context);
  if (channel.nextRunAt === undefined)
    throw new UserError("No question is scheduled. `/study resume` starts the schedule again.");
  const next = await nextOpenRun(bot, channel, channel.nextRunAt);
  await setNextRun(bot.db, channel.id, next);
  await noteMissedRuns(bot.db, {
    channelId: channel.id,
    runs: [channel.nextRunAt],
    reason: "skipped",
    now: bot.now(),
  });
  return done(["Skipped. ", ...nextQuestion(next, channel.settings.schedule.timeZone)]);
}

export async function pause(context: CommandContext): Promise<Reply> {
  const channel = studyChannel(context);
  await pauseChannel(context.bot.db, channel.id, undefined);
  return done("Paused. No question comes until `/study resume`; a round that is open goes on to its reveal.");
}

export async function resume(context: CommandContext): Promise<Reply> {
  const { bot } = context;
  const channel = studyChannel(context);
  await inspectPlace(context);
  const next = nextRunOf(channel, bot.now());
  await resumeChannel(bot.db, channel.id, next);
  return done(["The questions go on. ", ...nextQuestion(next, channel.settings.schedule.timeZone)]);
}

function done(text: Prose): Reply {
  return { kind: "private", card: doneCard(text) };
}

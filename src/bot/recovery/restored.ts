import { findRecap, saveRecap } from "../../storage/boards/recaps.ts";
import { dueChannels, getChannel, listChannels, setNextRun } from "../../storage/channels.ts";
import { reserveIdsSinceBackup, restoredFrom } from "../../storage/operations/restore.ts";
import { noteMissedRuns } from "../../storage/rounds/missed-runs.ts";
import { dueRun } from "../../study/schedule.ts";
import { scheduledRecap } from "../boards/recap.ts";
import type { Bot } from "../bot.ts";

/**
 * If the database was restored from a backup, it does not know what was asked since then. Those times are not asked again,
 * and `/study status` says so.
 */
export async function skipRunsSinceBackup(bot: Bot): Promise<void> {
  const copiedAt = await restoredFrom(bot.db);
  if (copiedAt === undefined) return;
  const now = bot.now();
  await bot.db.transaction().execute(async (tx) => {
    for (const id of await dueChannels(tx, now)) {
      const channel = await getChannel(tx, id);
      if (channel.nextRunAt === undefined) continue;
      const { missed, next } = dueRun(channel.settings.schedule, channel.nextRunAt, now, -1);
      await noteMissedRuns(tx, { channelId: channel.id, runs: missed, reason: "restored", now });
      await setNextRun(tx, channel.id, next);
    }
    for (const channel of await listChannels(tx)) {
      const recap = await findRecap(tx, channel.id);
      if (recap?.nextAt !== undefined && recap.nextAt <= now)
        await saveRecap(tx, channel.id, scheduledRecap(channel, recap, now));
    }
    await reserveIdsSinceBackup(tx, copiedAt);
  });
  bot.log.warn(
    { of: new Date(copiedAt).toISOString() },
    "the database was restored from a backup; questions that were due since then are not asked again",
  );
}

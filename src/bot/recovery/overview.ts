import { listChannels } from "../../storage/channels.ts";
import { lastBackupAt } from "../../storage/operations/backup-notes.ts";
import { lastAlive } from "../../storage/operations/outages.ts";
import { countDeliveries, countRounds, databaseSize, lastPostedAt } from "../../storage/operations/overview.ts";
import type { Bot } from "../bot.ts";
import type { Overview } from "../messages/status-page.ts";

/** How the whole bot is doing, for its operator. */
export async function overviewOf(bot: Bot, process: Pick<Overview, "version" | "upSince">): Promise<Overview> {
  const { db, decks } = bot;
  const channels = await listChannels(db);
  const runs = channels.flatMap(({ nextRunAt }) => (nextRunAt === undefined ? [] : [nextRunAt]));
  const used = new Set(channels.map(({ settings }) => settings.deck));
  const reasons = Map.groupBy(
    channels.flatMap(({ state, pausedReason }) =>
      state === "paused" && pausedReason !== undefined ? [pausedReason] : [],
    ),
    (reason) => reason,
  );
  const rounds = await countRounds(db);
  return {
    ...process,
    now: bot.now(),
    timeZone: bot.defaults.timeZone,
    platforms: [...bot.connections].map(([name, connection]) => ({ name, connection })),
    channels: {
      active: channels.filter(({ state }) => state === "active").length,
      pausedByAdmins: channels.filter(({ state, pausedReason }) => state === "paused" && pausedReason === undefined)
        .length,
      paused: [...reasons].map(([reason, all]) => ({ reason, count: all.length })),
      missingDecks: [...used].filter((id) => decks.get(id) === undefined).sort(),
    },
    openRounds: rounds.open,
    lastPost: await lastPostedAt(db),
    nextPost: runs.length === 0 ? undefined : runs.reduce((first, run) => Math.min(first, run)),
    deliveries: await countDeliveries(db),
    decks: decks.ids().flatMap((id) => {
      const deck = decks.get(id);
      if (deck === undefined) return [];
      const questions = [...deck.questions.values()].filter(({ draft }) => !draft).length;
      return [{ id, version: deck.version, questions }];
    }),
    databaseBytes: await databaseSize(db),
    lastBackup: await lastBackupAt(db),
    lastTick: await lastAlive(db),
  };
}

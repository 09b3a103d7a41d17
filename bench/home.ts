import { join } from "node:path";
import { createChannel, findChannel } from "../src/storage/channels.ts";
import { ensureCommunity } from "../src/storage/communities.ts";
import { openDatabase } from "../src/storage/database.ts";
import { migrate } from "../src/storage/migrate.ts";
import { tempFolder } from "../test/support/process.ts";

export const START = Date.parse("2026-11-23T08:00:00Z");

/** A new folder, which is gone after the run. */
export const benchFolder = tempFolder;

/** Creates a migrated database in a file, with one channel. */
export async function openHome(deck: string) {
  const file = join(benchFolder(), "bench.db");
  const db = openDatabase(file);
  await migrate(db, START);
  const community = await ensureCommunity(db, {
    platform: "playground",
    external: "home",
    name: "Home",
    timeZone: "UTC",
    now: START,
  });
  const settings = {
    deck,
    schedule: { crons: ["0 9 * * 1-5"], timeZone: "UTC", daysOff: [] },
    windowMs: 8 * 3_600_000,
    catchUpMs: 3 * 3_600_000,
    scoringRule: "standard",
    firstAnswerCounts: false,
    instantFeedback: false,
    reactions: true,
  } as const;
  await createChannel(db, {
    communityId: community.id,
    external: "study",
    name: "#study",
    settings,
    nextRunAt: undefined,
    createdBy: undefined,
    now: START,
  });
  const channel = await findChannel(db, community.id, "study");
  if (channel === undefined) throw new Error("the channel is missing");
  return { db, file, community, channel };
}

export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

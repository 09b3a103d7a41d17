import type { Reply } from "../../chat/event.ts";
import { topMisses } from "../../storage/ask-misses.ts";
import { findRecap } from "../../storage/boards/recaps.ts";
import { problemDeliveries } from "../../storage/deliveries.ts";
import { missedRuns } from "../../storage/rounds/missed-runs.ts";
import { openReports } from "../../storage/rounds/reports.ts";
import { askedQuestions, currentRound } from "../../storage/rounds/rounds.ts";
import { DEFAULT_RECAP, scheduledRecap } from "../boards/recap.ts";
import type { CommandContext } from "../command/context.ts";
import { studyChannel } from "../command/study-channel.ts";
import { statusCard } from "../messages/status.ts";
import { inspectChannel } from "./channel-access.ts";

/** Shows what is configured, when the next question comes, and what stands in its way. */
export async function status(context: CommandContext): Promise<Reply> {
  const { bot } = context;
  const channel = studyChannel(context);
  const deck = bot.decks.get(channel.settings.deck);
  return {
    kind: "private",
    card: statusCard({
      channel,
      deck,
      asked: (await askedQuestions(bot.db, channel.id, channel.settings.deck)).size,
      round: await currentRound(bot.db, channel.id),
      missed: await missedRuns(bot.db, channel.id, 3),
      troubled: await problemDeliveries(bot.db, channel.id, 3),
      misses: await topMisses(bot.db, channel.communityId, 5),
      recap: scheduledRecap(channel, (await findRecap(bot.db, channel.id)) ?? DEFAULT_RECAP, bot.now()),
      reports: await openReports(bot.db, channel.id, 5),
      report: await inspectChannel(bot, channel),
    }),
  };
}

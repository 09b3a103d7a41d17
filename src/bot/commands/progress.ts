import type { ChatUser, Reply } from "../../chat/event.ts";
import { accuracyByTopic } from "../../storage/answers.ts";
import { personTotals } from "../../storage/boards.ts";
import type { Channel } from "../../storage/channels.ts";
import type { Community } from "../../storage/communities.ts";
import { findPerson } from "../../storage/people.ts";
import { standingNow } from "../../storage/standings.ts";
import { NO_STANDING } from "../../study/streak.ts";
import type { Bot } from "../bot.ts";
import { noProgressCard, progressCard } from "../messages/progress.ts";
import type { CommandContext, CommandSpec } from "./spec.ts";

export const progress = {
  name: "progress",
  description: "Your accuracy by topic, your streak, your weakest topics; only you see it",
  handle: async ({ bot, community, channel, event }: CommandContext): Promise<Reply> =>
    progressOf(bot, community, channel, event.user),
} as const satisfies CommandSpec;

export async function progressOf(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  user: ChatUser,
): Promise<Reply> {
  const person = await findPerson(bot.db, community.id, user.id);
  const totals = person && (await personTotals(bot.db, person.id));
  if (person === undefined || totals === undefined || totals.answers === 0)
    return { kind: "private", card: noProgressCard() };
  const standing = channel && (await standingNow(bot.db, channel.id, person.id));
  const topics = await accuracyByTopic(bot.db, person.id);
  return {
    kind: "private",
    card: progressCard({ totals, standing: standing ?? NO_STANDING, topics, decks: bot.decks, hidden: person.hidden }),
  };
}

import type { Card } from "../../chat/card.ts";
import type { Reply } from "../../chat/event.ts";
import { personTotals } from "../../storage/boards/boards.ts";
import { findPerson } from "../../storage/people/people.ts";
import { accuracyByTopic } from "../../storage/rounds/answers.ts";
import { standingNow } from "../../storage/rounds/standings.ts";
import { NO_STANDING } from "../../study/streak.ts";
import type { Context } from "../command/context.ts";
import type { CommandSpec } from "../command/spec.ts";
import { noProgressCard, progressCard } from "../messages/boards/progress.ts";

export const progress = {
  name: "progress",
  description: "Your accuracy by topic, your streak, your weakest topics; only you see it",
  handle: async (context): Promise<Reply> => ({ kind: "private", card: await progressOf(context) }),
} as const satisfies CommandSpec;

export async function progressOf({ bot, community, channel, event }: Context): Promise<Card> {
  const person = await findPerson(bot.db, community.id, event.user.id);
  const totals = person && (await personTotals(bot.db, person.id));
  if (person === undefined || totals === undefined || totals.answers === 0) return noProgressCard();
  const standing = channel && (await standingNow(bot.db, channel.id, person.id));
  const topics = await accuracyByTopic(bot.db, person.id);
  return progressCard({ totals, standing: standing ?? NO_STANDING, topics, decks: bot.decks, hidden: person.hidden });
}

import type { Card } from "../../chat/card.ts";
import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { owe } from "../../storage/deliveries.ts";
import type { ActionContext } from "../command/context.ts";
import { NO_CHANNEL } from "../messages/problems.ts";
import { sharedCard } from "../messages/rounds/ask.ts";

/** Posts a card to the channel that its user shares it in, once for each press. */
export async function share({ bot, community, channel, event }: ActionContext, card: Card): Promise<Reply> {
  if (channel === undefined) throw new UserError(NO_CHANNEL);
  const target = { kind: "channel", community: channel.community, channel: channel.external } as const;
  await owe(
    bot.db,
    {
      kind: "share",
      subject: event.id,
      communityId: community.id,
      channelId: channel.id,
      payload: { target, card },
    },
    bot.now(),
  );
  bot.wake(community.id);
  return { kind: "private", card: sharedCard() };
}

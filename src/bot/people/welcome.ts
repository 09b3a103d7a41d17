import type { LifecycleEvent } from "../../chat/event.ts";
import type { Channel } from "../../storage/channels.ts";
import type { Community } from "../../storage/communities.ts";
import { owe } from "../../storage/deliveries.ts";
import { noteInviter } from "../../storage/people/invites.ts";
import type { Bot } from "../bot.ts";
import { backCard, welcomeCard } from "../messages/welcome.ts";

/** When invited to a channel, the bot introduces itself once and remembers who invited it. */
export async function welcome(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  event: LifecycleEvent,
): Promise<void> {
  const externalId = event.channel;
  if (externalId === undefined) return;
  const wasPaused = channel?.state === "paused" && channel.pausedReason !== undefined;
  if (channel !== undefined && !wasPaused) return;
  const deck = bot.decks.get(bot.defaults.deck)?.title ?? bot.defaults.deck;
  await bot.db.transaction().execute(async (tx) => {
    if (event.user !== undefined && event.user.isGuest !== true)
      await noteInviter(tx, community.id, externalId, event.user.id);
    await owe(
      tx,
      {
        kind: "notice",
        subject: channel === undefined ? `welcome:${community.id}:${externalId}` : `back:${channel.id}:${event.id}`,
        communityId: community.id,
        payload: {
          target: { kind: "channel", community: event.community, channel: externalId },
          card: channel === undefined ? welcomeCard(deck) : backCard(channel),
        },
      },
      bot.now(),
    );
  });
  bot.wake(community.id);
}

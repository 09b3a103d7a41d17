import { UserError } from "../../chat/errors.ts";
import type { ActionEvent, Reply } from "../../chat/event.ts";
import type { Channel, Community } from "../../storage/channels.ts";
import { owe } from "../../storage/deliveries.ts";
import { entriesInPlay } from "../../storage/rounds.ts";
import type { Bot } from "../bot.ts";
import { askHelpCard, entryCard, nothingFoundCard, sharedCard, withheldCard } from "../messages/ask.ts";
import { deckMissing, NO_CHANNEL } from "../messages/problems.ts";
import type { CommandContext, CommandSpec } from "./spec.ts";

export const ask = {
  name: "ask",
  description: "Ask the cheatsheet; only you see the answer",
  options: [{ name: "words", description: "What you look for, in your own words", rest: true, suggests: true }],
  handle: async ({ bot, community, channel, options }: CommandContext): Promise<Reply> => {
    const query = options.words ?? "";
    if (!/[\p{L}\p{N}]/u.test(query)) return { kind: "private", card: askHelpCard() };
    const { deck, search } = deckOf(bot, channel);
    const result = search.ask(query);
    if (!result.answered) return { kind: "private", card: nothingFoundCard(query, result.topics) };
    const best = result.hits[0] && deck.entries.get(result.hits[0].entry);
    if (best === undefined) return { kind: "private", card: nothingFoundCard(query, result.topics) };
    const inPlay = await entriesInPlay(bot.db, community.id);
    if (inPlay.has(`${deck.id}/${best.id}`)) return { kind: "private", card: withheldCard() };
    return { kind: "private", card: entryCard(deck, best, { sharable: channel !== undefined }) };
  },
  suggest: async ({ bot, channel }, _option, partial) => deckOf(bot, channel).search.suggest(partial, 10),
} as const satisfies CommandSpec;

/** Puts an entry that somebody was shown into the channel, unless a round has come to ask about it. */
export async function shareEntry(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  event: ActionEvent,
  args: readonly string[],
): Promise<Reply> {
  if (channel === undefined) throw new UserError(NO_CHANNEL);
  const { deck } = deckOf(bot, channel);
  const entry = deck.entries.get(args[0] ?? "");
  if (entry === undefined) throw new UserError("The deck no longer has this entry.");
  if ((await entriesInPlay(bot.db, community.id)).has(`${deck.id}/${entry.id}`))
    return { kind: "private", card: withheldCard() };
  await owe(
    bot.db,
    {
      kind: "share",
      subject: event.id,
      communityId: community.id,
      channelId: channel.id,
      payload: {
        target: { kind: "channel", community: channel.community, channel: channel.external },
        card: entryCard(deck, entry, { sharable: false, sharedBy: event.user.name }),
      },
    },
    bot.now(),
  );
  bot.wake(community.id);
  return { kind: "private", card: sharedCard() };
}

function deckOf(bot: Bot, channel: Channel | undefined) {
  const id = channel?.settings.deck ?? bot.defaults.deck;
  const deck = bot.decks.get(id);
  const search = bot.decks.search(id);
  if (deck === undefined || search === undefined) throw new UserError(deckMissing(id));
  return { deck, search };
}

import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import type { Deck, Entry } from "../../deck/deck.ts";
import { countMiss } from "../../storage/ask-misses.ts";
import type { Channel } from "../../storage/channels.ts";
import { entriesInPlay } from "../../storage/rounds/rounds.ts";
import type { Bot } from "../bot.ts";
import type { ActionContext, ActionSpec, CommandContext } from "../command/context.ts";
import type { CommandSpec } from "../command/spec.ts";
import { share } from "../delivery/share.ts";
import { deckMissing } from "../messages/problems.ts";
import {
  askHelpCard,
  ENTRY_GONE,
  entryCard,
  nothingFoundCard,
  SHARE_ENTRY,
  withheldCard,
} from "../messages/rounds/ask.ts";

const MAX_RELATED = 3;

export const ask = {
  name: "ask",
  description: "Ask the cheatsheet; only you see the answer",
  budget: "ask",
  options: [{ name: "words", description: "What you look for, in your own words", rest: true, suggests: true }],
  handle: async ({ bot, community, channel, options }: CommandContext): Promise<Reply> => {
    const query = options.words ?? "";
    if (!/[\p{L}\p{N}]/u.test(query)) return { kind: "private", card: askHelpCard() };
    const { deck, search } = deckOf(bot, channel);
    const result = search.ask(query);
    const best = result.answered && result.hits[0] ? deck.entries.get(result.hits[0].entry) : undefined;
    if (best === undefined) {
      bot.observe?.({ what: "asked", result: "miss" });
      await countMiss(bot.db, community.id, query, bot.now());
      return { kind: "private", card: nothingFoundCard(query, result.topics) };
    }
    const inPlay = await entriesInPlay(bot.db, community.id);
    const isWithheld = inPlay.has(`${deck.id}/${best.id}`);
    bot.observe?.({ what: "asked", result: isWithheld ? "withheld" : "hit" });
    if (isWithheld) return { kind: "private", card: withheldCard() };
    const related = relatedTo(
      deck,
      best,
      result.hits.slice(1).map((hit) => hit.entry),
      inPlay,
    );
    return { kind: "private", card: entryCard(deck, best, { related, buttons: channel !== undefined }) };
  },
  suggest: async ({ bot, channel, event }) => deckOf(bot, channel).search.suggest(event.partial, 10),
} as const satisfies CommandSpec;

export const askActions: readonly ActionSpec[] = [{ name: SHARE_ENTRY, handle: shareEntry }];

/** Posts an entry to the channel, unless a round has started that asks about it. */
async function shareEntry(context: ActionContext): Promise<Reply> {
  const { bot, community, channel, event, args } = context;
  const { deck } = deckOf(bot, channel);
  const entry = deck.entries.get(args[0] ?? "");
  if (entry === undefined) throw new UserError(ENTRY_GONE);
  const inPlay = await entriesInPlay(bot.db, community.id);
  if (inPlay.has(`${deck.id}/${entry.id}`)) return { kind: "private", card: withheldCard() };
  const related = relatedTo(deck, entry, [], inPlay);
  return share(context, entryCard(deck, entry, { related, buttons: false, sharedBy: event.user.name }));
}

/** The deck's related entries or, if it names none, the other hits; never one that an open round asks about. */
function relatedTo(deck: Deck, entry: Entry, found: readonly string[], inPlay: ReadonlySet<string>): readonly Entry[] {
  return (entry.related.length > 0 ? entry.related : found)
    .filter((id) => id !== entry.id && !inPlay.has(`${deck.id}/${id}`))
    .map((id) => deck.entries.get(id))
    .filter((other) => other !== undefined)
    .slice(0, MAX_RELATED);
}

function deckOf(bot: Bot, channel: Channel | undefined) {
  const id = channel?.settings.deck ?? bot.defaults.deck;
  const deck = bot.decks.get(id);
  const search = bot.decks.search(id);
  if (deck === undefined || search === undefined) throw new UserError(deckMissing(id));
  return { deck, search };
}

import type { OptionLabel } from "../../chat/card.ts";
import type { MessageRef, OptionReactions } from "../../chat/platform.ts";
import { translateErrors, type WebClient } from "./api/client.ts";
import type { Seeding } from "./seeding.ts";
import { labelOfEmoji } from "./text/labels.ts";

interface ReactionParts {
  readonly web: WebClient;
  readonly seeding: Seeding;
  readonly botUser: string;
}

/** Who stands under each option, the bot left out. Options that the bot has not seeded yet are seeded. */
export async function readReactions(
  { web, seeding, botUser }: ReactionParts,
  ref: MessageRef,
  seeds: readonly OptionLabel[],
): Promise<OptionReactions> {
  const result = await translateErrors(web.reactions.get({ channel: ref.channel, timestamp: ref.message, full: true }));
  const found = (result.message?.reactions ?? []).map(({ name = "", users = [] }) => ({
    label: labelOfEmoji(name),
    people: users.filter((user) => user !== botUser),
    isSeeded: users.includes(botUser),
  }));
  const seeded = new Set(found.filter(({ isSeeded }) => isSeeded).map(({ label }) => label));
  seeding.seed(
    ref.channel,
    ref.message,
    seeds.filter((label) => !seeded.has(label)),
  );
  return Object.fromEntries(
    found.flatMap(({ label, people }) => (label === undefined || people.length === 0 ? [] : [[label, people]])),
  );
}

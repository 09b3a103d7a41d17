import { type REST, Routes } from "discord.js";
import { z } from "zod";
import type { OptionLabel } from "../../../chat/card.ts";
import type { MessageRef, OptionReactions } from "../../../chat/platform.ts";
import { restMessageSchema, restUserSchema } from "../gateway/payloads.ts";
import { keycap, labelOfEmoji } from "../text/keycaps.ts";

const PAGE = 100;

export interface ReadReactions {
  readonly users: OptionReactions;
  /** The options with the bot's own reaction. */
  readonly seeded: ReadonlySet<OptionLabel>;
}

/** Who reacted with each option's emoji. Bots are left out, this one included. */
export async function readReactions(rest: REST, ref: MessageRef): Promise<ReadReactions> {
  const message = restMessageSchema.parse(await rest.get(Routes.channelMessage(ref.channel, ref.message)));
  const users: Partial<Record<OptionLabel, readonly string[]>> = {};
  const seeded = new Set<OptionLabel>();
  for (const { emoji, count, me } of message.reactions) {
    const label = labelOfEmoji(emoji.name ?? "");
    if (label === undefined) continue;
    if (me) seeded.add(label);
    if (count > (me ? 1 : 0)) users[label] = await usersOf(rest, ref, label);
  }
  return { users, seeded };
}

async function usersOf(rest: REST, ref: MessageRef, label: OptionLabel): Promise<readonly string[]> {
  const route = Routes.channelMessageReaction(ref.channel, ref.message, encodeURIComponent(keycap(label)));
  const found: string[] = [];
  for (let after: string | undefined; ; ) {
    const query = new URLSearchParams({ limit: String(PAGE), ...(after !== undefined && { after }) });
    const page = z.array(restUserSchema).parse(await rest.get(route, { query }));
    found.push(...page.filter((user) => user.bot !== true).map((user) => user.id));
    if (page.length < PAGE) return found;
    after = page.at(-1)?.id;
  }
}

import type { PlatformName } from "../../chat/event.ts";
import { getChannel } from "../../storage/channels.ts";
import { recordAnswer } from "../../storage/rounds/answers.ts";
import { getRound, type Round, roundsInState } from "../../storage/rounds/rounds.ts";
import { kindOf } from "../../study/kinds/registry.ts";
import { withLabels } from "../../study/kinds/shared/labels.ts";
import type { Bot } from "../bot.ts";

/**
 * Counts reactions given while the bot was away, read from the messages of open questions. A reaction counts only if it is
 * the person's only one there, and it never overrides an answer that is already known.
 */
export async function readBack(bot: Bot, platform: PlatformName): Promise<void> {
  for (const id of await roundsInState(bot.db, "open")) {
    try {
      await readBackRound(bot, platform, await getRound(bot.db, id));
    } catch (error) {
      bot.log.warn({ round: id, err: error }, "could not read back the reactions of a round");
    }
  }
}

async function readBackRound(bot: Bot, platformName: PlatformName, round: Round): Promise<void> {
  const kind = kindOf(round);
  if (!round.reactions || round.message === undefined || !kind.takesReactions) return;
  const channel = await getChannel(bot.db, round.channelId);
  const platform = channel.platform === platformName ? bot.platforms.get(platformName) : undefined;
  if (platform === undefined) return;
  const message = { community: channel.community, channel: channel.external, message: round.message };
  const seeds = withLabels(round.content).map(({ label }) => label);
  const found = await platform.readReactions(message, seeds);
  const labelsOf = new Map<string, string[]>();
  for (const [label, users] of Object.entries(found)) {
    for (const user of users ?? []) labelsOf.set(user, [...(labelsOf.get(user) ?? []), label]);
  }
  const now = bot.now();
  for (const [user, labels] of labelsOf) {
    const parsed = kind.parse(round.content, labels.length === 1 ? (labels[0] ?? "") : "");
    if (!parsed.ok) continue;
    await recordAnswer(
      bot.db,
      {
        roundId: round.id,
        communityId: channel.communityId,
        user: { id: user, name: "" },
        choice: parsed.choice,
        isRight: kind.isRight(round.content, parsed.choice),
        via: "reaction",
        readBack: true,
        at: Math.min(now, round.closesAt ?? now),
      },
      now,
    );
  }
}

import { UserError } from "../chat/errors.ts";
import type { ActionEvent, FormEvent, Reply } from "../chat/event.ts";
import type { Community } from "../storage/communities.ts";
import { recordReport } from "../storage/reports.ts";
import type { Round } from "../storage/rounds.ts";
import { cleanText } from "../study/text.ts";
import { askedRound } from "./answers.ts";
import type { Bot } from "./bot.ts";
import { ROUND_VOID } from "./messages/answers.ts";
import { NOT_REVEALED, REASON_LIMIT, reportedCard, reportForm } from "./messages/corrections.ts";
import { tooLong } from "./messages/problems.ts";

/** The button on a reveal: opens the form. */
export async function openReport(
  bot: Bot,
  community: Community,
  event: ActionEvent,
  args: readonly string[],
): Promise<Reply> {
  const round = await revealedRound(bot, community, event, args);
  return { kind: "form", form: reportForm(round.id) };
}

export async function report(
  bot: Bot,
  community: Community,
  event: FormEvent,
  args: readonly string[],
): Promise<Reply> {
  const round = await revealedRound(bot, community, event, args);
  const reason = cleanText(event.fields.reason ?? "");
  if (reason.length > REASON_LIMIT) throw new UserError(tooLong(REASON_LIMIT));
  const given = { roundId: round.id, communityId: community.id, user: event.user, reason };
  return { kind: "private", card: reportedCard(await recordReport(bot.db, given, bot.now())) };
}

async function revealedRound(
  bot: Bot,
  community: Community,
  event: ActionEvent | FormEvent,
  args: readonly string[],
): Promise<Round> {
  const round = await askedRound(bot, community, event.channel, Number(args[0]));
  if (round.state === "void") throw new UserError(ROUND_VOID);
  if (round.state !== "revealed") throw new UserError(NOT_REVEALED);
  return round;
}

import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { recordReport } from "../../storage/rounds/reports.ts";
import type { Round } from "../../storage/rounds/rounds.ts";
import { cleanText } from "../../study/text.ts";
import { requireRound } from "../answers/answers.ts";
import type { ActionContext, ActionSpec, FormContext, FormSpec } from "../command/context.ts";
import { tooLong } from "../messages/problems.ts";
import { ROUND_VOID } from "../messages/rounds/answers.ts";
import { NOT_REVEALED, REASON_LIMIT, REPORT, reportedCard, reportForm } from "../messages/rounds/corrections.ts";

export const reportActions: readonly ActionSpec[] = [{ name: REPORT, handle: openReport }];
export const reportForms: readonly FormSpec[] = [{ name: REPORT, handle: report }];

/** The button on a reveal opens the form. */
async function openReport(context: ActionContext): Promise<Reply> {
  const round = await revealedRound(context);
  return { kind: "form", form: reportForm(round.id) };
}

async function report(context: FormContext): Promise<Reply> {
  const { bot, community, event } = context;
  const round = await revealedRound(context);
  const reason = cleanText(event.fields.reason ?? "");
  if (reason.length > REASON_LIMIT) throw new UserError(tooLong(REASON_LIMIT), { field: "reason" });
  const given = { roundId: round.id, communityId: community.id, user: event.user, reason };
  return { kind: "private", card: reportedCard(await recordReport(bot.db, given, bot.now())) };
}

async function revealedRound(context: ActionContext | FormContext): Promise<Round> {
  const round = await requireRound(context, Number(context.args[0]));
  if (round.state === "void") throw new UserError(ROUND_VOID);
  if (round.state !== "revealed") throw new UserError(NOT_REVEALED);
  return round;
}

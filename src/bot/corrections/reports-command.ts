import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { lastRegrades } from "../../storage/rounds/regrades.ts";
import { openReports, settleReports } from "../../storage/rounds/reports.ts";
import type { CommandContext } from "../command/context.ts";
import { studyChannel } from "../command/study-channel.ts";
import { NAME_THE_QUESTION, noReportAbout, reportsCard } from "../messages/rounds/corrections.ts";

const MAX_REPORTS = 20;
const MAX_CORRECTIONS = 5;

/** Lists what people reported here. `settle` closes a question's reports if nothing is wrong with it. */
export async function reports(context: CommandContext): Promise<Reply> {
  const { bot, options } = context;
  const channel = studyChannel(context);
  const { action = "list", question } = options;
  if (action === "settle") {
    if (question === undefined) throw new UserError(NAME_THE_QUESTION);
    const settled = await settleReports(bot.db, channel.id, { id: question }, bot.now());
    if (settled === 0) throw new UserError(noReportAbout(question));
  }
  const corrections = await lastRegrades(bot.db, channel.id, MAX_CORRECTIONS);
  const zone = channel.settings.schedule.timeZone;
  return {
    kind: "private",
    card: reportsCard(await openReports(bot.db, channel.id, MAX_REPORTS), corrections, zone),
  };
}

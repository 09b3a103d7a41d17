import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { findRecap, saveRecap } from "../../storage/boards/recaps.ts";
import { parseSchedule } from "../../study/schedule-text.ts";
import type { CommandContext } from "../command/context.ts";
import { studyChannel } from "../command/study-channel.ts";
import { RECAP_ONCE_A_WEEK } from "../messages/boards/recap.ts";
import { calendarProblem } from "../messages/calendar.ts";
import { recapText } from "../messages/status.ts";
import { doneCard } from "../messages/study.ts";
import { DEFAULT_RECAP, scheduledRecap } from "./recap.ts";

/** Sets when the weekly recap comes: a day and a time, `off`, or `on`. Without options, shows the setting. */
export async function recap(context: CommandContext): Promise<Reply> {
  const { bot, options } = context;
  const channel = studyChannel(context);
  const known = (await findRecap(bot.db, channel.id)) ?? DEFAULT_RECAP;
  const { when, as: form } = options;
  const word = when?.trim().toLowerCase();
  const changed = scheduledRecap(
    channel,
    {
      cron: word === undefined || word === "on" || word === "off" ? known.cron : weeklyCron(word),
      enabled: word === undefined ? known.enabled : word !== "off",
      pictures: form === undefined ? known.pictures : form === "picture",
    },
    bot.now(),
  );
  if (when !== undefined || form !== undefined) await saveRecap(bot.db, channel.id, changed);
  return { kind: "private", card: doneCard(recapText(changed)) };
}

/** @throws UserError unless the text means one time a week. */
function weeklyCron(text: string): string {
  const parsed = parseSchedule(text);
  if (!parsed.ok) throw new UserError(calendarProblem(parsed.problem));
  const [cron = "", ...more] = parsed.crons;
  if (more.length > 0 || !/^\d+ \d+ \* \* \d$/.test(cron)) {
    throw new UserError(RECAP_ONCE_A_WEEK);
  }
  return cron;
}

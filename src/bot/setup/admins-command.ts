import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { type Admin, addAdmin, listAdmins, removeAdmin } from "../../storage/people/people.ts";
import { requireCommunityAdmin } from "../admins.ts";
import type { CommandContext } from "../command/context.ts";
import { NAME_SOMEBODY, NOT_NAMED_HERE } from "../messages/setup.ts";
import { adminsCard } from "../messages/study.ts";

export async function admins(context: CommandContext): Promise<Reply> {
  const { bot, community, options } = context;
  const { action = "list", who = "" } = options;
  if (action !== "list") {
    await requireCommunityAdmin(context);
    const named = readMention(who);
    if (named === undefined) throw new UserError(NAME_SOMEBODY);
    if (action === "add") await addAdmin(bot.db, community.id, named, bot.now());
    else if (!(await removeAdmin(bot.db, community.id, named))) {
      throw new UserError(NOT_NAMED_HERE);
    }
  }
  return { kind: "private", card: adminsCard(await listAdmins(bot.db, community.id)) };
}

/** Slack writes <@U1|name> and <!subteam^S1>, Discord <@1> and <@&1>; a plain id or @name is taken as is. */
export function readMention(text: string): Admin | undefined {
  const inner = text.trim().replace(/^<|>$/g, "").split("|")[0] ?? "";
  const role = /^(?:@&|!subteam\^)(\w{1,64})$/.exec(inner);
  if (role?.[1] !== undefined) return { kind: "role", externalId: role[1] };
  const person = /^@?!?([\w.-]{1,64})$/.exec(inner);
  return person?.[1] === undefined ? undefined : { kind: "person", externalId: person[1] };
}

import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { deletePerson, exportPerson } from "../../storage/people/my-data.ts";
import { findPerson, type Person, setHidden } from "../../storage/people/people.ts";
import type { ActionContext, ActionSpec, CommandContext, Context } from "../command/context.ts";
import type { CommandSpec } from "../command/spec.ts";
import {
  confirmDeleteCard,
  DELETE_ME,
  deletedCard,
  exportCard,
  myDataCard,
  NO_DATA,
  shownCard,
} from "../messages/my-data.ts";

export const mydata = {
  name: "mydata",
  description: "Your data, yours: export, delete, hide, show",
  handle: async (): Promise<Reply> => ({ kind: "private", card: myDataCard() }),
  subcommands: [
    {
      name: "export",
      description: "Everything kept about you, as a file",
      handle: async (context) => {
        const person = await personOf(context);
        return { kind: "private", card: exportCard(await exportPerson(context.bot.db, person.id)) };
      },
    },
    {
      name: "delete",
      description: "Delete your answers, points and name",
      handle: async (context) => {
        await personOf(context);
        return { kind: "private", card: confirmDeleteCard() };
      },
    },
    {
      name: "hide",
      description: "Take part without being listed on boards",
      handle: (context) => changeListing(context, true),
    },
    { name: "show", description: "Be listed on boards again", handle: (context) => changeListing(context, false) },
  ],
} as const satisfies CommandSpec;

export const myDataActions: readonly ActionSpec[] = [{ name: DELETE_ME, handle: deleteMyData }];

async function deleteMyData(context: ActionContext): Promise<Reply> {
  const { bot } = context;
  const person = await personOf(context);
  await deletePerson(bot.db, person.id, bot.now());
  return { kind: "private", card: deletedCard() };
}

async function changeListing(context: CommandContext, hidden: boolean): Promise<Reply> {
  const person = await personOf(context);
  await setHidden(context.bot.db, person.id, hidden);
  return { kind: "private", card: shownCard(hidden) };
}

async function personOf({ bot, community, event }: Context): Promise<Person> {
  const person = await findPerson(bot.db, community.id, event.user.id);
  if (person === undefined) throw new UserError(NO_DATA);
  return person;
}

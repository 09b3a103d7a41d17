import { parseActionId } from "../chat/card.ts";
import { UserError } from "../chat/errors.ts";
import type { ActionEvent, CommandEvent, FormEvent, Reply, SuggestEvent } from "../chat/event.ts";
import { ACTIONS, FORMS } from "./actions.ts";
import { requireAdmin } from "./admins.ts";
import { answerByReaction } from "./answers/answers.ts";
import type { ActionSpec, Admission, Context, FormSpec, UserEvent } from "./command/context.ts";
import { nearest, parseCommand } from "./command/parse.ts";
import type { CommandSpec } from "./command/spec.ts";
import { COMMANDS } from "./commands.ts";
import { BUDGETS, type Budget, type BudgetName } from "./limits.ts";
import { OLD_BUTTON, OLD_FORM, unknownCommand } from "./messages/problems.ts";
import { homeOf } from "./setup/home.ts";

/** Where an event goes, and how it is let in. */
export interface Route extends Pick<Admission, "needsNoChannel"> {
  /** undefined where a person may do it as often as they like. */
  readonly budget: Budget | undefined;
  /** When the person's groups are followed into a team: before what they asked for, or after it, where they may become known by it. */
  readonly followsGroups: "before" | "after" | "never";
  readonly asksForTeams: boolean;
  readonly handle: (context: Context) => Promise<Reply>;
}

const commands = byName(COMMANDS);
const actions = byName(ACTIONS);
const forms = byName(FORMS);

export function routeOf(event: UserEvent): Route {
  switch (event.type) {
    case "command":
      return commandRoute(event, commands.get(commandName(event.command)));
    case "action":
      return actionRoute(event, actions, OLD_BUTTON);
    case "form":
      return actionRoute(event, forms, OLD_FORM);
    case "suggest":
      return suggestRoute(event, commands.get(event.command));
    case "reaction":
      // It stands on the message for all to see, so what is stored must follow it: there is no limit.
      return route({ introduces: true }, undefined, (context) => answerByReaction({ ...context, event }));
    case "home":
      return route({}, "home", (context) => homeOf({ ...context, event }));
  }
}

function route(
  { introduces, needsNoChannel, budget }: Admission,
  otherwise: BudgetName | undefined,
  handle: Route["handle"],
): Route {
  const name = budget ?? otherwise;
  return {
    budget: name && BUDGETS[name],
    followsGroups: introduces ? "after" : "before",
    asksForTeams: false,
    ...(needsNoChannel && { needsNoChannel }),
    handle,
  };
}

function commandRoute(event: CommandEvent, command: CommandSpec | undefined): Route {
  if (command === undefined) {
    return route({}, "command", async () => {
      const name = commandName(event.command);
      throw new UserError(unknownCommand(name, nearest(name, [...commands.keys()])));
    });
  }
  const admitted = route(command, "command", async (context) => {
    if (command.admin === true) await requireAdmin(context, event.channel);
    const { subcommand, options } = parseCommand(command, event.input);
    const { handle } = command.subcommands?.find((candidate) => candidate.name === subcommand) ?? command;
    return handle({ ...context, event, options });
  });
  return { ...admitted, asksForTeams: command.asksForTeams === true };
}

function actionRoute<Event extends ActionEvent | FormEvent>(
  event: Event,
  registry: ReadonlyMap<string, Admission & { handle(context: Context<Event> & { args: string[] }): Promise<Reply> }>,
  unknown: string,
): Route {
  const { name, args } = parseActionId(event.action);
  const spec = registry.get(name);
  return route(spec ?? {}, "press", async (context) => {
    if (spec === undefined) throw new UserError(unknown);
    return spec.handle({ ...context, event, args });
  });
}

function suggestRoute(event: SuggestEvent, command: CommandSpec | undefined): Route {
  const short = { ...event, partial: event.partial.slice(0, PARTIAL_LIMIT) };
  const suggested = route({}, "suggest", async (context) => ({
    kind: "suggestions",
    suggestions: (await command?.suggest?.({ ...context, event: short })) ?? [],
  }));
  return { ...suggested, followsGroups: "never" };
}

/** What has been typed of a word; in UTF-16 code units. */
const PARTIAL_LIMIT = 100;

/** The command's name as it is defined: people and platforms write it with a slash, or in capitals. */
function commandName(command: string): string {
  return command.replace(/^\//, "").toLowerCase();
}

/** @throws Error where two have one name: the second would never be heard. */
function byName<Spec extends CommandSpec | ActionSpec | FormSpec>(specs: readonly Spec[]): ReadonlyMap<string, Spec> {
  const named = new Map(specs.map((spec) => [spec.name, spec]));
  if (named.size < specs.length) throw new Error("two actions, forms or commands have the same name");
  return named;
}

import { parseActionId } from "../chat/card.ts";
import { UserError } from "../chat/errors.ts";
import type { ActionEvent, CommandEvent, FormEvent, Reply, SuggestEvent } from "../chat/event.ts";
import { ACTIONS, FORMS } from "./actions.ts";
import { requireAdmin } from "./admins.ts";
import { answerByReaction } from "./answers/answers.ts";
import type { ActionSpec, Context, DispatchOptions, FormSpec, UserEvent } from "./command/context.ts";
import { nearest, parseCommand } from "./command/parse.ts";
import type { CommandSpec } from "./command/spec.ts";
import { COMMANDS } from "./commands.ts";
import { OLD_BUTTON, OLD_FORM, unknownCommand } from "./messages/problems.ts";
import { BUDGETS, type Budget, type BudgetName } from "./rate-limits.ts";
import { homeOf } from "./setup/home.ts";

/** What handles an event, and what dispatch does around it. */
export interface Route extends Pick<DispatchOptions, "needsNoChannel"> {
  /** undefined if there is no rate limit. */
  readonly budget: Budget | undefined;
  /** When to sync the user's team with their groups: before the handler, or after it if the handler may register them. */
  readonly syncsTeam: "before" | "after" | "never";
  readonly registersGroupMembers: boolean;
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
      // Everyone sees the reaction, so what is stored must always match it: there is no rate limit.
      return route({ registersPerson: true }, undefined, (context) => answerByReaction({ ...context, event }));
    case "home":
      return route({}, "home", (context) => homeOf({ ...context, event }));
  }
}

function route(
  { registersPerson, needsNoChannel, budget }: DispatchOptions,
  defaultBudget: BudgetName | undefined,
  handle: Route["handle"],
): Route {
  const name = budget ?? defaultBudget;
  return {
    budget: name && BUDGETS[name],
    syncsTeam: registersPerson ? "after" : "before",
    registersGroupMembers: false,
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
  const handled = route(command, "command", async (context) => {
    if (command.admin === true) await requireAdmin(context, event.channel);
    const { subcommand, options } = parseCommand(command, event.input);
    const { handle } = command.subcommands?.find((candidate) => candidate.name === subcommand) ?? command;
    return handle({ ...context, event, options });
  });
  return { ...handled, registersGroupMembers: command.registersGroupMembers === true };
}

function actionRoute<Event extends ActionEvent | FormEvent>(
  event: Event,
  registry: ReadonlyMap<
    string,
    DispatchOptions & { handle(context: Context<Event> & { args: string[] }): Promise<Reply> }
  >,
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
  const handled = route({}, "suggest", async (context) => ({
    kind: "suggestions",
    suggestions: (await command?.suggest?.({ ...context, event: short })) ?? [],
  }));
  return { ...handled, syncsTeam: "never" };
}

/** Longer input is cut off; in UTF-16 code units. */
const PARTIAL_LIMIT = 100;

/** The name as it is defined; users and platforms may write it with a slash or in capitals. */
function commandName(command: string): string {
  return command.replace(/^\//, "").toLowerCase();
}

/** @throws Error if two have the same name, because one of them would never be called. */
function byName<Spec extends CommandSpec | ActionSpec | FormSpec>(specs: readonly Spec[]): ReadonlyMap<string, Spec> {
  const named = new Map(specs.map((spec) => [spec.name, spec]));
  if (named.size < specs.length) throw new Error("two actions, forms or commands have the same name");
  return named;
}

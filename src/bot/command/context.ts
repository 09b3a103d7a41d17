import type { ActionEvent, ChatEvent, CommandEvent, FormEvent, LifecycleEvent, Reply } from "../../chat/event.ts";
import type { Channel } from "../../storage/channels.ts";
import type { Community } from "../../storage/communities.ts";
import type { Bot } from "../bot.ts";
import type { BudgetName } from "../limits.ts";

/** What somebody did; everything but what happened to the bot itself. */
export type UserEvent = Exclude<ChatEvent, LifecycleEvent>;

/** What every handler is given: who did what, and where. */
export interface Context<Event extends UserEvent = UserEvent> {
  readonly bot: Bot;
  readonly community: Community;
  /** undefined where no admin has set this channel up. */
  readonly channel: Channel | undefined;
  readonly event: Event;
}

/** `options` holds only options that the command defines. */
export interface CommandContext extends Context<CommandEvent> {
  readonly options: Readonly<Record<string, string>>;
}

/** `args` are the words in the action's id after its name. */
export interface ActionContext extends Context<ActionEvent> {
  readonly args: readonly string[];
}

export interface FormContext extends Context<FormEvent> {
  readonly args: readonly string[];
}

/** How an event is let in, beside what it does. */
export interface Admission {
  /** The limit that it counts against; without one, that of its kind of event. */
  readonly budget?: BudgetName;
  /** Somebody may become known to the bot by it: only then can their groups be followed into a team. */
  readonly introduces?: true;
  /** It needs nothing of the channel but its round, so the channel is not looked up. */
  readonly needsNoChannel?: true;
}

/** A button or select. */
export interface ActionSpec extends Admission {
  /** The first word of the action's id. */
  readonly name: string;
  readonly handle: (context: ActionContext) => Promise<Reply>;
}

/** A form that was sent. */
export interface FormSpec extends Admission {
  readonly name: string;
  readonly handle: (context: FormContext) => Promise<Reply>;
}

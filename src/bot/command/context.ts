import type { ActionEvent, ChatEvent, CommandEvent, FormEvent, LifecycleEvent, Reply } from "../../chat/event.ts";
import type { Channel } from "../../storage/channels.ts";
import type { Community } from "../../storage/communities.ts";
import type { Bot } from "../bot.ts";
import type { BudgetName } from "../rate-limits.ts";

/** Something that a user did, as opposed to a lifecycle event. */
export type UserEvent = Exclude<ChatEvent, LifecycleEvent>;

/** What every handler gets: who did what, and where. */
export interface Context<Event extends UserEvent = UserEvent> {
  readonly bot: Bot;
  readonly community: Community;
  /** undefined if no admin has set this channel up. */
  readonly channel: Channel | undefined;
  readonly event: Event;
}

/** `options` holds only options that the command defines. */
export interface CommandContext extends Context<CommandEvent> {
  readonly options: Readonly<Record<string, string>>;
}

/** `args` are the parts of the action's id after its name. */
export interface ActionContext extends Context<ActionEvent> {
  readonly args: readonly string[];
}

export interface FormContext extends Context<FormEvent> {
  readonly args: readonly string[];
}

/** What dispatch does around a handler. */
export interface DispatchOptions {
  /** The rate limit that it counts against; by default, the one for its kind of event. */
  readonly budget?: BudgetName;
  /** The handler may register a new person; only then can their team be synced with their groups. */
  readonly registersPerson?: true;
  /** The handler needs only the round, so the channel is not looked up. */
  readonly needsNoChannel?: true;
}

/** A button or select. */
export interface ActionSpec extends DispatchOptions {
  /** The first word of the action's id. */
  readonly name: string;
  readonly handle: (context: ActionContext) => Promise<Reply>;
}

/** A submitted form. */
export interface FormSpec extends DispatchOptions {
  readonly name: string;
  readonly handle: (context: FormContext) => Promise<Reply>;
}

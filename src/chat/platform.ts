import type { Card, EpochMs, OptionLabel } from "./card.ts";
import type { EventHandler, PlatformName } from "./event.ts";

export interface ChannelTarget {
  readonly kind: "channel";
  readonly community: string;
  readonly channel: string;
}
/** The discussion under a message. */
interface ThreadTarget {
  readonly kind: "thread";
  readonly community: string;
  readonly channel: string;
  readonly message: string;
}
interface PersonTarget {
  readonly kind: "person";
  readonly community: string;
  readonly user: string;
}
export interface GroupTarget {
  readonly community: string;
  /** The platform's id of the group or role. */
  readonly group: string;
}
export type PostTarget = ChannelTarget | ThreadTarget | PersonTarget;

export interface MessageRef {
  readonly community: string;
  readonly channel: string;
  /** The platform's id of the message. */
  readonly message: string;
  /** The key it was posted with, where the core knows it: an edit must not lose it. */
  readonly key?: string;
}

export interface DeliveryMark {
  /** Unique for ever; the platform puts it on the message so that it can find the message again. */
  readonly key: string;
  /** Set where an earlier try may have arrived: look for `key` before sending. */
  readonly maybeSentSince?: EpochMs;
}

/** Which users stand under each option's reaction, the bot left out. */
export type OptionReactions = Readonly<Partial<Record<OptionLabel, readonly string[]>>>;

export interface TargetReport {
  readonly exists: boolean;
  readonly name: string;
  readonly archived: boolean;
  /** Permissions that the bot lacks there, in the platform's own words. */
  readonly missing: readonly string[];
  /** Why no question can stand there as it is (a forum, a category, a channel where the bot may not write), in Markdown. */
  readonly refusal?: string;
}

/**
 * The port. Every platform passes test/contracts/platform.ts. Methods throw `PlatformError`.
 */
export interface ChatPlatform {
  readonly name: PlatformName;
  /** Connects and hands every event to `handler`. Resolves once messages can be posted. */
  start(handler: EventHandler): Promise<void>;
  /** Takes no new events, waits for handlers in flight, disconnects. */
  stop(): Promise<void>;
  /** Posts once for each delivery key. */
  post(to: PostTarget, card: Card, delivery: DeliveryMark): Promise<MessageRef>;
  /** The message that bears the delivery's key; undefined where it never arrived. */
  find(to: PostTarget, delivery: Required<DeliveryMark>): Promise<MessageRef | undefined>;
  /** Replaces a message's content. Idempotent. */
  edit(message: MessageRef, card: Card): Promise<void>;
  /** `seeds`: what the message's card asked to seed; where a crash came before that, it is made up for. */
  readReactions(message: MessageRef, seeds: readonly OptionLabel[]): Promise<OptionReactions>;
  /** The users who are in a group or role now; undefined where the platform does not tell. */
  groupMembers(group: GroupTarget): Promise<readonly string[] | undefined>;
  inspect(target: ChannelTarget): Promise<TargetReport>;
}

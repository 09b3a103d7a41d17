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
  /** The key it was posted with, if the core knows it. An edit must keep it. */
  readonly key?: string;
}

export interface DeliveryMark {
  /** Never reused. The platform attaches it to the message, so that it can find the message again. */
  readonly key: string;
  /** Set if an earlier attempt may have arrived: look for `key` before sending. */
  readonly maybeSentSince?: EpochMs;
}

/** The users under each option's reaction, without the bot. */
export type OptionReactions = Readonly<Partial<Record<OptionLabel, readonly string[]>>>;

export interface TargetReport {
  readonly exists: boolean;
  readonly name: string;
  readonly archived: boolean;
  /** Permissions that the bot lacks there, in the platform's own words. */
  readonly missing: readonly string[];
  /** Why no question can be posted there (a forum, a category, a channel where the bot may not write), in Markdown. */
  readonly refusal?: string;
}

/** The port. Every platform passes test/contracts/platform.ts. Methods throw `PlatformError`. */
export interface ChatPlatform {
  readonly name: PlatformName;
  /** Connects and hands every event to `handler`. Resolves once messages can be posted. */
  start(handler: EventHandler): Promise<void>;
  /** Stops taking events, waits for running handlers, and disconnects. */
  stop(): Promise<void>;
  /** Posts at most once per delivery key. */
  post(to: PostTarget, card: Card, delivery: DeliveryMark): Promise<MessageRef>;
  /** The message with the delivery's key; undefined if it never arrived. */
  find(to: PostTarget, delivery: Required<DeliveryMark>): Promise<MessageRef | undefined>;
  /** Replaces a message's content. Idempotent. */
  edit(message: MessageRef, card: Card): Promise<void>;
  /** Reads the reactions, and adds any of the card's own (`seeds`) that a crash prevented. */
  readReactions(message: MessageRef, seeds: readonly OptionLabel[]): Promise<OptionReactions>;
  /** The current members of a group or role; undefined if the platform does not say. */
  groupMembers(group: GroupTarget): Promise<readonly string[] | undefined>;
  inspect(target: ChannelTarget): Promise<TargetReport>;
}

import type { PlatformReason } from "../chat/errors.ts";
import type { ChatEvent, PlatformName } from "../chat/event.ts";
import type { DeliveryKind } from "../storage/deliveries.ts";
import type { AnswerVia } from "../storage/rounds/answers.ts";

/** Moments when a crash is hardest to survive; the torture test kills the bot at each of them. */
export const CRASH_POINTS = ["claimed", "accepted", "recorded", "closed", "revealed"] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** What happened, for metrics: kinds and durations, never a name, an id, or a text. */
export type BotEvent =
  | {
      readonly what: "event";
      readonly platform: PlatformName;
      readonly type: ChatEvent["type"];
      /** refused: the user was told why; limited: over a rate limit; failed: the bot's own fault. */
      readonly outcome: "done" | "refused" | "limited" | "failed";
      readonly ms: number;
    }
  | { readonly what: "posted"; readonly platform: PlatformName; readonly kind: DeliveryKind; readonly ms: number }
  | { readonly what: "post-failed"; readonly platform: PlatformName; readonly reason: PlatformReason }
  | { readonly what: "answered"; readonly platform: PlatformName; readonly via: AnswerVia }
  | { readonly what: "asked"; readonly result: "hit" | "miss" | "withheld" }
  /** claimed or recorded in storage, accepted by the platform, closed or revealed in storage */
  | { readonly what: "crash-point"; readonly point: CrashPoint };

/** Must not throw. A crash point is reported synchronously, so that a test can end the process right there. */
export type Observe = (event: BotEvent) => void;

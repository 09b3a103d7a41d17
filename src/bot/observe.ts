import type { PlatformReason } from "../chat/errors.ts";
import type { ChatEvent, PlatformName } from "../chat/event.ts";
import type { DeliveryKind } from "../storage/deliveries.ts";
import type { AnswerVia } from "../storage/rounds/answers.ts";

/** What happened, for whoever measures: kinds and durations, never a name, an id or a text. */
export type Happening =
  | {
      readonly what: "event";
      readonly platform: PlatformName;
      readonly type: ChatEvent["type"];
      /** refused: the person was told why; limited: too many at once; failed: the bot's own fault. */
      readonly outcome: "done" | "refused" | "limited" | "failed";
      readonly ms: number;
    }
  | { readonly what: "posted"; readonly platform: PlatformName; readonly kind: DeliveryKind; readonly ms: number }
  | { readonly what: "post-failed"; readonly platform: PlatformName; readonly reason: PlatformReason }
  | { readonly what: "answered"; readonly platform: PlatformName; readonly via: AnswerVia }
  | { readonly what: "asked"; readonly result: "hit" | "miss" | "withheld" };

/** Must not throw. */
export type Observe = (happening: Happening) => void;

import { UserError } from "../../chat/errors.ts";
import { durationOutOfRange, NOT_A_DURATION } from "../messages/setup.ts";

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Parses "90m", "8h", "1h30m", or "2d" into milliseconds, from `min` to `max`. Errors name the form's `field`.
 *
 * @throws UserError if it is not a duration or out of range
 */
export function parseDuration(
  text: string,
  { min, max, field }: { readonly min: number; readonly max: number; readonly field: string },
): number {
  const clean = text.toLowerCase().replace(/\s+/g, "").slice(0, 30);
  const parts = [...clean.matchAll(/(\d{1,5})(d|h|m)(?:in|ays?|ours?)?/g)];
  const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS], 0);
  if (parts.map(([whole]) => whole).join("") !== clean || clean === "") {
    throw new UserError(NOT_A_DURATION, { field });
  }
  if (ms < min || ms > max) throw new UserError(durationOutOfRange(min, max), { field });
  return ms;
}

import { IANAZone } from "luxon";
import type { EpochMs } from "../chat/card.ts";

/**
 * What the clock on the wall shows, as the milliseconds at which a clock in UTC shows the same. On this line every
 * day has 24 hours, each once, so calendar arithmetic is plain arithmetic.
 */
export type WallMs = number;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Throws a RangeError where the zone is not known. */
export function wallOf(at: EpochMs, timeZone: string): WallMs {
  return at + offsetAt(at, zoneOf(timeZone));
}

/**
 * When the clock shows this. A time that is shown twice (clocks set back) is the first of the two; one that is never
 * shown (clocks set forward) is the moment after the gap. It never runs back: a later wall time is no earlier moment.
 *
 * Right for zones whose offset changes at most once within two days, which holds for all.
 */
export function instantOf(wall: WallMs, timeZone: string): EpochMs {
  const zone = zoneOf(timeZone);
  // Offsets are at most 14 hours: a day to either side is surely before and after the moment that is sought.
  const before = offsetAt(wall - DAY_MS, zone);
  const after = offsetAt(wall + DAY_MS, zone);
  if (offsetAt(wall - before, zone) === before) return wall - before;
  if (offsetAt(wall - after, zone) === after) return wall - after;
  return endOfGap(wall - after, wall - before, before, zone);
}

/** The first moment at which the offset is no longer `before`; it lies after `earliest` and not after `latest`. */
function endOfGap(earliest: EpochMs, latest: EpochMs, before: number, zone: IANAZone): EpochMs {
  let old = earliest;
  let changed = latest;
  while (changed - old > 1) {
    const middle = Math.floor((old + changed) / 2);
    if (offsetAt(middle, zone) === before) old = middle;
    else changed = middle;
  }
  return changed;
}

function zoneOf(timeZone: string): IANAZone {
  const zone = IANAZone.create(timeZone);
  if (!zone.isValid) throw new RangeError(`Unknown time zone: ${timeZone}`);
  return zone;
}

function offsetAt(at: EpochMs, zone: IANAZone): number {
  return zone.offset(at) * MINUTE_MS;
}

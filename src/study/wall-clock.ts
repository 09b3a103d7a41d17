import { IANAZone } from "luxon";
import type { EpochMs } from "../chat/card.ts";

/**
 * A local wall-clock time, represented as the epoch milliseconds at which a UTC clock shows the same time. On this scale
 * every day has exactly 24 hours, so calendar arithmetic is plain arithmetic.
 */
export type WallMs = number;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** @throws RangeError if the zone is unknown */
export function wallOf(at: EpochMs, timeZone: string): WallMs {
  return at + offsetAt(at, zoneOf(timeZone));
}

/**
 * The instant at which the clock shows this time. If the time occurs twice (clocks set back), it is the first instant; if
 * it never occurs (clocks set forward), it is the end of the gap. A later wall time never gives an earlier instant.
 *
 * Correct for zones whose offset changes at most once within two days, which is true of all zones.
 */
export function instantOf(wall: WallMs, timeZone: string): EpochMs {
  const zone = zoneOf(timeZone);
  // Offsets are at most 14 hours, so a day on either side is certainly before and after the instant.
  const before = offsetAt(wall - DAY_MS, zone);
  const after = offsetAt(wall + DAY_MS, zone);
  if (offsetAt(wall - before, zone) === before) return wall - before;
  if (offsetAt(wall - after, zone) === after) return wall - after;
  return endOfGap(wall - after, wall - before, before, zone);
}

/** The first instant at which the offset is no longer `before`, in the range earliest < instant ≤ latest. */
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

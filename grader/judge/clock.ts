import type { ProgramFacts, WitnessRecord } from '../model/capture.ts';
import type { GadgetEvent } from './events.ts';
import { groupByTid, horizonOf, sortByTime } from './windows.ts';

/** Helper id of the clock that a gadget's timestamps must come from: `bpf_ktime_get_boot_ns`. */
export const BOOT_CLOCK = 125;

/** The monotonic clock equals the boot clock until the machine sleeps; its values can still be compared. */
const MONOTONIC_CLOCK = 5;

/** Clocks that lag (coarse), have another zero (TAI) or another unit (jiffies). */
const INCOMPARABLE_CLOCKS: readonly number[] = [64, 160, 208];

/** Helper ids of all clocks that are not the boot clock. */
export const OTHER_CLOCKS: readonly number[] = [MONOTONIC_CLOCK, ...INCOMPARABLE_CLOCKS];

/** Whether no program reads a clock whose values cannot be compared with the witness's. */
export function readsComparableClock(programs: readonly ProgramFacts[]): boolean {
  return !programs.some(({ helpers }) => helpers.some((helper) => INCOMPARABLE_CLOCKS.includes(helper)));
}

/**
 * Whether the events' timestamps are of the witness's clock: they do not stand still, and most lie within the
 * run, not before their task's first call. One odd event does not decide it.
 */
export function isComparable(events: readonly GadgetEvent[], records: readonly WitnessRecord[]): boolean {
  if (records.length === 0) return false;
  const times = events.flatMap((event) => event.timestamp ?? []);
  if (times.length > 1 && new Set(times).size === 1) return false;
  const horizon = horizonOf(records);
  const groups = groupByTid(records);
  const start = sortByTime(records)[0]?.timestamp ?? horizon;
  const fitting = events.filter(({ timestamp, tid }) => {
    const from = (tid === undefined ? undefined : groups.get(tid)?.[0]?.timestamp) ?? start;
    return timestamp !== undefined && timestamp >= from && timestamp < horizon;
  });
  return fitting.length * 2 > events.length;
}

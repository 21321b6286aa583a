import type { ProgramFacts, WitnessRecord } from '../model/capture.ts';
import type { GadgetEvent } from './events.ts';
import { groupByTid, horizonOf } from './windows.ts';

/** The clock that a gadget's timestamps must come from: `bpf_ktime_get_boot_ns`. */
export const BOOT_CLOCK = 125;

/** Clocks by helper id. The coarse one lags, the TAI one has another zero, jiffies have another unit. */
export const OTHER_CLOCKS: ReadonlyMap<number, string> = new Map([
  [5, 'bpf_ktime_get_ns'],
  [64, 'bpf_jiffies64'],
  [160, 'bpf_ktime_get_coarse_ns'],
  [208, 'bpf_ktime_get_tai_ns'],
]);

/** The monotonic clock equals the boot clock until the machine sleeps; its values can still be compared. */
const MONOTONIC_CLOCK = 5;

/** Whether no program reads a clock whose values cannot be compared with the witness's. */
export function readsComparableClock(programs: readonly ProgramFacts[]): boolean {
  return !programs.some((program) =>
    program.helpers.some((helper) => helper !== MONOTONIC_CLOCK && OTHER_CLOCKS.has(helper)),
  );
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
  const start = records.reduce((first, { timestamp }) => (timestamp < first ? timestamp : first), horizon);
  const fitting = events.filter(({ timestamp, tid }) => {
    const from = (tid === undefined ? undefined : groups.get(tid)?.[0]?.timestamp) ?? start;
    return timestamp !== undefined && timestamp >= from && timestamp < horizon;
  });
  return fitting.length * 2 > events.length;
}

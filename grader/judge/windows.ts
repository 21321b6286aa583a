import type { WitnessRecord } from '../model/capture.ts';
import { groupBy } from './group-by.ts';

/** When the event of a witnessed call can have been written: boot-time clock, ns, `until` excluded. */
export interface Window {
  readonly from: bigint;
  readonly until: bigint;
}

/** An event is written microseconds after its call was witnessed; nothing of a run is later than this (ns). */
const AFTER_LAST_RECORD = 5_000_000_000n;

/** The first moment that cannot belong to the run any more, boot-time clock, ns. */
export function horizonOf(records: readonly WitnessRecord[]): bigint {
  return (sortByTime(records).at(-1)?.timestamp ?? 0n) + AFTER_LAST_RECORD;
}

/** The records of each task in the order of time. */
export function groupByTid(records: readonly WitnessRecord[]): ReadonlyMap<number, readonly WitnessRecord[]> {
  return groupBy(sortByTime(records), ({ tid }) => tid);
}

/** The window of each record: from its own timestamp to that of the same task's next record. */
export function windowsOf(records: readonly WitnessRecord[]): ReadonlyMap<WitnessRecord, Window> {
  const horizon = horizonOf(records);
  const windows = new Map<WitnessRecord, Window>();
  for (const group of groupByTid(records).values()) {
    group.forEach((record, index) => {
      windows.set(record, { from: record.timestamp, until: group[index + 1]?.timestamp ?? horizon });
    });
  }
  return windows;
}

/** A sorted copy; what has the same timestamp keeps its order. */
export function sortByTime<T extends { readonly timestamp: bigint }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
}

/** Index of the last item that is not after `time`, in items sorted by time; -1 if there is none. */
export function lastNotAfter(sorted: readonly { readonly timestamp: bigint }[], time: bigint): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = sorted[middle];
    if (item !== undefined && item.timestamp <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

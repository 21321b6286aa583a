import type { WitnessRecord } from '../model/capture.ts';
import type { Assignment } from './assignment.ts';
import type { GadgetEvent } from './events.ts';
import { groupBy } from './group-by.ts';
import { assignByOrder } from './pair-by-order.ts';
import { assignByTime } from './pair-by-time.ts';
import type { PairInput } from './pair-input.ts';
import { groupByTid, horizonOf, lastNotAfter, sortByTime } from './windows.ts';

export interface TaskPairInput extends PairInput {
  /** Whether the events' timestamps can be compared with the witness's. */
  readonly timed: boolean;
}

/**
 * Pairs thread by thread, then gives events of unknown threads the nearest preceding call that has none yet: a
 * program may have written something else where the thread id belongs.
 */
export function assignByTask(input: TaskPairInput): Assignment[] {
  const groups = groupByTid(input.records);
  const known = groupBy(input.events, ({ tid }) => (groups.has(tid ?? -1) ? tid : undefined));
  const own = [...known].flatMap(([tid, events]) => {
    const records = groups.get(tid ?? -1);
    if (records === undefined) return [];
    return input.timed
      ? byWindow(events, records, input.records)
      : assignByOrder(events, records, input.attached);
  });
  const settled = input.timed ? moveSurplus(own, input.records) : own;
  return [...settled, ...assignStrangers(known.get(undefined) ?? [], settled, input)];
}

/** An event belongs to its thread's last call that is not after it. */
function byWindow(
  events: readonly GadgetEvent[],
  records: readonly WitnessRecord[],
  all: readonly WitnessRecord[],
): Assignment[] {
  const horizon = horizonOf(all);
  return events.map((event) => {
    const { timestamp } = event;
    const inRun = timestamp !== undefined && timestamp < horizon;
    return { event, record: inRun ? records[lastNotAfter(records, timestamp)] : undefined };
  });
}

/**
 * A program that writes the process id where the thread id belongs seems to send nothing for threads and too much
 * for their process. Such surplus goes to the process's threads, to the nearest call before it.
 */
function moveSurplus(assignments: readonly Assignment[], records: readonly WitnessRecord[]): Assignment[] {
  if (assignments.some(({ record }) => record !== undefined && isThread(record))) return [...assignments];
  const free = sortByTime(records).filter((record) => record.role === 'traced' && isThread(record));
  const used = new Set<WitnessRecord>();
  return assignments.map((assignment) => {
    const { event, record } = assignment;
    if (record === undefined || event.timestamp === undefined) return assignment;
    if (!used.has(record)) {
      used.add(record);
      return assignment;
    }
    const index = lastNotAfter(free, event.timestamp);
    const other = free[index];
    const fits = other !== undefined && other.pid === event.tid && other.timestamp > record.timestamp;
    if (!fits) return assignment;
    free.splice(index, 1);
    return { event, record: other };
  });
}

/** Whether it was not the process's first thread, whose id is that of the process. */
function isThread({ pid, tid }: WitnessRecord): boolean {
  return pid !== tid;
}

function assignStrangers(
  strangers: readonly GadgetEvent[],
  settled: readonly Assignment[],
  input: TaskPairInput,
): Assignment[] {
  const taken = new Set(settled.map(({ record }) => record));
  const records = input.records.filter((record) => !taken.has(record));
  return input.timed
    ? assignByTime({ events: strangers, records, concurrent: true })
    : assignByOrder(strangers, records, input.attached);
}

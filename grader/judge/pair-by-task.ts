import type { WitnessRecord } from '../model/capture.ts';
import type { Assignment } from './assignment.ts';
import type { GadgetEvent } from './events.ts';
import { groupBy } from './group-by.ts';
import type { PairInput } from './pair.ts';
import { assignByOrder } from './pair-by-order.ts';
import { assignByTime } from './pair-by-time.ts';
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
 * Where a call has several events, a later one may tell of another thread's call that was witnessed in between:
 * then the program wrote, say, the process id where the thread id belongs, and nothing was sent twice.
 */
function moveSurplus(assignments: readonly Assignment[], records: readonly WitnessRecord[]): Assignment[] {
  const taken = new Set(assignments.map(({ record }) => record));
  const free = sortByTime(records).filter((record) => record.role === 'traced' && !taken.has(record));
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
    if (other === undefined || other.timestamp <= record.timestamp) return assignment;
    free.splice(index, 1);
    return { event, record: other };
  });
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

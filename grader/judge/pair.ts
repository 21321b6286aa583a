import type { WitnessRecord } from '../model/capture.ts';
import type { Assignment } from './assignment.ts';
import { isComparable } from './clock.ts';
import type { GadgetEvent } from './events.ts';
import { assignByOrder } from './pair-by-order.ts';
import { assignByTask } from './pair-by-task.ts';
import { assignByTime } from './pair-by-time.ts';
import type { PairInput } from './pair-input.ts';

export interface Pair {
  readonly event: GadgetEvent;
  readonly record: WitnessRecord;
}

/** Which event tells of which witnessed call. Every event is in exactly one of the lists but `missing`. */
export interface Pairing {
  /** Calls of the traced container with their event. */
  readonly pairs: readonly Pair[];
  /** Calls of the traced container without an event. */
  readonly missing: readonly WitnessRecord[];
  /** Further events of a call that has one already. */
  readonly duplicates: readonly Pair[];
  /** Events of calls made outside the traced container. */
  readonly leaked: readonly Pair[];
  /** Events that belong to no witnessed call. */
  readonly strangers: readonly GadgetEvent[];
}

/**
 * Finds the witnessed call of each event. Events that tell their thread are paired thread by thread, all others
 * by the time; where the timestamps are of no use, by order. Only identity and time count, never a graded value:
 * otherwise a wrong value would look like a missing event.
 */
export function pair(input: PairInput): Pairing {
  return settle(assign(input), input.records);
}

function assign(input: PairInput): readonly Assignment[] {
  const tasksKnown = !input.serial && input.events.some((event) => event.tid !== undefined);
  const timed = input.trustClock && isComparable(input.events, input.records);
  if (tasksKnown) return assignByTask({ ...input, timed });
  if (timed) return assignByTime({ events: input.events, records: input.records, concurrent: !input.serial });
  return assignByOrder(input.events, input.records, input.attached);
}

/** The first event that was assigned to a record is its pair. */
function settle(assignments: readonly Assignment[], records: readonly WitnessRecord[]): Pairing {
  const pairs: Pair[] = [];
  const duplicates: Pair[] = [];
  const leaked: Pair[] = [];
  const strangers: GadgetEvent[] = [];
  const taken = new Set<WitnessRecord>();
  for (const { event, record } of assignments) {
    if (record === undefined) strangers.push(event);
    else if (record.role !== 'traced') leaked.push({ event, record });
    else (taken.has(record) ? duplicates : pairs).push({ event, record });
    if (record !== undefined) taken.add(record);
  }
  const missing = records.filter((record) => record.role === 'traced' && !taken.has(record));
  return { pairs, missing, duplicates, leaked, strangers };
}

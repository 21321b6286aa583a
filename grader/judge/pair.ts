import type { WitnessRecord } from '../model/capture.ts';
import type { TracedSyscall } from '../model/step.ts';
import type { Assignment } from './assignment.ts';
import { isComparable } from './clock.ts';
import type { GadgetEvent } from './events.ts';
import { assignByOrder } from './pair-by-order.ts';
import { assignByTask } from './pair-by-task.ts';
import { assignByTime } from './pair-by-time.ts';

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

export interface PairInput {
  /** In ring order. */
  readonly events: readonly GadgetEvent[];
  /** Of every role: an event of a call outside the container is a leak, not a duplicate. */
  readonly records: readonly WitnessRecord[];
  /** The scenario's tasks ran one after another, because events do not tell their task. */
  readonly serial: boolean;
  /** False where the program is known to read a clock that cannot be compared with the witness's. */
  readonly trustClock: boolean;
  /** System calls that a program of the object is attached to. */
  readonly attached: ReadonlySet<TracedSyscall>;
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

import type { WitnessRecord } from '../model/capture.ts';
import type { Assignment } from './assignment.ts';
import type { GadgetEvent } from './events.ts';
import { groupBy } from './group-by.ts';
import { horizonOf, lastNotAfter, sortByTime } from './windows.ts';

export interface TimePairInput {
  readonly events: readonly GadgetEvent[];
  readonly records: readonly WitnessRecord[];
  /** Calls of several tasks may overlap, so that an event may follow another task's call. */
  readonly concurrent: boolean;
}

type Timed = GadgetEvent & { readonly timestamp: bigint };

/** Overlapping calls are microseconds apart; an event is never this far (ns) behind its call for that reason. */
const OVERLAP = 1_000_000n;

/**
 * Pairs each event with the latest call not after it. Calls from outside the container take part only where
 * most of their kind (role and system call) have an event: one that merely happened at the wrong moment, between
 * a traced call and its event, must not look like a leak.
 */
export function assignByTime({ events, records, concurrent }: TimePairInput): Assignment[] {
  const sorted = sortByTime(records);
  const horizon = horizonOf(records);
  const timed = sortByTime(
    events.filter((event): event is Timed => isTimed(event) && event.timestamp < horizon),
  );
  const untimed = events.filter((event) => !isTimed(event) || event.timestamp >= horizon);
  const leaking = leakingKinds(timed, sorted);
  const candidates = sorted.filter((record) => record.role === 'traced' || leaking.has(kindOf(record)));
  const outside = sorted.filter((record) => record.role !== 'traced');
  const overlapping = concurrent || leaking.size > 0;
  const used = new Set<WitnessRecord>();
  const assigned = timed.map((event): Assignment => {
    const record =
      take(event, candidates, used, overlapping) ?? nearOutside(event, candidates, outside, used);
    if (record !== undefined) used.add(record);
    return { event, record };
  });
  return [...assigned, ...untimed.map((event) => ({ event, record: undefined }))];
}

function isTimed(event: GadgetEvent): event is Timed {
  return event.timestamp !== undefined;
}

/** A candidate that has no event yet; undefined where there is none near enough. */
function take(
  event: Timed,
  candidates: readonly WitnessRecord[],
  used: ReadonlySet<WitnessRecord>,
  overlapping: boolean,
): WitnessRecord | undefined {
  const latest = lastNotAfter(candidates, event.timestamp);
  for (let index = latest; index >= 0; index--) {
    const record = candidates[index];
    if (record === undefined) return undefined;
    if (index < latest && event.timestamp - record.timestamp > OVERLAP) return undefined;
    if (!used.has(record)) return record;
    if (!overlapping) return undefined;
  }
  return undefined;
}

/** For an event too many: the call outside the container that it is far nearer to, else the one it repeats. */
function nearOutside(
  event: Timed,
  candidates: readonly WitnessRecord[],
  outside: readonly WitnessRecord[],
  used: ReadonlySet<WitnessRecord>,
): WitnessRecord | undefined {
  const repeated = candidates[lastNotAfter(candidates, event.timestamp)];
  const other = outside[lastNotAfter(outside, event.timestamp)];
  if (other === undefined || used.has(other)) return repeated;
  if (repeated === undefined) return other;
  const farNearer = (event.timestamp - other.timestamp) * 10n < event.timestamp - repeated.timestamp;
  return farNearer ? other : repeated;
}

function leakingKinds(events: readonly Timed[], sorted: readonly WitnessRecord[]): ReadonlySet<string> {
  const followed = new Set(events.map((event) => sorted[lastNotAfter(sorted, event.timestamp)]));
  const outside = sorted.filter((record) => record.role !== 'traced');
  const kinds = groupBy(outside, kindOf);
  return new Set(
    [...kinds].flatMap(([kind, group]) =>
      group.filter((record) => followed.has(record)).length * 2 > group.length ? kind : [],
    ),
  );
}

function kindOf(record: WitnessRecord): string {
  return `${record.role} ${record.syscall}`;
}

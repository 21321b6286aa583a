import type { Value } from '../../values.ts';
import type { Observation, Suspect } from './suspects.ts';

/**
 * The engine wears the ring in with calls whose path and task are called `~~~…`, flags -1 and mode 0777: what a program
 * does not write holds bytes of theirs, wherever they lay, or of an earlier event.
 */
const STALE_BYTE = 0x7e;
const STALE_MODE = 511n;

/** Whether nobody may have written this value for this event. */
export function isLeftOver(suspect: Suspect, { actual, event }: Observation): boolean {
  return isStale(actual) || (firstOf(suspect).get(keyOf(actual)) ?? event.index) < event.index;
}

const known = new WeakMap<Suspect, ReadonlyMap<string, number>>();

/** The index of the first event that holds a value. */
function firstOf(suspect: Suspect): ReadonlyMap<string, number> {
  const before = known.get(suspect);
  if (before !== undefined) return before;
  const first = new Map<string, number>();
  for (const { actual, event } of suspect.observations) {
    const key = keyOf(actual);
    if (!first.has(key)) first.set(key, event.index);
  }
  known.set(suspect, first);
  return first;
}

/** The same for the same values. */
export function keyOf(value: Value): string {
  return value.kind === 'text' ? Buffer.from(value.bytes).toString('latin1') : `${value.value}`;
}

/** Zero, empty, or bytes of the calls that wore the ring in. */
export function isStale(value: Value): boolean {
  if (value.kind === 'text') return value.bytes.every((byte) => byte === STALE_BYTE);
  const { value: number } = value;
  if (number === 0n || number === STALE_MODE) return true;
  const digits = number.toString(16);
  return /^(7e)+$/.test(digits) || /^f{8}(f{8})?$/.test(digits);
}

import type { Capture } from '../model/capture.ts';
import { attachedSyscalls } from './attached.ts';
import type { GradedEvents } from './events.ts';
import type { Pairing } from './pair.ts';

/** A ring buffer keeps 8 bytes of its own before each event and rounds up to 8. */
const RECORD_HEADER = 8;

/** The ring is drained all the time; nothing waits in it longer than this (ns), even on a busy machine. */
const LONGEST_WAIT = 100_000_000n;

/**
 * How many events are missing that may not have found room in the ring: then their absence is the machine's
 * matter. Calls that no program is attached to cannot have been lost this way.
 */
export function possiblyLost(capture: Capture, events: GradedEvents | undefined, pairing: Pairing): number {
  const attached = attachedSyscalls(capture.object.programs);
  const missing = pairing.missing.filter(({ syscall }) => attached.size === 0 || attached.has(syscall));
  if (missing.length === 0) return 0;
  if (capture.ring.peak * 2 > capture.ring.size) return missing.length;
  const times = deliveries(pairing);
  const slot = RECORD_HEADER + Math.ceil((events?.struct.size ?? 0) / 8) * 8;
  return missing.filter(({ timestamp }) => {
    const waiting = countBefore(times, timestamp + 1n) - countBefore(times, timestamp - LONGEST_WAIT + 1n);
    return (waiting + 1) * slot > capture.ring.size;
  }).length;
}

/** Ascending. */
function deliveries({ pairs, duplicates, leaked }: Pairing): BigInt64Array {
  const times = [...pairs, ...duplicates, ...leaked].map(({ record }) => record.timestamp);
  return new BigInt64Array(times).sort();
}

/** How many of the ascending times are earlier; by bisection, as a flood has tens of thousands. */
function countBefore(times: BigInt64Array, limit: bigint): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

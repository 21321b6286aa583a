import type { Capture } from '../model/capture.ts';
import { attachedSyscalls } from './attached.ts';
import { readsComparableClock } from './clock.ts';
import { type GradedEvents, gradedEvents } from './events.ts';
import { callsNotMade } from './interference.ts';
import { possiblyLost } from './overflow.ts';
import { type Pairing, pair } from './pair.ts';

/** What the checks look at: a capture, its graded events, and how they pair with what the witness saw. */
export interface Facts {
  readonly capture: Capture;
  /** Undefined where the object has no tracer. */
  readonly graded: GradedEvents | undefined;
  readonly pairing: Pairing;
  /** Missing events that may have found the ring full. */
  readonly possiblyLost: number;
  /** Calls of the scenario that were prevented. */
  readonly callsNotMade: number;
}

export function establishFacts(capture: Capture): Facts {
  const graded = gradedEvents(capture);
  const { programs } = capture.object;
  const pairing = pair({
    events: graded?.list ?? [],
    records: capture.witnessed,
    serial: capture.serial,
    trustClock: readsComparableClock(programs),
    attached: attachedSyscalls(programs),
  });
  return {
    capture,
    graded,
    pairing,
    possiblyLost: possiblyLost(capture, graded, pairing),
    callsNotMade: callsNotMade(capture),
  };
}

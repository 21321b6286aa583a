import type { WitnessRecord } from '../model/capture.ts';
import type { TracedSyscall } from '../model/check-spec.ts';
import type { GadgetEvent } from './events.ts';

/** What pairing looks at. */
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

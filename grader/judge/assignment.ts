import type { WitnessRecord } from '../model/capture.ts';
import type { GadgetEvent } from './events.ts';

/** What an event was assigned to; undefined where nothing fits. */
export interface Assignment {
  readonly event: GadgetEvent;
  readonly record: WitnessRecord | undefined;
}

import type { ModuleRun, ProcessedEvent } from '../model/module.ts';
import type { Facts } from './facts.ts';
import type { Pair } from './pair.ts';

/** What the checks of a module look at: the facts of the capture, and what the module made of it. */
export interface ModuleFacts extends Facts {
  readonly run: ModuleRun;
}

/** A pair of event and witnessed call, and the event as it was after the module had it. */
export interface ProcessedPair extends Pair {
  readonly processed: ProcessedEvent;
}

/** Without the events that the module did not get to, because its run ended before. */
export function processedPairs({ pairing, run }: ModuleFacts): readonly ProcessedPair[] {
  return pairing.pairs.flatMap(({ event, record }) => {
    const processed = run.events[event.index];
    return processed === undefined ? [] : [{ event, record, processed }];
  });
}

/** What an added field holds as text; empty where it was never set. */
export function textOf({ values }: ProcessedEvent, field: string): string {
  const value = values[field];
  if (value === undefined) return '';
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value);
}

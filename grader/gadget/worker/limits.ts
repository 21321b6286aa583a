import type { ModulePhase } from '../../model/module.ts';

/** How long a module may take, in milliseconds. What other processes take of the processor counts little: see watchdog. */
export interface ModuleLimits {
  /** From its bytes to the end of `_initialize`. */
  readonly load: number;
  /** For each of `gadgetInit`, `gadgetPreStart`, `gadgetStart`, `gadgetStop`, `gadgetPostStop`. */
  readonly lifecycle: number;
  /** For all that it does about one event. */
  readonly callback: number;
  /** For all events together; 0: no limit, as for live runs. */
  readonly callbacks: number;
}

/** For a capture, which has some thousand events. */
export const CAPTURE_LIMITS: ModuleLimits = {
  load: 10_000,
  lifecycle: 5_000,
  callback: 1_000,
  callbacks: 30_000,
};
export const LIVE_LIMITS: ModuleLimits = { ...CAPTURE_LIMITS, callbacks: 0 };

/** For one piece of work. */
export function limitOf(phase: ModulePhase, limits: ModuleLimits): number {
  if (phase === 'load') return limits.load;
  return phase === 'callback' ? limits.callback : limits.lifecycle;
}

import type { ModuleFault, ModulePhase } from '../../model/module.ts';
import { limitOf, type ModuleLimits } from './limits.ts';
import type { Activity } from './thread-state.ts';

/** Milliseconds between two looks. */
export const TICK_MS = 50;

/**
 * Finds a module that does not come back. It adds up the time between looks at which the module was still at the same
 * piece of work. One look counts for two ticks at most: a process that was stopped, or that a busy machine did not
 * let run, was late itself and must not blame the module for it. Nor does it count how long a slow lab kept the module
 * waiting.
 */
export class Watchdog {
  readonly #limits: ModuleLimits;
  #turn = -1;
  #waited = 0;
  #stuck = 0;
  #inCallbacks = 0;

  constructor(limits: ModuleLimits) {
    this.#limits = limits;
  }

  /**
   * @param elapsed milliseconds since the last look
   * @returns the fault, once a limit is reached
   */
  look({ phase, turn, event, waited }: Activity, elapsed: number): ModuleFault | undefined {
    const same = phase !== 'idle' && turn === this.#turn;
    const waitedMs = ((waited - this.#waited) | 0) / 1000;
    const counted = Math.max(0, Math.min(elapsed, 2 * TICK_MS) - waitedMs);
    this.#turn = turn;
    this.#waited = waited;
    this.#stuck = same ? this.#stuck + counted : 0;
    if (phase === 'idle') return undefined;
    if (phase === 'callback') this.#inCallbacks += counted;
    const message = this.#complaint(phase);
    if (message === undefined) return undefined;
    return { phase, cause: 'timeout', message, ...(phase === 'callback' && { event }) };
  }

  #complaint(phase: ModulePhase): string | undefined {
    const limit = limitOf(phase, this.#limits);
    if (this.#stuck >= limit) return `${subject(phase)} did not come back within ${limit / 1000} s.`;
    const { callbacks } = this.#limits;
    if (callbacks === 0 || this.#inCallbacks < callbacks) return undefined;
    return `The callbacks for all events together took longer than ${callbacks / 1000} s.`;
  }
}

function subject(phase: ModulePhase): string {
  if (phase === 'load') return 'Loading the module';
  return phase === 'callback' ? 'The callback' : phase;
}

import { performance } from 'node:perf_hooks';
import type { ModulePhase } from '../../model/module.ts';

const PHASES: readonly (ModulePhase | 'idle')[] = [
  'idle',
  'load',
  'gadgetInit',
  'gadgetPreStart',
  'gadgetStart',
  'callback',
  'gadgetStop',
  'gadgetPostStop',
];

const PHASE = 0;
const TURN = 1;
const EVENT = 2;
const WAITED = 3;
const LOCK = 4;
const FIELDS = 5;

const FREE = 0;
const THREAD_WRITES = 1;
const MAIN_WRITES = 2;

/** What the module's thread is doing at a moment. */
export interface Activity {
  /** `idle`: none of the module's code runs. */
  readonly phase: ModulePhase | 'idle';
  /** Changes whenever another piece of work begins. */
  readonly turn: number;
  readonly event: number;
  /** Microseconds that it has waited for the lab to read what it writes; starts anew after some minutes of that. */
  readonly waited: number;
}

/**
 * What both threads of the module's process know: where the module is, which its own thread notes at the cost of a
 * few stores, and which of the two may write to the parent.
 */
export class ThreadState {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(buffer = new SharedArrayBuffer(FIELDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer);
  }

  /** The module is about to run. `event` matters in callbacks only. */
  begin(phase: ModulePhase, event = 0): void {
    Atomics.store(this.#cells, PHASE, PHASES.indexOf(phase));
    Atomics.store(this.#cells, EVENT, event);
    Atomics.add(this.#cells, TURN, 1);
  }

  /** The module came back. */
  end(): void {
    Atomics.store(this.#cells, PHASE, 0);
  }

  get activity(): Activity {
    const [phase, turn, event, waited] = [PHASE, TURN, EVENT, WAITED].map((cell) =>
      Atomics.load(this.#cells, cell),
    );
    return { phase: PHASES[phase ?? 0] ?? 'idle', turn: turn ?? 0, event: event ?? 0, waited: waited ?? 0 };
  }

  /** For the module's thread: writes while the main thread does not; never comes back once that keeps the pipe. */
  writing(write: () => void): void {
    while (Atomics.compareExchange(this.#cells, LOCK, FREE, THREAD_WRITES) === MAIN_WRITES)
      Atomics.wait(this.#cells, LOCK, MAIN_WRITES);
    const start = performance.now();
    try {
      write();
    } finally {
      Atomics.add(this.#cells, WAITED, Math.round((performance.now() - start) * 1000));
      Atomics.store(this.#cells, LOCK, FREE);
    }
  }

  /** For the main thread: takes the pipe; false while the other thread is writing. */
  takePipe(): boolean {
    return Atomics.compareExchange(this.#cells, LOCK, FREE, MAIN_WRITES) === FREE;
  }

  /** For the main thread, after {@link takePipe}. */
  givePipeBack(): void {
    Atomics.store(this.#cells, LOCK, FREE);
    Atomics.notify(this.#cells, LOCK);
  }
}

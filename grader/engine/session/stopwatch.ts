import type { StageDuration } from '../../model/capture.ts';

/** Measures the stages of a session, and says each aloud as it begins. */
export class Stopwatch {
  readonly #durations: StageDuration[] = [];
  readonly #announce: (stage: string) => void;

  constructor(announce: (stage: string) => void) {
    this.#announce = announce;
  }

  /** In the order in which the stages ended; stages may overlap. */
  get durations(): readonly StageDuration[] {
    return this.#durations;
  }

  async time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    this.#announce(stage);
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#durations.push({ stage, milliseconds: performance.now() - start });
    }
  }
}

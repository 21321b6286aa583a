/** 2022-01-01, midnight UTC, in nanoseconds: when a module of Inspektor Gadget starts, always. */
const START = 1_640_995_200_000_000_000n;
const MILLISECOND = 1_000_000n;

const REALTIME = 0;
const MONOTONIC = 1;

/**
 * Clocks that know nothing of the real time, as with Inspektor Gadget: each reading is a millisecond after the one
 * before. So a module does the same in every run, and no time of the machine leaks into a verdict.
 */
export class WasiClock {
  #elapsed = 0n;

  /** Nanoseconds; undefined for a clock that there is not. */
  read(clock: number): bigint | undefined {
    if (clock !== REALTIME && clock !== MONOTONIC) return undefined;
    const now = this.#elapsed + (clock === REALTIME ? START : 0n);
    this.#elapsed += MILLISECOND;
    return now;
  }

  /** To sleep takes no time; the clocks show it nevertheless. @param until Of that clock, where it is given */
  sleep(duration: bigint, until?: number): void {
    const passed = until === undefined ? duration : duration - (this.read(until) ?? 0n);
    if (passed > 0n) this.#elapsed += passed;
  }
}

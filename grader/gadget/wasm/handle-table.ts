import type { Handles } from './host.ts';

/** Handles in use at a time, as with Inspektor Gadget. */
export const HANDLE_LIMIT = 4096;
/** Elements of arrays are named by their array's handle in 16 bits, so no handle is larger. */
const LARGEST = 0xffff;

/**
 * Numbers go up and start again at the largest, so one that the module kept too long stays free for a long time
 * and is not suddenly something else. A number's place is its remainder, so finding it is one look.
 */
export class HandleTable implements Handles {
  readonly #values: (object | undefined)[] = new Array(HANDLE_LIMIT).fill(undefined);
  readonly #numbers = new Uint16Array(HANDLE_LIMIT);
  readonly #onFull: () => void;
  #last = 0;
  #used = 0;

  constructor(onFull: () => void) {
    this.#onFull = onFull;
  }

  add(value: object): number {
    if (this.#used === HANDLE_LIMIT) {
      this.#onFull();
      return 0;
    }
    const handle = this.#nextFree();
    this.#values[handle % HANDLE_LIMIT] = value;
    this.#numbers[handle % HANDLE_LIMIT] = handle;
    this.#last = handle;
    this.#used += 1;
    return handle;
  }

  get<T extends object>(handle: number, type: abstract new (...args: never[]) => T): T | undefined {
    const value =
      this.#numbers[handle % HANDLE_LIMIT] === handle ? this.#values[handle % HANDLE_LIMIT] : undefined;
    return value instanceof type ? value : undefined;
  }

  release(handle: number): boolean {
    const place = handle % HANDLE_LIMIT;
    if (handle === 0 || this.#numbers[place] !== handle) return false;
    this.#numbers[place] = 0;
    this.#values[place] = undefined;
    this.#used -= 1;
    return true;
  }

  clear(): void {
    this.#numbers.fill(0);
    this.#values.fill(undefined);
    this.#used = 0;
  }

  #nextFree(): number {
    let handle = this.#last;
    do handle = handle === LARGEST ? 1 : handle + 1;
    while (this.#numbers[handle % HANDLE_LIMIT] !== 0);
    return handle;
  }
}

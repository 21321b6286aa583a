import type { RawEvent } from '../model/capture.ts';

/** How long an event may wait for its container's name. */
const LIMIT_MS = 500;

export interface NamedEvent {
  readonly event: RawEvent;
  /** Undefined where the event does not tell: it is shown at once. */
  readonly mntns: bigint | undefined;
}

/** What becomes of a mount namespace's events. */
export type Fate = 'shown' | 'dropped';

/**
 * Holds events back until it is known whether their mount namespace is a container's, and keeps their order:
 * one that waits holds back those behind it, for half a second at most.
 */
export class NameQueue {
  readonly #show: (events: readonly RawEvent[]) => void;
  readonly #fates = new Map<bigint, Fate>();
  #waiting: (NamedEvent & { readonly since: number })[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(show: (events: readonly RawEvent[]) => void) {
    this.#show = show;
  }

  add(events: readonly NamedEvent[]): void {
    const since = performance.now();
    for (const event of events) this.#waiting.push({ ...event, since });
    this.#pump();
  }

  settle(mntns: bigint, fate: Fate): void {
    this.#fates.set(mntns, fate);
    this.#pump();
  }

  /** Nothing more will be settled: what still waits has no name and is dropped. */
  end(): void {
    this.#pump();
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #pump(): void {
    const ready: RawEvent[] = [];
    let done = 0;
    for (const waiting of this.#waiting) {
      const fate = this.#fateOf(waiting);
      if (!fate) break;
      if (fate === 'shown') ready.push(waiting.event);
      done++;
    }
    this.#waiting.splice(0, done);
    if (ready.length > 0) this.#show(ready);
    this.#schedule();
  }

  #fateOf({ mntns, since }: NamedEvent & { readonly since: number }): Fate | undefined {
    if (mntns === undefined) return 'shown';
    const known = this.#fates.get(mntns);
    return known ?? (performance.now() - since > LIMIT_MS ? 'dropped' : undefined);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const [first] = this.#waiting;
    if (first) this.#timer = setTimeout(() => this.#pump(), first.since + LIMIT_MS + 1 - performance.now());
  }
}

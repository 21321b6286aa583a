import type { RawEvent } from '../model/capture.ts';

/** How long an event may wait for its container's name. */
const LIMIT_MS = 500;

export interface NamedEvent {
  readonly event: RawEvent;
  /** Undefined where the event does not tell: it is shown at once. */
  readonly mntns: bigint | undefined;
}

/** What becomes of an event. */
export type Fate = 'shown' | 'dropped';

type Waiting = NamedEvent & { readonly since: number };

/**
 * Holds events back until it is known whether their mount namespace is a container's, and keeps their order:
 * one that waits holds back those behind it, for half a second at most.
 */
export class NameQueue {
  readonly #emit: (events: readonly RawEvent[]) => void;
  readonly #nameless: Fate;
  readonly #shown = new Set<bigint>();
  readonly #givenUp = new Set<bigint>();
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `nameless`: what becomes of events whose mount namespace is no container's. */
  constructor(emit: (events: readonly RawEvent[]) => void, nameless: Fate) {
    this.#emit = emit;
    this.#nameless = nameless;
  }

  add(events: readonly NamedEvent[]): void {
    const since = performance.now();
    for (const event of events) this.#waiting.push({ ...event, since });
    this.#pump();
  }

  /** The namespace is a container's that is to be shown. */
  show(mntns: bigint): void {
    this.#shown.add(mntns);
    this.#pump();
  }

  /** No name will come for what waits now. */
  giveUp(mntns: bigint): void {
    this.#shown.delete(mntns);
    this.#givenUp.add(mntns);
    this.#pump();
    // Its number may be given to a container that starts later, so this is not remembered if it means dropping.
    if (this.#nameless === 'dropped') this.#givenUp.delete(mntns);
  }

  /** The number belongs to a new namespace. */
  forget(mntns: bigint): void {
    this.#shown.delete(mntns);
    this.#givenUp.delete(mntns);
  }

  /** Nothing more will be named. */
  end(): void {
    this.#pump(Number.POSITIVE_INFINITY);
    clearTimeout(this.#timer);
  }

  #pump(now = performance.now()): void {
    const fates = this.#waiting.map((waiting) => this.#fateOf(waiting, now));
    const undecided = fates.indexOf(undefined);
    const decided = undecided < 0 ? fates.length : undecided;
    // What is given up must go now, even if it stands behind something that waits: it will not be asked again.
    const kept = this.#waiting.filter((_, index) => index >= decided && fates[index] !== 'dropped');
    const ready = this.#waiting.filter((_, index) => index < decided && fates[index] === 'shown');
    this.#waiting = kept;
    if (ready.length > 0) this.#emit(ready.map(({ event }) => event));
    this.#schedule();
  }

  #fateOf({ mntns, since }: Waiting, now: number): Fate | undefined {
    if (mntns === undefined || this.#shown.has(mntns)) return 'shown';
    return this.#givenUp.has(mntns) || now - since > LIMIT_MS ? this.#nameless : undefined;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const [first] = this.#waiting;
    if (first) this.#timer = setTimeout(() => this.#pump(), first.since + LIMIT_MS + 1 - performance.now());
  }
}

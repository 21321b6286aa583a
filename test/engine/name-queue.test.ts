import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fate, type NamedEvent, NameQueue } from '../../grader/engine/name-queue.ts';

const event = (name: string, mntns: bigint | undefined): NamedEvent => ({
  event: { dataSource: name, bytes: new Uint8Array() },
  mntns,
});

let shown: string[];

/** A queue where events that belong to no container are dropped (as usual) or shown (`--host`). */
const queueWhere = (nameless: Fate): NameQueue =>
  new NameQueue((events) => shown.push(...events.map(({ dataSource }) => dataSource)), nameless);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  shown = [];
});

afterEach(() => vi.useRealTimers());

describe('an event', () => {
  let queue: NameQueue;

  beforeEach(() => {
    queue = queueWhere('dropped');
  });

  it('of a known container is shown at once', () => {
    queue.show(1n);
    queue.add([event('a', 1n), event('b', 1n)]);
    expect(shown).toEqual(['a', 'b']);
  });

  it('that does not tell its namespace is shown at once', () => {
    queue.add([event('a', undefined)]);
    expect(shown).toEqual(['a']);
  });

  it('of a namespace without a name waits for it', () => {
    queue.add([event('a', 1n)]);
    vi.advanceTimersByTime(400);
    expect(shown).toEqual([]);
    queue.show(1n);
    expect(shown).toEqual(['a']);
  });

  it('waits half a second and no longer', () => {
    queue.add([event('a', 1n)]);
    vi.advanceTimersByTime(600);
    queue.show(1n);
    expect(shown).toEqual([]);
    queue.add([event('b', 1n)]);
    expect(shown).toEqual(['b']);
  });

  it('is dropped when no name will come', () => {
    queue.add([event('a', 1n)]);
    queue.giveUp(1n);
    queue.show(1n);
    expect(shown).toEqual([]);
  });

  it('of a namespace that was given up before waits anew: the number may be a container now', () => {
    queue.giveUp(1n);
    queue.add([event('a', 1n)]);
    queue.show(1n);
    expect(shown).toEqual(['a']);
  });

  it('of a number that was forgotten waits for its new name', () => {
    queue.show(1n);
    queue.forget(1n);
    queue.add([event('a', 1n)]);
    expect(shown).toEqual([]);
    queue.show(1n);
    expect(shown).toEqual(['a']);
  });

  it('keeps its place behind one that waits', () => {
    queue.show(2n);
    queue.add([event('a', 1n), event('b', 2n)]);
    expect(shown).toEqual([]);
    queue.show(1n);
    expect(shown).toEqual(['a', 'b']);
  });

  it('is let go when the one before it has waited in vain', () => {
    queue.show(2n);
    queue.add([event('a', 1n), event('b', 2n)]);
    vi.advanceTimersByTime(600);
    expect(shown).toEqual(['b']);
  });

  it('that still waits at the end is dropped, and nothing comes after the end', () => {
    queue.add([event('a', 1n)]);
    queue.end();
    vi.advanceTimersByTime(1000);
    expect(shown).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an event of what is no container is shown where the host is asked for', () => {
  it.each([
    ['when that is known', (queue: NameQueue) => queue.giveUp(1n)],
    ['after half a second', () => vi.advanceTimersByTime(600)],
    ['at the end', (queue: NameQueue) => queue.end()],
  ])('%s', (_when, then) => {
    const queue = queueWhere('shown');
    queue.add([event('a', 1n)]);
    expect(shown).toEqual([]);
    then(queue);
    expect(shown).toEqual(['a']);
  });

  it('at once from then on', () => {
    const queue = queueWhere('shown');
    queue.giveUp(1n);
    queue.add([event('a', 1n)]);
    expect(shown).toEqual(['a']);
  });
});

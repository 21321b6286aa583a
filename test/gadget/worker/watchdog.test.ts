import { describe, expect, it } from 'vitest';
import { type Activity, ThreadState } from '../../../grader/gadget/worker/thread-state.ts';
import { TICK_MS, Watchdog } from '../../../grader/gadget/worker/watchdog.ts';

const limits = { load: 10_000, lifecycle: 5000, callback: 1000, callbacks: 30_000 };
const callback = (turn: number): Activity => ({ phase: 'callback', turn, event: 7, waited: 0 });

/** Looks so often until it barks; undefined if it never does. */
function looksUntilFault(activity: (look: number) => Activity, looks = 1000, elapsed = TICK_MS) {
  const watchdog = new Watchdog(limits);
  for (let look = 0; look < looks; look++) {
    const fault = watchdog.look(activity(look), elapsed);
    if (fault) return { look, fault };
  }
  return undefined;
}

describe('the watchdog', () => {
  it('finds a callback that does not come back, and names the event', () => {
    expect(looksUntilFault(() => callback(1))).toEqual({
      look: 1000 / TICK_MS,
      fault: {
        phase: 'callback',
        cause: 'timeout',
        event: 7,
        message: 'The callback did not come back within 1 s.',
      },
    });
  });

  it.each([
    ['load', 10, 'Loading the module'],
    ['gadgetInit', 5, 'gadgetInit'],
    ['gadgetPostStop', 5, 'gadgetPostStop'],
  ] as const)('gives %s %d s', (phase, seconds, subject) => {
    const found = looksUntilFault(() => ({ phase, turn: 1, event: 0, waited: 0 }));
    expect(found?.look).toBe((seconds * 1000) / TICK_MS);
    expect(found?.fault).toEqual({
      phase,
      cause: 'timeout',
      message: `${subject} did not come back within ${seconds} s.`,
    });
  });

  it('does not mind many short callbacks, nor a thread that has nothing to do', () => {
    expect(looksUntilFault(callback, 500)).toBeUndefined();
    expect(looksUntilFault(() => ({ phase: 'idle', turn: 1, event: 0, waited: 0 }))).toBeUndefined();
    expect(looksUntilFault((look) => (look % 15 === 0 ? callback(1) : callback(2)), 500)).toBeUndefined();
  });

  it('minds too many of them', () => {
    const found = looksUntilFault(callback);
    expect(found?.look).toBe(30_000 / TICK_MS - 1);
    expect(found?.fault).toMatchObject({ phase: 'callback', cause: 'timeout', event: 7 });
    expect(found?.fault.message).toContain('together');
  });

  it('does not take its own sleep for the time of the module', () => {
    const hour = 3_600_000;
    expect(looksUntilFault(() => callback(1), 2, hour)).toBeUndefined();
    expect(looksUntilFault(() => callback(1), 1000, hour)?.look).toBe(1000 / (2 * TICK_MS));
  });

  it('does not take for the time of the module what it waits for a slow reader', () => {
    const waiting = (look: number): Activity => ({ ...callback(1), waited: (look * TICK_MS * 1000) | 0 });
    expect(looksUntilFault(waiting, 100_000)).toBeUndefined();
    const mostly = (look: number): Activity => ({ ...callback(1), waited: Math.round(look * TICK_MS * 900) });
    expect(looksUntilFault(mostly)?.look).toBeGreaterThan((9 * 1000) / TICK_MS);
  });
});

describe('what the threads share', () => {
  it('is where the module is', () => {
    const state = new ThreadState();
    const other = new ThreadState(state.buffer);
    expect(other.activity.phase).toBe('idle');
    state.begin('callback', 3);
    const first = other.activity;
    expect(first).toMatchObject({ phase: 'callback', event: 3 });
    state.begin('callback', 4);
    expect(other.activity.turn).not.toBe(first.turn);
    state.end();
    expect(other.activity.phase).toBe('idle');
  });

  it('is who writes: never both', () => {
    const state = new ThreadState();
    const other = new ThreadState(state.buffer);
    state.writing(() => expect(other.takePipe()).toBe(false));
    expect(other.takePipe()).toBe(true);
    expect(state.takePipe()).toBe(false);
    other.givePipeBack();
    state.writing(() => expect(other.takePipe()).toBe(false));
  });

  it('is how long the module waited for the reader of its output', () => {
    const state = new ThreadState();
    state.writing(() => {});
    expect(state.activity.waited).toBeLessThan(50_000);
    state.writing(() => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60));
    expect(state.activity.waited).toBeGreaterThan(50_000);
  });
});

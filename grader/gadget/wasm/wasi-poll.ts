import { wasi } from '@bjorn3/browser_wasi_shim';
import type { WasiClock } from './wasi-clock.ts';

/** Addresses of the arguments of `poll_oneoff`, and how many subscriptions there are. */
export interface Poll {
  readonly subscriptions: number;
  readonly events: number;
  readonly count: number;
  readonly written: number;
}

/** Bytes of the structs `subscription` and `event` of preview 1. */
const SUBSCRIPTION = 48;
const EVENT = 32;

/**
 * Answers at once: a clock has rung, and every file is ready, because a read or a write of it never waits. Go sleeps
 * with this function.
 */
export function pollOneoff(view: DataView, clock: WasiClock, poll: Poll): number {
  const count = poll.count >>> 0;
  if (count === 0) return wasi.ERRNO_INVAL;
  for (let index = 0; index < count; index += 1) {
    const from = (poll.subscriptions >>> 0) + index * SUBSCRIPTION;
    const to = (poll.events >>> 0) + index * EVENT;
    const userdata = view.getBigUint64(from, true);
    const type = view.getUint8(from + 8);
    if (type === wasi.EVENTTYPE_CLOCK) sleep(view, clock, from);
    for (let word = 0; word < EVENT; word += 8) view.setBigUint64(to + word, 0n, true);
    view.setBigUint64(to, userdata, true);
    view.setUint8(to + 10, type);
  }
  view.setUint32(poll.written >>> 0, count, true);
  return wasi.ERRNO_SUCCESS;
}

function sleep(view: DataView, clock: WasiClock, subscription: number): void {
  const id = view.getUint32(subscription + 16, true);
  const timeout = view.getBigUint64(subscription + 24, true);
  const isAbsolute =
    (view.getUint16(subscription + 40, true) & wasi.SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME) !== 0;
  clock.sleep(timeout, isAbsolute ? id : undefined);
}

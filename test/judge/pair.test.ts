import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GadgetEvent } from '../../grader/judge/events.ts';
import { pair } from '../../grader/judge/pair.ts';
import type { PairInput } from '../../grader/judge/pair-input.ts';
import type { WitnessRecord, WitnessRole } from '../../grader/model/capture.ts';
import type { TracedSyscall } from '../../grader/model/check-spec.ts';

const START = 3_000_000_000_000n;
const BOTH: ReadonlySet<TracedSyscall> = new Set(['open', 'openat']);

/** One open: who made it, how long after the one before (ns), how long its event took (ns), and its fate. */
interface Drawn {
  readonly tid: number;
  readonly gap: number;
  readonly delay: number;
  readonly copies: 0 | 1 | 2;
  readonly syscall: TracedSyscall;
}

interface Played {
  readonly records: readonly WitnessRecord[];
  readonly events: readonly GadgetEvent[];
  /** The record of each event. */
  readonly truth: ReadonlyMap<GadgetEvent, WitnessRecord>;
}

/** Opens that may follow each other at once, on any of some threads; a few have no event, or two. */
function opens(gap: { readonly min: number; readonly max: number }): fc.Arbitrary<readonly Drawn[]> {
  const one = fc.record({
    tid: fc.integer({ min: 100, max: 104 }),
    gap: fc.integer(gap),
    delay: fc.integer({ min: 300, max: 3_000 }),
    copies: fc.constantFrom<0 | 1 | 2>(1, 1, 1, 1, 0, 2),
    syscall: fc.constantFrom<TracedSyscall>('open', 'openat'),
  });
  return fc.array(one, { minLength: 1, maxLength: 60 });
}

/** A thread is in one system call at a time: its next one comes after the events of the one before. */
const LONGEST_EVENT = 4_000n;

function play(drawn: readonly Drawn[], roleOf: (tid: number) => WitnessRole = () => 'traced'): Played {
  const truth = new Map<GadgetEvent, WitnessRecord>();
  const busyUntil = new Map<number, bigint>();
  const records: WitnessRecord[] = [];
  const sent: { readonly record: WitnessRecord; readonly at: bigint }[] = [];
  let now = START;
  for (const { tid, gap, delay, copies, syscall } of drawn) {
    now += BigInt(gap);
    const free = busyUntil.get(tid) ?? now;
    if (free > now) now = free;
    busyUntil.set(tid, now + LONGEST_EVENT);
    const record = witnessRecord(tid, now, syscall, roleOf(tid));
    records.push(record);
    for (let copy = 0; copy < copies; copy++) sent.push({ record, at: now + BigInt(delay + copy * 50) });
  }
  const inRing = sent.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const events = inRing.map(({ record, at }, index) => {
    const event = { index, bytes: new Uint8Array(), timestamp: at, tid: record.tid };
    truth.set(event, record);
    return event;
  });
  return { records, events, truth };
}

function witnessRecord(
  tid: number,
  timestamp: bigint,
  syscall: TracedSyscall,
  role: WitnessRole,
): WitnessRecord {
  const identity = {
    pid: tid,
    tid,
    uid: 0,
    gid: 0,
    mntns: 1n,
    comm: 'task',
    parentPid: 1,
    parentComm: 'init',
  };
  return { ...identity, role, syscall, timestamp, args: [], path: new Uint8Array() };
}

function input(played: Played, more: Partial<PairInput> = {}): PairInput {
  const { records, events } = played;
  return { events, records, serial: false, trustClock: true, attached: BOTH, ...more };
}

/** What became of each record, told by its place in time; sorted, so that order does not matter. */
function outcome({ records }: Played, result: ReturnType<typeof pair>): Record<string, readonly number[]> {
  const places = (list: readonly WitnessRecord[]): readonly number[] =>
    list.map((record) => records.indexOf(record)).toSorted((a, b) => a - b);
  return {
    paired: places(result.pairs.map(({ record }) => record)),
    missing: places(result.missing),
    duplicates: places(result.duplicates.map(({ record }) => record)),
    leaked: places(result.leaked.map(({ record }) => record)),
    strangers: result.strangers.map(({ index }) => index),
  };
}

function expected(drawn: readonly Drawn[], isTraced: (drawn: Drawn) => boolean = () => true): object {
  const where = (fits: (one: Drawn) => boolean): readonly number[] =>
    drawn.flatMap((one, index) => (fits(one) ? [index] : []));
  return {
    paired: where((one) => isTraced(one) && one.copies > 0),
    missing: where((one) => isTraced(one) && one.copies === 0),
    duplicates: where((one) => isTraced(one) && one.copies === 2),
    leaked: drawn.flatMap((one, index) => (isTraced(one) ? [] : Array<number>(one.copies).fill(index))),
    strangers: [],
  };
}

function everyPairIsTrue({ truth }: Played, { pairs }: ReturnType<typeof pair>): boolean {
  return pairs.every(({ event, record }) => truth.get(event) === record);
}

/** Most events carry their time, or nothing could be told from it. */
function mostSent(drawn: readonly Drawn[]): boolean {
  return drawn.filter(({ copies }) => copies > 0).length > 1;
}

describe('pairing by task', () => {
  test('finds exactly the events that are missing and those that came twice, however tasks interleave', () => {
    fc.assert(
      fc.property(opens({ min: 0, max: 2_000 }), (drawn) => {
        fc.pre(mostSent(drawn));
        const played = play(drawn);
        const result = pair(input(played));
        expect(outcome(played, result)).toEqual(expected(drawn));
        expect(everyPairIsTrue(played, result)).toBe(true);
      }),
    );
  });

  test('takes events of tasks outside the container for leaks, not for duplicates', () => {
    fc.assert(
      fc.property(opens({ min: 0, max: 2_000 }), (drawn) => {
        fc.pre(mostSent(drawn));
        const played = play(drawn, (tid) => (tid < 102 ? 'traced' : 'host'));
        const result = pair(input(played));
        expect(outcome(played, result)).toEqual(expected(drawn, ({ tid }) => tid < 102));
      }),
    );
  });

  test('without a usable clock, pairs by order; nothing may be missing then', () => {
    fc.assert(
      fc.property(opens({ min: 0, max: 2_000 }), (drawn) => {
        const complete = drawn.map((one) => ({ ...one, copies: 1 as const }));
        const played = stopClock(play(complete));
        const result = pair(input(played));
        expect(outcome(played, result)).toEqual(expected(complete));
        expect(everyPairIsTrue(played, result)).toBe(true);
      }),
    );
  });

  test('without a usable clock, sees that every event came twice', () => {
    fc.assert(
      fc.property(opens({ min: 0, max: 2_000 }), (drawn) => {
        const twice = drawn.map((one) => ({ ...one, copies: 2 as const }));
        const played = stopClock(play(twice));
        expect(outcome(played, pair(input(played)))).toEqual(expected(twice));
      }),
    );
  });

  test('without a usable clock, the number of missing events is right', () => {
    fc.assert(
      fc.property(opens({ min: 0, max: 2_000 }), (drawn) => {
        const atMostOnce = drawn.map((one) => ({
          ...one,
          copies: one.copies === 0 ? (0 as const) : (1 as const),
        }));
        const played = stopClock(play(atMostOnce));
        const dropped = atMostOnce.filter(({ copies }) => copies === 0).length;
        expect(pair(input(played)).missing.length).toBe(dropped);
      }),
    );
  });

  test('gives events of unknown threads the nearest call before them', () => {
    fc.assert(
      fc.property(opens({ min: 10_000, max: 50_000 }), (drawn) => {
        const complete = drawn.map((one) => ({ ...one, copies: 1 as const }));
        const played = retell(play(complete), (event) => ({ ...event, tid: 7 }));
        fc.pre(played.events.length > 1);
        const result = pair(input(played));
        expect(outcome(played, result)).toEqual(expected(complete));
        expect(everyPairIsTrue(played, result)).toBe(true);
      }),
    );
  });

  test('an event before its task’s first call belongs to nobody', () => {
    const played = play([
      { tid: 100, gap: 0, delay: 500, copies: 1, syscall: 'openat' },
      { tid: 100, gap: 9_000, delay: 500, copies: 1, syscall: 'openat' },
    ]);
    const early = { index: 2, bytes: new Uint8Array(), timestamp: START - 5_000n, tid: 100 };
    const result = pair(input({ ...played, events: [...played.events, early] }));
    expect(result.strangers).toEqual([early]);
    expect(result.pairs.length).toBe(2);
  });
});

describe('pairing by time, where tasks run one after another', () => {
  const serially = { serial: true } as const;

  test('finds exactly the events that are missing and those that came twice', () => {
    fc.assert(
      fc.property(opens({ min: 10_000, max: 90_000 }), (drawn) => {
        fc.pre(mostSent(drawn));
        const played = play(drawn);
        const result = pair(input(played, serially));
        expect(outcome(played, result)).toEqual(expected(drawn));
        expect(everyPairIsTrue(played, result)).toBe(true);
      }),
    );
  });

  test('is not misled by opens elsewhere that fall between a call and its event', () => {
    const drawn = Array.from({ length: 40 }, (): Drawn => {
      return { tid: 100, gap: 40_000, delay: 2_000, copies: 1, syscall: 'openat' };
    });
    const played = play(drawn);
    const unlucky = played.records
      .slice(0, 8)
      .map(({ timestamp }) => witnessRecord(1, timestamp + 1_000n, 'openat', 'elsewhere'));
    const others = played.records.map(({ timestamp }) =>
      witnessRecord(1, timestamp + 20_000n, 'openat', 'elsewhere'),
    );
    const records = [...unlucky, ...others, ...played.records];
    const result = pair({ ...input(played, serially), records });
    expect(result.leaked).toEqual([]);
    expect(result.missing).toEqual([]);
    expect(everyPairIsTrue(played, result)).toBe(true);
  });

  test('sees that nothing is filtered', () => {
    fc.assert(
      fc.property(opens({ min: 10_000, max: 90_000 }), (drawn) => {
        const complete = drawn.map((one) => ({ ...one, copies: 1 as const }));
        fc.pre(complete.length > 1);
        const played = play(complete, (tid) => (tid < 102 ? 'traced' : 'foreign'));
        const result = pair(input(played, serially));
        expect(outcome(played, result)).toEqual(expected(complete, ({ tid }) => tid < 102));
      }),
    );
  });

  test('without a usable clock, pairs the calls that the programs are attached to by order', () => {
    fc.assert(
      fc.property(opens({ min: 10_000, max: 90_000 }), (drawn) => {
        const openatOnly = drawn.map((one) => ({
          ...one,
          copies: one.syscall === 'openat' ? (1 as const) : (0 as const),
        }));
        const played = stopClock(play(openatOnly));
        const attached = new Set<TracedSyscall>(['openat']);
        const result = pair(input(played, { ...serially, attached }));
        expect(outcome(played, result)).toEqual(expected(openatOnly));
        expect(everyPairIsTrue(played, result)).toBe(true);
      }),
    );
  });
});

describe('pairing at the edges', () => {
  test('no events: everything is missing', () => {
    const { records } = play([{ tid: 100, gap: 0, delay: 500, copies: 0, syscall: 'openat' }]);
    for (const serial of [true, false]) {
      const result = pair({ events: [], records, serial, trustClock: true, attached: BOTH });
      expect(result.missing).toEqual(records);
    }
  });

  test('no records: every event is a stranger', () => {
    const { events } = play([{ tid: 100, gap: 0, delay: 500, copies: 2, syscall: 'openat' }]);
    for (const serial of [true, false]) {
      const result = pair({ events, records: [], serial, trustClock: true, attached: BOTH });
      expect(result.strangers).toEqual(events);
    }
  });

  test('every event is told of once, whatever it holds', () => {
    const anyTime = fc.oneof(
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      fc.bigInt({ min: START - 9_000n, max: START + 99_000n }),
    );
    const anyEvent = fc.record({
      timestamp: fc.option(anyTime, { nil: undefined }),
      tid: fc.option(fc.integer({ min: 98, max: 106 }), { nil: undefined }),
    });
    const flags = fc.record({ serial: fc.boolean(), trustClock: fc.boolean() });
    fc.assert(
      fc.property(opens({ min: 0, max: 9_000 }), fc.array(anyEvent), flags, (drawn, loose, modes) => {
        const events = loose.map((event, index) => ({ ...event, index, bytes: new Uint8Array() }));
        const { records } = play(drawn, (tid) => (tid < 103 ? 'traced' : 'elsewhere'));
        const { pairs, duplicates, leaked, strangers, missing } = pair({
          events,
          records,
          attached: BOTH,
          ...modes,
        });
        const told = [...[...pairs, ...duplicates, ...leaked].map(({ event }) => event), ...strangers];
        expect(told.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
          events.map(({ index }) => index),
        );
        const traced = records.filter(({ role }) => role === 'traced').length;
        expect(pairs.length + missing.length).toBe(traced);
      }),
    );
  });
});

function stopClock(played: Played): Played {
  return retell(played, (event) => ({ ...event, timestamp: 0n }));
}

function retell(played: Played, change: (event: GadgetEvent) => GadgetEvent): Played {
  const truth = new Map<GadgetEvent, WitnessRecord>();
  const events = played.events.map((event) => {
    const changed = change(event);
    const record = played.truth.get(event);
    if (record !== undefined) truth.set(changed, record);
    return changed;
  });
  return { ...played, events, truth };
}

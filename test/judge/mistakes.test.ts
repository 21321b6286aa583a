import { describe, expect, test } from 'vitest';
import { eventStruct, type Gadget, SOLUTION, writing } from './gadget.ts';
import { allChecks, failedIds, judgeGadget, notRunIds, taskStates } from './verdicts.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index * 997 + 1);

describe('a right gadget', () => {
  test.each(['00', '01', '02'])('passes step %s with every seed', (id) => {
    for (const seed of SEEDS) {
      const verdict = judgeGadget(id, SOLUTION, seed);
      expect({ seed, failed: failedIds(verdict), notRun: notRunIds(verdict) }).toEqual({
        seed,
        failed: [],
        notRun: [],
      });
      expect(verdict.status).toBe('passed');
      expect(verdict.points).toBe(verdict.maxPoints);
    }
  });
});

const without = (helpers: readonly number[], ...more: readonly number[]): readonly number[] => [
  ...SOLUTION.helpers.filter((helper) => !helpers.includes(helper)),
  ...more,
];
const equalsOf01 = ['short', 'long', 'odd', 'unreadable', 'relative-absolute'];

interface Mistake {
  readonly what: string;
  readonly step: string;
  readonly gadget: Gadget;
  readonly fails: readonly string[];
  /** Checks that fail as well with some seeds. */
  readonly perhaps?: readonly string[];
}

/** Each mistake is the matter of its own check, and of no other. */
const MISTAKES: readonly Mistake[] = [
  {
    what: 'a hard-coded name',
    step: '01',
    gadget: { ...writing(() => ({ filename: 'bar' })), helpers: without([114]) },
    fails: equalsOf01,
  },
  {
    what: 'hard-coded flags',
    step: '02',
    gadget: writing(() => ({ flags: 577 })),
    fails: ['openat-flags', 'open-flags'],
  },
  {
    what: 'mode in place of flags, for openat',
    step: '02',
    gadget: writing(({ syscall, args }) => (syscall === 'openat' ? { flags: args[3] ?? 0n } : {})),
    fails: ['openat-flags'],
  },
  {
    what: 'the index of openat used for open',
    step: '02',
    gadget: writing(({ syscall, args }) => (syscall === 'open' ? { flags: args[2] ?? 0n } : {})),
    fails: ['open-flags'],
  },
  {
    what: 'each event submitted twice',
    step: '02',
    gadget: { ...SOLUTION, sends: () => 2 },
    fails: ['00/once-openat', '00/once-open'],
  },
  {
    what: 'each event submitted twice, in the first step',
    step: '00',
    gadget: { ...SOLUTION, struct: eventStruct(2), sends: () => 2 },
    fails: ['once-openat', 'once-open'],
  },
  {
    what: 'every fifth event dropped',
    step: '02',
    gadget: { ...SOLUTION, sends: (index) => (index % 5 === 2 ? 0 : 1) },
    fails: ['00/complete-openat', '00/complete-open'],
  },
  {
    what: 'the container filter removed',
    step: '02',
    gadget: { ...SOLUTION, filters: false },
    fails: ['00/confined'],
  },
  {
    what: 'the container filter removed, in the template',
    step: '00',
    gadget: { ...SOLUTION, struct: eventStruct(1), filters: false },
    fails: ['process', 'confined'],
  },
  {
    what: 'tid for pid',
    step: '00',
    gadget: writing(({ tid }) => ({ 'proc.pid': tid })),
    fails: ['pid'],
  },
  {
    what: 'pid for tid',
    step: '00',
    gadget: writing(({ pid }) => ({ 'proc.tid': pid })),
    fails: ['tid'],
  },
  {
    what: 'user and group exchanged',
    step: '00',
    gadget: writing(({ uid, gid }) => ({ 'proc.creds.uid': gid, 'proc.creds.gid': uid })),
    fails: ['uid', 'gid'],
  },
  {
    what: 'the monotonic clock, whose values are the same',
    step: '02',
    gadget: { ...SOLUTION, helpers: without([125], 5) },
    fails: ['00/timestamp'],
  },
  {
    what: 'the coarse clock',
    step: '02',
    gadget: {
      ...writing((_, now) => ({ timestamp_raw: now - (now % 4_000_000n) })),
      helpers: without([125], 160),
    },
    fails: ['00/timestamp'],
  },
  {
    what: 'the TAI clock',
    step: '02',
    gadget: {
      ...writing((_, now) => ({ timestamp_raw: now + 1_790_000_000_000_000_000n })),
      helpers: without([125], 208),
    },
    fails: ['00/timestamp'],
  },
  {
    what: 'jiffies',
    step: '02',
    gadget: {
      ...writing((_, now) => ({ timestamp_raw: now / 4_000_000n })),
      helpers: without([125], 64),
    },
    fails: ['00/timestamp'],
  },
  {
    what: 'no clock at all',
    step: '02',
    gadget: { ...writing(() => ({ timestamp_raw: 0n })), helpers: without([125]) },
    fails: ['00/timestamp'],
  },
  {
    what: 'the boot clock read once and kept',
    step: '02',
    gadget: writing(() => ({ timestamp_raw: 5_000_000_900_000n })),
    fails: ['00/timestamp'],
  },
  {
    what: 'openat2 reported as well',
    step: '02',
    gadget: { ...SOLUTION, traces: ['openat', 'open', 'openat2'] },
    fails: ['00/once-openat', '00/once-open'],
    // An openat2 before a task's first open belongs to no witnessed call.
    perhaps: ['00/confined'],
  },
  {
    what: 'the name never copied',
    step: '01',
    gadget: { ...writing(() => ({ filename: '' })), helpers: without([114]) },
    fails: ['user-memory'],
  },
];

describe('a mistake fails its own checks and no others', () => {
  test.each(MISTAKES.map((mistake) => [mistake.what, mistake] as const))(
    '%s',
    (_, { step, gadget, fails, perhaps = [] }) => {
      for (const seed of SEEDS.slice(0, 5)) {
        const verdict = judgeGadget(step, gadget, seed);
        const failed = failedIds(verdict).filter((id) => !perhaps.includes(id));
        expect({ seed, failed }).toEqual({ seed, failed: fails });
        expect(verdict.status).toBe('failed');
      }
    },
  );

  test('sizeof(pointer) bytes copied: short names are right, longer ones are not', () => {
    const gadget = writing(({ path }) => ({ filename: cut(path, 7) }));
    for (const seed of SEEDS) {
      const failed = failedIds(judgeGadget('01', gadget, seed));
      expect(failed).toContain('long');
      expect(failed).not.toContain('short');
      expect(failed).not.toContain('user-memory');
    }
  });

  test('a reader of kernel memory: the reader is named, and nothing of step 00 is blamed', () => {
    const gadget = { ...writing(() => ({ filename: '' })), helpers: without([114], 115) };
    const verdict = judgeGadget('01', gadget);
    const reader = allChecks(verdict).find(({ id }) => id === 'user-memory');
    expect(reader?.status).toBe('failed');
    expect(reader?.actual).toContain('bpf_probe_read_kernel_str');
    expect(failedIds(verdict).filter((id) => id.startsWith('00/'))).toEqual([]);
  });

  test('the legacy reader passes with a remark', () => {
    const verdict = judgeGadget('01', { ...SOLUTION, helpers: without([114], 45) });
    expect(verdict.status).toBe('passed');
    const reader = allChecks(verdict).find(({ id }) => id === 'user-memory');
    expect(reader?.remark).toContain('bpf_probe_read_str works here');
  });
});

describe('a lesson half-way', () => {
  const template: Gadget = { ...SOLUTION, struct: eventStruct(1), traces: ['openat'] };
  const STATES: readonly (readonly [string, string, Gadget, readonly string[]])[] = [
    ['00, the template', '00', template, ['template passed', 'open failed', 'process failed']],
    [
      '00, open traced',
      '00',
      { ...template, traces: ['openat', 'open'] },
      ['template passed', 'open passed', 'process failed'],
    ],
    [
      '00, proc there but not filled',
      '00',
      { ...writing(nothingOfTheProcess), struct: eventStruct(2) },
      ['template passed', 'open passed', 'process failed'],
    ],
    [
      '00, proc filled',
      '00',
      { ...SOLUTION, struct: eventStruct(2) },
      ['template passed', 'open passed', 'process passed'],
    ],
    ['01 as 00 left it', '01', { ...SOLUTION, struct: eventStruct(2) }, ['column failed', 'copy notRun']],
    [
      '01, the column without the copy',
      '01',
      { ...writing(() => ({ filename: '' })), struct: eventStruct(3), helpers: without([114]) },
      ['column passed', 'copy failed'],
    ],
    ['01, copied', '01', { ...SOLUTION, struct: eventStruct(3) }, ['column passed', 'copy passed']],
    ['02 as 01 left it', '02', { ...SOLUTION, struct: eventStruct(3) }, ['flags failed']],
    ['02, flags', '02', SOLUTION, ['flags passed']],
  ];

  test.each(STATES)('%s passes exactly what is done', (_, id, gadget, states) => {
    for (const seed of SEEDS.slice(0, 5)) expect(taskStates(judgeGadget(id, gadget, seed))).toEqual(states);
  });
});

function cut(path: Uint8Array | undefined, length: number): Uint8Array {
  return (path ?? new Uint8Array()).subarray(0, length);
}

function nothingOfTheProcess(): Record<string, number | string> {
  return {
    'proc.comm': '',
    'proc.pid': 0,
    'proc.tid': 0,
    'proc.mntns_id': 0,
    'proc.creds.uid': 0,
    'proc.creds.gid': 0,
    'proc.parent.comm': '',
    'proc.parent.pid': 0,
  };
}

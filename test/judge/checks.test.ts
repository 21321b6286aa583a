import { describe, expect, test } from 'vitest';
import { checkCapture } from '../../grader/judge/checks/registry.ts';
import { establishFacts } from '../../grader/judge/facts.ts';
import type { Outcome } from '../../grader/judge/outcome.ts';
import type { MemberSpec } from '../../grader/model/check-spec.ts';
import type { StructLayout, TypeLayout } from '../../grader/model/layout.ts';
import {
  array,
  chars,
  gadgetProcess,
  int,
  nested,
  pointer,
  struct,
  timestamp,
  uint,
} from '../gadget/layouts.ts';
import { type Gadget, SOLUTION, writing } from './gadget.ts';
import { captureOf } from './verdicts.ts';

const COMMON = { id: 'check', title: 'Check', needs: [] } as const;

function actualOf(outcome: Outcome): string | undefined {
  return outcome.status === 'failed' ? outcome.actual : undefined;
}

describe('member', () => {
  const FILENAME: MemberSpec = { name: 'filename', type: 'char', atLeast: 256 };
  const FLAGS: MemberSpec = { name: 'flags', type: 'int' };
  const charTypedef: TypeLayout = { ...chars(256), typedefs: ['path_t'] };
  const layout = (members: Readonly<Record<string, TypeLayout>>): StructLayout => struct('event', members);

  const RIGHT: readonly (readonly [string, MemberSpec, StructLayout])[] = [
    ['char filename[256]', FILENAME, layout({ filename: chars(256) })],
    ['char filename[4096]', FILENAME, layout({ filename: chars(4096) })],
    ['gadget_comm filename[256]', FILENAME, layout({ filename: chars(256, 'gadget_comm') })],
    ['typedef char path_t[256]; path_t filename', FILENAME, layout({ filename: charTypedef })],
    ['int flags', FLAGS, layout({ flags: int(4) })],
    ['__u32 flags', FLAGS, layout({ flags: uint(4, '__u32') })],
    ['gadget_file_flags flags', FLAGS, layout({ flags: uint(4, 'gadget_file_flags', '__u32') })],
    ['struct gadget_process who', { type: 'gadget_process' }, layout({ who: gadgetProcess })],
    ['the same, asked for as in C', { type: 'struct gadget_process' }, layout({ who: gadgetProcess })],
    ['gadget_timestamp when', { type: 'gadget_timestamp' }, layout({ when: timestamp })],
    [
      'one inside a struct',
      { type: 'gadget_process' },
      layout({ task: nested('task', { who: gadgetProcess }) }),
    ],
    ['any array of char', { type: 'char', atLeast: 16 }, layout({ a: int(4), b: chars(16) })],
    ['int numbers[4]', { name: 'numbers', type: 'int', atLeast: 4 }, layout({ numbers: array(int(4), 4) })],
  ];

  test.each(RIGHT)('passes %s', (_, spec, members) => {
    expect(judge(spec, members).status).toBe('passed');
  });

  const WRONG: readonly (readonly [string, MemberSpec, StructLayout, string])[] = [
    ['char *filename', FILENAME, layout({ filename: pointer }), '`filename` is a pointer (8 bytes)'],
    ['char filename[64]', FILENAME, layout({ filename: chars(64) }), '`filename` has room for 64 only'],
    ['__u8 filename[256]', FILENAME, layout({ filename: array(uint(1, '__u8'), 256) }), '256 × __u8'],
    ['int filename', FILENAME, layout({ filename: int(4) }), '`filename` is int (4 bytes)'],
    ['another name', FILENAME, layout({ path: chars(256) }), 'has no member `filename`; it has path'],
    ['__u64 flags', FLAGS, layout({ flags: uint(8, '__u64') }), '`flags` is __u64 (8 bytes)'],
    ['int *flags', FLAGS, layout({ flags: pointer }), '`flags` is a pointer (8 bytes)'],
    ['no process', { type: 'gadget_process' }, layout({ pid: uint(4) }), 'no member of that type'],
  ];

  test.each(WRONG)('fails %s and says what it is', (_, spec, members, actual) => {
    expect(actualOf(judge(spec, members))).toContain(actual);
  });

  function judge(spec: MemberSpec, members: StructLayout): Outcome {
    const capture = captureOf('00', { ...SOLUTION, struct: members });
    return checkCapture({ ...COMMON, ...spec, kind: 'member' }, establishFacts(capture));
  }
});

describe('equals', () => {
  const judge = (gadget: Gadget, field = 'filename', witness: 'path' | 'flags' = 'path'): Outcome => {
    const spec = { ...COMMON, kind: 'equals', field, witness, where: {} } as const;
    return checkCapture(spec, establishFacts(captureOf('01', gadget)));
  };

  test('compares a path cut to what the array holds, NUL included', () => {
    const small = struct('event', { timestamp, proc: gadgetProcess, filename: chars(8) });
    const write: Gadget['write'] = (opening, now) => ({
      ...SOLUTION.write(opening, now),
      filename: (opening.path ?? new Uint8Array()).subarray(0, 7),
      timestamp: now,
    });
    expect(judge({ ...SOLUTION, struct: small, write }).status).toBe('passed');
  });

  test('expects the array to end in NUL', () => {
    const unended = writing(({ path }) => ({ filename: (path ?? new Uint8Array()).subarray(0, 256) }));
    expect(judge(unended).status).toBe('failed');
  });

  test('does not care for the sign of a number', () => {
    const unsigned = struct('event', {
      timestamp,
      proc: gadgetProcess,
      filename: chars(256),
      flags: uint(4),
    });
    const write: Gadget['write'] = (opening, now) => ({ ...SOLUTION.write(opening, now), timestamp: now });
    expect(judge({ ...SOLUTION, struct: unsigned, write }, 'flags', 'flags').status).toBe('passed');
  });

  test('shows up to three examples: the call, what should have been, what was', () => {
    const outcome = judge(writing(() => ({ filename: 'bar\n\x1b[31m' })));
    const examples = outcome.status === 'failed' ? outcome.evidence?.examples : undefined;
    expect(examples).toHaveLength(3);
    expect(examples).toMatchObject([{ actual: '"bar\\n\\x1b[31m"' }, {}, {}]);
  });

  test('a field of a type that cannot hold it fails by its type', () => {
    const wrong = struct('event', { timestamp, proc: gadgetProcess, filename: int(4) });
    const write: Gadget['write'] = (opening, now) => ({ timestamp: now, 'proc.tid': opening.tid });
    expect(actualOf(judge({ ...SOLUTION, struct: wrong, write }))).toBe('`filename` is int (4 bytes)');
  });

  test('a field that is not there fails', () => {
    expect(actualOf(judge(SOLUTION, 'path'))).toBe('the event has no member path');
  });
});

describe('confined', () => {
  test('tells where the leaks come from', () => {
    const facts = establishFacts(captureOf('00', { ...SOLUTION, filters: false }));
    const outcome = checkCapture({ ...COMMON, kind: 'confined' }, facts);
    expect(actualOf(outcome)).toMatch(/from another container, \d+ events from the host/);
  });
});

describe('complete', () => {
  test('names calls that have no event', () => {
    const facts = establishFacts(captureOf('00', { ...SOLUTION, sends: (index) => (index === 1 ? 0 : 1) }));
    const outcome = checkCapture({ ...COMMON, kind: 'complete', syscalls: ['open', 'openat'] }, facts);
    expect(actualOf(outcome)).toBe('1 event is missing');
    expect(outcome).toMatchObject({ evidence: { missing: 1, examples: [{ call: expect.any(String) }] } });
  });
});

test('all evidence is ready for JSON', () => {
  const broken: Gadget = { ...SOLUTION, filters: false, sends: () => 2, write: () => ({}) };
  const facts = establishFacts(captureOf('00', broken));
  const outcomes = [
    checkCapture({ ...COMMON, kind: 'confined' }, facts),
    checkCapture({ ...COMMON, kind: 'timestamp' }, facts),
    checkCapture({ ...COMMON, kind: 'once', syscalls: ['open'] }, facts),
    checkCapture({ ...COMMON, kind: 'complete', syscalls: ['open'] }, facts),
    checkCapture({ ...COMMON, kind: 'userMemory', field: 'filename' }, facts),
    checkCapture({ ...COMMON, kind: 'member', type: 'nothing' }, facts),
    checkCapture({ ...COMMON, kind: 'equals', field: 'filename', witness: 'path', where: {} }, facts),
  ];
  expect(JSON.parse(JSON.stringify(outcomes))).toEqual(outcomes);
});

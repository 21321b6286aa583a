import { describe, expect, test } from 'vitest';
import { judgeStep } from '../../grader/judge/judge.ts';
import type { Capture } from '../../grader/model/capture.ts';
import type { LogLine, ModuleBuild, ModuleFault, ModuleOutcome } from '../../grader/model/module.ts';
import type { StepVerdict } from '../../grader/model/verdict.ts';
import { int, struct, tracer, uint } from '../gadget/layouts.ts';
import { SOLUTION, writing } from './gadget.ts';
import {
  captureOf04,
  MODULE_BUILT,
  MODULE_DRAFT,
  MODULE_NOT_BUILT,
  type Module,
  NO_MODULE,
  RIGHT_MODULE,
  runOver,
  words,
} from './module.ts';
import { allChecks, BUILT, captureOf, failedIds, judgeRun, notRunIds, step, taskStates } from './verdicts.ts';

const CAPTURE = captureOf04();
const DECODINGS = ['openat-access-mode', 'open-access-mode', 'openat-names', 'open-names'];

function judgeModule(outcome: ModuleOutcome, capture: Capture = CAPTURE): StepVerdict {
  return judgeRun('04', { kind: 'captured', capture }, BUILT, outcome);
}

const judge = (change: Partial<Module>): StepVerdict =>
  judgeModule(runOver(CAPTURE, { ...RIGHT_MODULE, ...change }));

const checkOf = (verdict: StepVerdict, id: string) => allChecks(verdict).find((check) => check.id === id);
const diagnosesOf = ({ diagnoses }: StepVerdict) => diagnoses.map(({ id }) => id);

describe('a right module', () => {
  test.each([1, 4711, 90_000])('passes step 04 with seed %i', (seed) => {
    const capture = captureOf04(seed);
    const verdict = judgeModule(runOver(capture, RIGHT_MODULE), capture);
    expect({ failed: failedIds(verdict), notRun: notRunIds(verdict) }).toEqual({ failed: [], notRun: [] });
    expect(verdict).toMatchObject({ status: 'passed', points: 7, maxPoints: 7, diagnoses: [] });
    expect(verdict.module).toEqual({
      status: 'ok',
      durationMs: 211,
      diagnostics: [],
      run: { status: 'ok', log: [], output: '' },
    });
  });

  test('may be quoted: 577 is O_WRONLY|O_CREAT|O_TRUNC', () => {
    expect(words(577).join('|')).toBe('O_WRONLY|O_CREAT|O_TRUNC');
  });

  test('may put spaces around the bar, which is remarked', () => {
    const verdict = judge({ decode: (flags) => words(flags).join(' | ') });
    expect(verdict.status).toBe('passed');
    expect(checkOf(verdict, 'separator')?.remark).toMatch(/spaces around the bar/);
  });

  test('may have events of other data sources between its own', () => {
    const other = { ...tracer(struct('noise', { number: uint(4) })), dataSource: 'noise' };
    const capture: Capture = {
      ...CAPTURE,
      object: { ...CAPTURE.object, tracers: [...CAPTURE.object.tracers, other] },
      events: CAPTURE.events.flatMap((event) => [event, { dataSource: 'noise', bytes: new Uint8Array(4) }]),
    };
    const verdict = judgeModule(runOver(capture, RIGHT_MODULE), capture);
    expect(verdict).toMatchObject({ status: 'passed', diagnoses: [] });
  });

  test('of a gadget whose own flags are wrong fails for those, and is told so', () => {
    const wrong = captureOf(
      '04',
      writing(({ syscall, args }) => (syscall === 'open' ? { flags: args[2] ?? 0n } : {})),
    );
    const verdict = judgeModule(runOver(wrong, RIGHT_MODULE), wrong);
    expect(failedIds(verdict)).toEqual(['open-access-mode', 'open-names', '02/open-flags']);
    expect(verdict.diagnoses).toMatchObject([
      { id: 'value-from-other-argument' },
      { id: 'decoded-from-other-field', message: expect.stringContaining('it is `flags` that is wrong') },
    ]);
  });
});

interface Mistake {
  readonly what: string;
  readonly module: Partial<Module>;
  readonly fails: readonly string[];
  readonly diagnosis: readonly string[];
}

const error = (message: string): LogLine => ({ level: 'error', from: 'module', message });
const host = (message: string): LogLine => ({ level: 'warning', from: 'host', message });
const broken = (
  phase: ModuleFault['phase'],
  cause: ModuleFault['cause'],
  message: string,
  event?: number,
): ModuleFault => ({ phase, cause, message, ...(event !== undefined && { event }) });

const membersOf04 = SOLUTION.struct.members.map(({ name, type }) => [name, type] as const);

const joined = (separator: string) => (flags: number) => words(flags).join(separator);

const isMode = (word: string): boolean => /^O_(RD|WR)/.test(word);
const modes = (flags: number): string[] => words(flags).filter(isMode);
const names = (flags: number): string[] => words(flags).filter((word) => !isMode(word));

/** Each mistake is the matter of its own check, and of no other. */
const MISTAKES: readonly Mistake[] = [
  {
    what: 'no access mode',
    module: {
      decode: (flags) => names(flags).join('|') || '-',
    },
    fails: ['openat-access-mode', 'open-access-mode'],
    diagnosis: ['access-mode-missing'],
  },
  {
    what: 'the access mode last',
    module: { decode: (flags) => [...names(flags), ...modes(flags)].join('|') },
    fails: ['openat-access-mode', 'open-access-mode'],
    diagnosis: ['access-mode-wrong'],
  },
  {
    what: 'always O_RDWR',
    module: { decode: (flags) => ['O_RDWR', ...names(flags)].join('|') },
    fails: ['openat-access-mode', 'open-access-mode'],
    diagnosis: ['access-mode-wrong'],
  },
  {
    what: 'all access modes that fit bit by bit',
    module: { decode: (flags) => `O_RDONLY|${words(flags).join('|')}` },
    fails: ['openat-access-mode', 'open-access-mode'],
    diagnosis: ['access-mode-wrong'],
  },
  {
    what: 'bits that are off by one',
    module: { decode: (flags) => words((flags & 3) | ((flags << 1) & ~127)).join('|') },
    fails: ['openat-names', 'open-names'],
    diagnosis: ['flag-names-shifted'],
  },
  {
    what: 'the last name forgotten',
    module: { decode: (flags) => words(flags & ~(1 << 19)).join('|') },
    fails: ['openat-names', 'open-names'],
    diagnosis: ['flag-missing'],
  },
  {
    what: 'what > always gives',
    module: { decode: () => 'O_WRONLY|O_CREAT|O_TRUNC' },
    fails: DECODINGS,
    diagnosis: ['decoded-constant'],
  },
  {
    what: 'the number as text',
    module: { decode: String },
    fails: [...DECODINGS, 'separator'],
    diagnosis: ['decoded-number'],
  },
  ...[',', '', ' ', '||', '+', ' or '].map((separator) => ({
    what: `the separator "${separator}"`,
    module: { decode: joined(separator) },
    fails: ['separator'],
    diagnosis: ['wrong-separator'],
  })),
  {
    what: 'a bar after the last name too',
    module: { decode: (flags) => `${joined('|')(flags)}|` },
    fails: ['separator'],
    diagnosis: ['wrong-separator'],
  },
  {
    what: 'Go’s way to print a slice',
    module: { decode: (flags) => `[${joined(' ')(flags)}]` },
    fails: ['separator'],
    diagnosis: ['wrong-separator'],
  },
  { what: 'nothing', module: { decode: () => '' }, fails: ['filled'], diagnosis: [] },
  {
    what: 'nothing for some flags',
    module: { decode: (flags) => (flags & 64 ? joined('|')(flags) : '') },
    fails: DECODINGS,
    diagnosis: ['field-sometimes-set'],
  },
  {
    what: 'nothing, as the host refused it',
    module: { decode: () => '', log: [host('fieldSet: `flags` has 4 bytes')] },
    fails: ['filled'],
    diagnosis: ['host-refused'],
  },
  {
    what: 'another field overwritten',
    module: { decode: () => '', changes: ['filename'] },
    fails: ['untouched'],
    diagnosis: ['field-overwritten'],
  },
  {
    what: 'no callback',
    module: { decode: () => '', subscriptions: [] },
    fails: ['subscribes'],
    diagnosis: [],
  },
  {
    what: 'a callback for something else',
    module: { decode: () => '', subscriptions: ['closes'] },
    fails: ['subscribes'],
    diagnosis: [],
  },
  {
    what: 'a field of another name',
    module: { fields: [{ dataSource: 'open', name: 'flagsDecoded', kind: 'string' }] },
    fails: ['field'],
    diagnosis: ['field-misnamed'],
  },
  {
    what: 'a field of another type',
    module: { fields: [{ dataSource: 'open', name: 'flags_decoded', kind: 'int32' }] },
    fails: ['field'],
    diagnosis: ['field-wrong-kind'],
  },
  {
    what: 'a field of another data source',
    module: { fields: [{ dataSource: 'words', name: 'flags_decoded', kind: 'string' }] },
    fails: ['field'],
    diagnosis: [],
  },
  { what: 'no field', module: { fields: [] }, fails: ['field'], diagnosis: [] },
  {
    what: '1 from gadgetInit',
    module: {
      fault: broken('gadgetInit', 'returned', 'gadgetInit returned 1'),
      log: [error('no data source: not found')],
      fields: [],
      subscriptions: [],
    },
    fails: ['module-starts'],
    diagnosis: ['module-refused'],
  },
  {
    what: 'a loop in gadgetInit',
    module: { fault: broken('gadgetInit', 'timeout', 'It did not come back within 5 s.') },
    fails: ['module-starts'],
    diagnosis: ['module-timeout'],
  },
  {
    what: 'a loop in the callback',
    module: { fault: broken('callback', 'timeout', 'It did not come back within 1 s.', 12) },
    fails: ['returns'],
    diagnosis: ['module-timeout'],
  },
  {
    what: 'a panic in the callback',
    module: { fault: broken('callback', 'trap', 'panic: no', 3), output: 'panic: no\n' },
    fails: ['returns'],
    diagnosis: ['module-panic'],
  },
  {
    what: 'far too much memory',
    module: { fault: broken('callback', 'memory', 'It wanted more than 16 MiB.', 0) },
    fails: ['returns'],
    diagnosis: ['module-memory'],
  },
  {
    what: 'a loop at the end',
    module: { fault: broken('gadgetStop', 'timeout', 'It did not come back.', CAPTURE.events.length) },
    fails: ['returns'],
    diagnosis: ['module-timeout'],
  },
];

describe('a mistake in a module', () => {
  test.each(MISTAKES)('fails for its own check: $what', ({ module, fails, diagnosis }) => {
    const verdict = judge(module);
    expect(failedIds(verdict)).toEqual(fails);
    expect(diagnosesOf(verdict)).toEqual(diagnosis);
    expect(verdict.status).toBe('failed');
  });

  test.each(['mode', 'proc.pid'])('that decodes %s in place of flags is named', (reads) => {
    const withMode = {
      ...writing(({ syscall, args }) => ({ mode: args[syscall === 'open' ? 2 : 3] ?? 0n })),
      struct: struct('event', { ...Object.fromEntries(membersOf04), mode: int(4) }),
    };
    const capture = captureOf('04', withMode);
    const verdict = judgeModule(runOver(capture, { ...RIGHT_MODULE, reads }), capture);
    expect(failedIds(verdict)).toEqual(DECODINGS);
    expect(verdict.diagnoses).toMatchObject([
      { id: 'decoded-from-other-field', message: expect.stringContaining(`what \`${reads}\` decodes to`) },
    ]);
  });

  test('that concerns one system call only fails for that', () => {
    const flagsOfOpenat = new Set(
      CAPTURE.witnessed.filter(({ syscall }) => syscall === 'openat').map(({ args }) => Number(args[2])),
    );
    const verdict = judge({ decode: (flags) => (!flagsOfOpenat.has(flags) ? 'O_RDWR' : joined('|')(flags)) });
    expect(failedIds(verdict)).toEqual(['open-access-mode', 'open-names']);
  });
});

describe('what a learner reads', () => {
  test('of gadgetInit that gave up, in its own words', () => {
    const verdict = judge({
      fault: broken('gadgetInit', 'returned', 'gadgetInit returned 1.'),
      log: [host('getDataSource: there is no `opne`'), error('failed to get datasource: \u001b[31mopne')],
    });
    expect(checkOf(verdict, 'module-starts')?.actual).toBe(
      'gadgetInit returned 1; it said: failed to get datasource: \\x1b[31mopne',
    );
    expect(verdict.module?.run).toMatchObject({ status: 'failed', phase: 'gadgetInit', cause: 'returned' });
  });

  test('of a callback that does not come back: which call it was about', () => {
    const verdict = judge({ fault: broken('callback', 'timeout', 'It did not come back.', 0) });
    const check = checkOf(verdict, 'returns');
    expect(check?.actual).toBe('callback: It did not come back');
    expect(check?.evidence?.examples).toEqual([{ call: expect.stringMatching(/^openat\(.* by sh \(pid/) }]);
  });

  test('of a panic: the line, and its text from there on', () => {
    const trace = 'goroutine 1 [running]:\nmain.gadgetInit.func1(0x1)\n\t/tmp/x/main.go:71 +0x5\n';
    const { run } = runOver(CAPTURE, {
      ...RIGHT_MODULE,
      fault: broken('callback', 'trap', 'panic: index out of range [3]', 1),
      output: `working\npanic: index out of range [3]\n\n${trace}${'x'.repeat(9000)}`,
    });
    const program = { file: 'go/main.go', text: 'package main\n'.padEnd(100, '\n') };
    const verdict = judgeModule({ build: { ...MODULE_BUILT, program }, run });
    expect(verdict.diagnoses).toMatchObject([{ id: 'module-panic', file: 'go/main.go', line: 71 }]);
    const output = verdict.module?.run?.output ?? '';
    expect(output).toMatch(/^panic: index/);
    expect(output.length).toBeLessThan(5000);
  });

  test('of a flood of messages: the first ones', () => {
    const verdict = judge({
      log: Array.from({ length: 400 }, () => error('y'.repeat(2000))),
      decode: () => '',
    });
    const log = verdict.module?.run?.log ?? [];
    expect(log.length).toBe(50);
    expect(log[0]?.message.length).toBeLessThan(510);
  });

  test('of a field of another name: which ones there are', () => {
    const verdict = judge({ fields: [{ dataSource: 'open', name: 'flagsDecoded', kind: 'string' }] });
    expect(checkOf(verdict, 'field')?.actual).toBe(
      'the module added `flagsDecoded` (string) in the data source `open`',
    );
  });
});

describe('a module that cannot run', () => {
  const notBuilt = (build: ModuleBuild) => judgeModule({ build, run: undefined });

  test.each([
    ['does not compile', MODULE_NOT_BUILT, 'module-build'],
    ['is not there', NO_MODULE, 'no-module'],
    ['takes Go too long', { ...MODULE_NOT_BUILT, timedOut: true } as ModuleBuild, 'module-build'],
  ])('as it %s: all else waits for that check', (_, build, diagnosis) => {
    const verdict = notBuilt(build);
    expect(failedIds(verdict)).toEqual(['module-builds']);
    const waiting = verdict.tasks.flatMap(({ checks }) => checks).filter(({ status }) => status === 'notRun');
    expect(new Set(waiting.map(({ blockedBy }) => blockedBy))).toEqual(new Set(['module-builds']));
    expect(waiting.length).toBe(12);
    expect(diagnosesOf(verdict)).toEqual([diagnosis]);
    expect(verdict).toMatchObject({ status: 'failed', points: 0 });
  });

  test('says where the first error is', () => {
    expect(checkOf(notBuilt(MODULE_NOT_BUILT), 'module-builds')?.actual).toBe(
      '1 error, the first at go/main.go:76',
    );
    expect(notBuilt(MODULE_NOT_BUILT).diagnoses).toMatchObject([
      { file: 'go/main.go', line: 76, column: 40 },
    ]);
  });

  test('is still judged for having been built, where the program is not', () => {
    const failed = { status: 'failed', timedOut: false, durationMs: 1, diagnostics: [] } as const;
    const verdict = judgeRun('04', undefined, failed, { build: MODULE_DRAFT, run: undefined });
    expect(failedIds(verdict)).toEqual(['module-builds-as-is']);
    expect(checkOf(verdict, 'module-starts')?.blockedBy).toBe('build');
    expect(checkOf(verdict, 'module-builds')?.status).toBe('passed');
  });
});

test('variables that are not used are forgiven until the last task', () => {
  const run = runOver(CAPTURE, { ...RIGHT_MODULE, decode: () => '' }).run;
  const verdict = judgeModule({ build: MODULE_DRAFT, run });
  expect(taskStates(verdict)).toEqual(['module passed', 'field passed', 'decode failed']);
  expect(failedIds(verdict)).toEqual(['module-builds-as-is', 'filled']);
  expect(checkOf(verdict, 'module-builds')?.remark).toMatch(/^2 variables are declared and not used/);
  expect(verdict.diagnoses).toMatchObject([{ id: 'unused-variables', file: 'go/main.go', line: 60 }]);
});

test('on arm64 nothing is asked of the decoding of open', () => {
  const full = captureOf('04', { ...SOLUTION, traces: ['openat'] });
  const witnessed = full.witnessed.filter(({ syscall }) => syscall === 'openat');
  const capture: Capture = { ...full, architecture: 'arm64', witnessed };
  const verdict = judgeModule(runOver(capture, RIGHT_MODULE), capture);
  expect(
    verdict.tasks.flatMap(({ checks }) => checks).filter(({ status }) => status !== 'passed'),
  ).toMatchObject([
    { id: 'open-access-mode', blockedBy: 'architecture' },
    { id: 'open-names', blockedBy: 'architecture' },
  ]);
  expect(verdict.status).toBe('passed');
});

test('a scenario that shows too few flags is the author’s mistake', () => {
  const poor = captureOf('02', SOLUTION);
  const module = runOver(poor, RIGHT_MODULE);
  const judged = () => judgeModule(module, poor);
  expect(judged).toThrow(expect.objectContaining({ code: 'scenario-without-evidence' }));
});

test('a later step without a module of its own does not ask for that of this one', () => {
  const run = { kind: 'captured', capture: CAPTURE } as const;
  const later = { ...step('02'), id: '05' };
  const input = { step: later, earlier: [step('04')], build: BUILT, run, share: undefined, durationMs: 1 };
  expect(judgeStep({ ...input, module: undefined }).kept).toEqual([]);
  const wrong = runOver(CAPTURE, { ...RIGHT_MODULE, decode: () => '' });
  const kept = judgeStep({ ...input, module: wrong }).kept.filter(({ status }) => status === 'failed');
  expect(kept.map(({ id }) => id)).toEqual(['04/filled']);
});

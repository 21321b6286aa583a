import { describe, expect, test } from 'vitest';
import { judgeStep } from '../../grader/judge/judge.ts';
import type { BuildResult } from '../../grader/model/artifact.ts';
import type { Capture, Refusal, RunResult } from '../../grader/model/capture.ts';
import type { CheckSpec } from '../../grader/model/check-spec.ts';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import { eventStruct, programFor, SOLUTION, writing } from './gadget.ts';
import {
  allChecks,
  BUILT,
  captureOf,
  earlierThan,
  failedIds,
  judgeCapture,
  judgeGadget,
  judgeRun,
  notRunIds,
  step,
  taskStates,
} from './verdicts.ts';

const NOT_BUILT: BuildResult = {
  status: 'failed',
  timedOut: false,
  durationMs: 90,
  diagnostics: [
    {
      file: 'program.bpf.c',
      line: 42,
      column: 9,
      severity: 'error',
      category: 'Semantic Issue',
      message: "no member named 'flag' in 'struct event'",
    },
  ],
};

function refused(refusal: Partial<Refusal>): RunResult {
  const none = { errno: '', message: 'The kernel refuses it.', verifierLog: '', libbpfLog: '' };
  return {
    kind: 'refused',
    refusal: { stage: 'load', ...none, ...refusal },
    context: { engine: 'host', kernel: '6.18.44', durations: [], container: 'runc' },
  };
}

describe('a program that does not compile', () => {
  const verdict = judgeRun('00', undefined, NOT_BUILT);

  test('fails the check for it; every other check waits for the build', () => {
    expect(failedIds(verdict)).toEqual(['builds']);
    const others = allChecks(verdict).filter(({ id }) => id !== 'builds');
    expect(new Set(others.map(({ blockedBy }) => blockedBy))).toEqual(new Set(['build']));
    expect(taskStates(verdict)).toEqual(['template failed', 'open notRun', 'process notRun']);
  });

  test('fails the step, without points, load or capture', () => {
    expect(verdict).toMatchObject({ status: 'failed', points: 0, maxPoints: 6, load: { status: 'notRun' } });
    expect(verdict.capture).toBeUndefined();
  });

  test('is diagnosed by its first error', () => {
    expect(verdict.diagnoses).toMatchObject([{ id: 'compile-error', file: 'program.bpf.c', line: 42 }]);
  });

  test('fails a step that has no check for it, too', () => {
    expect(judgeRun('02', undefined, NOT_BUILT).status).toBe('failed');
  });
});

describe('a program that compiled and was never run', () => {
  test('is not judged', () => {
    const verdict = judgeRun('00', undefined);
    expect(verdict.status).toBe('notRun');
    expect(failedIds(verdict)).toEqual([]);
  });
});

describe('a program that the kernel refuses', () => {
  test('fails the check for it; what needs a run waits for the load', () => {
    const verdict = judgeRun('00', refused({}));
    expect(failedIds(verdict)).toEqual(['loads']);
    expect(allChecks(verdict).find(({ id }) => id === 'once-openat')?.blockedBy).toBe('load');
    expect(verdict.load.status).toBe('failed');
    expect(verdict.status).toBe('failed');
  });

  const REFUSALS: readonly (readonly [string, Partial<Refusal>, string])[] = [
    [
      'args[3] of open',
      {
        stage: 'attach',
        errno: 'EACCES',
        program: 'open_entry',
        section: 'tracepoint/syscalls/sys_enter_open',
      },
      'reads-beyond-arguments',
    ],
    [
      'the same under a tp/ section',
      { stage: 'attach', errno: 'EACCES', section: 'tp/syscalls/sys_enter_open' },
      'reads-beyond-arguments',
    ],
    [
      'a tracepoint that does not exist',
      { stage: 'attach', errno: 'ENOENT', section: 'tracepoint/syscalls/sys_enter_opn' },
      'no-such-tracepoint',
    ],
    ['another refusal at attach', { stage: 'attach', errno: 'EPERM' }, 'refused-by-kernel'],
    ['the verifier', { stage: 'load', errno: 'EACCES', verifierLog: 'R1 is bad\n' }, 'refused-by-kernel'],
    ['no log at all', { stage: 'load', errno: 'EPERM' }, 'refused-by-kernel'],
    ['a marker', { stage: 'markers' }, 'unusable-marker'],
    ['garbage', { stage: 'open' }, 'unreadable-object'],
    ['a crash of the loader', { stage: 'crash' }, 'loader-crash'],
  ];

  test.each(REFUSALS)('is diagnosed: %s', (_, refusal, id) => {
    expect(judgeRun('00', refused(refusal)).diagnoses.map((diagnosis) => diagnosis.id)).toEqual([id]);
  });
});

describe('what was learnt before', () => {
  test('is judged again: a wrong filename fails step 02, though its own task passes', () => {
    const verdict = judgeGadget(
      '02',
      writing(() => ({ filename: 'bar' })),
    );
    expect(taskStates(verdict)).toEqual(['flags passed']);
    expect(verdict.status).toBe('failed');
    expect(verdict.points).toBe(verdict.maxPoints);
    expect(failedIds(verdict)).toContain('01/short');
  });

  test('leaves out what the scenario gives no evidence of', () => {
    const kept = judgeGadget('02', SOLUTION).kept.map(({ id }) => id);
    expect(kept).toContain('01/short');
    expect(kept).not.toContain('01/unreadable');
  });

  test('needs no second build or load', () => {
    const kept = judgeGadget('02', SOLUTION).kept.map(({ id }) => id);
    expect(kept.filter((id) => id.endsWith('builds') || id.endsWith('loads'))).toEqual([]);
  });

  test('names what blocks a check by step and check', () => {
    const verdict = judgeGadget('01', { ...SOLUTION, struct: eventStruct(1) });
    expect(failedIds(verdict)).toContain('00/process');
    expect(verdict.kept.find(({ id }) => id === '00/pid')?.blockedBy).toBe('00/process');
  });
});

describe('a program without any event', () => {
  test('has missing events, and nothing to be compared', () => {
    const verdict = judgeGadget('00', { ...SOLUTION, sends: () => 0 });
    expect(failedIds(verdict)).toEqual(['complete-openat', 'complete-open']);
    const blocked = allChecks(verdict).find(({ id }) => id === 'comm');
    expect(blocked).toMatchObject({ status: 'notRun', blockedBy: 'complete-openat' });
    expect(blocked?.remark).toContain('nothing to compare');
  });

  test('because it has no tracer, is diagnosed so', () => {
    const capture = captureOf('00', SOLUTION);
    const verdict = judgeCapture('00', {
      ...capture,
      object: { ...capture.object, tracers: [] },
      events: [],
    });
    expect(verdict.diagnoses.map(({ id }) => id)).toEqual(['no-tracer']);
    expect(verdict.status).toBe('failed');
  });
});

describe('a second data source', () => {
  const capture = captureOf('00', SOLUTION);
  const [graded] = capture.object.tracers;
  if (graded === undefined) throw new Error('the capture has no tracer');
  const other = { ...graded, dataSource: 'other' };
  const withTracers = (...tracers: Capture['object']['tracers']): Capture => ({
    ...capture,
    object: { ...capture.object, tracers },
  });

  test('does not matter if it is silent', () => {
    expect(judgeCapture('00', withTracers(other, graded)).status).toBe('passed');
  });

  test('does not matter after the first that sends events', () => {
    const noise = { dataSource: 'other', bytes: new Uint8Array(8) };
    const both = withTracers(graded, other);
    expect(judgeCapture('00', { ...both, events: [...both.events, noise] }).status).toBe('passed');
  });
});

describe('on arm64, which has no system call open', () => {
  const full = captureOf('00', { ...SOLUTION, traces: ['openat'] });
  const capture = {
    ...full,
    architecture: 'arm64',
    witnessed: full.witnessed.filter(({ syscall }) => syscall === 'openat'),
  };
  const verdict = judgeCapture('00', capture);

  test('the task for open is not run and costs nothing', () => {
    expect(taskStates(verdict)).toEqual(['template passed', 'open notRun', 'process passed']);
    expect(verdict).toMatchObject({ status: 'passed', points: 4, maxPoints: 4 });
  });

  test('the reason is told', () => {
    const check = allChecks(verdict).find(({ id }) => id === 'complete-open');
    expect(check).toMatchObject({ blockedBy: 'architecture', remark: 'arm64 has no system call open.' });
  });
});

describe('events that may have found the ring full', () => {
  const dropping = { ...SOLUTION, sends: (index: number) => (index % 3 === 0 ? 0 : 1) };

  test('are an error, never a failure', () => {
    const verdict = judgeCapture('02', { ...captureOf('02', dropping), ring: { size: 8192, peak: 8192 } });
    expect(verdict).toMatchObject({ status: 'error', error: { code: 'ring-overflow' } });
    expect(failedIds(verdict)).toEqual([]);
    expect(verdict.capture?.lost).toBeGreaterThan(0);
  });

  test('are so even if the peak was not seen, where so many came at once', () => {
    const verdict = judgeCapture('02', { ...captureOf('02', dropping), ring: { size: 4096, peak: 0 } });
    expect(verdict.error?.code).toBe('ring-overflow');
  });

  test('are not what a program without the program for open lacks', () => {
    const capture = captureOf('00', { ...SOLUTION, traces: ['openat'] });
    const verdict = judgeCapture('00', { ...capture, ring: { size: 8192, peak: 8192 } });
    expect(verdict.error).toBeUndefined();
    expect(failedIds(verdict)).toEqual(['complete-open']);
  });

  test('do not matter where nothing is missing', () => {
    const verdict = judgeCapture('02', { ...captureOf('02', SOLUTION), ring: { size: 8192, peak: 8192 } });
    expect(verdict.status).toBe('passed');
  });
});

describe('records that the witness lost', () => {
  test('leave everything open: an error, and no check fails', () => {
    const verdict = judgeCapture('02', {
      ...captureOf(
        '02',
        writing(() => ({ flags: 577 })),
      ),
      lost: 3,
    });
    expect(verdict).toMatchObject({ status: 'error', error: { code: 'witness-overflow' }, points: 0 });
    expect(failedIds(verdict)).toEqual([]);
    expect(verdict.capture?.lost).toBe(3);
  });
});

describe('a check that could not fail', () => {
  const WITHOUT: readonly (readonly [string, string, (capture: Capture) => Capture])[] = [
    [
      'no open in the container',
      '00',
      only(({ role, syscall }) => role !== 'traced' || syscall === 'openat'),
    ],
    ['nothing in another container', '00', only(({ role }) => role !== 'foreign')],
    ['nothing on the host', '00', only(({ role }) => role !== 'host')],
    ['no unreadable path', '01', only(({ role, path }) => role !== 'traced' || path !== undefined)],
    ['no empty path', '01', only(({ role, path }) => role !== 'traced' || path?.length !== 0)],
  ];

  test.each(WITHOUT)('is an error of the course: %s', (_, id, change) => {
    const judge = (): unknown => judgeCapture(id, change(captureOf(id, SOLUTION)));
    expect(judge).toThrow(LabError);
    expect(judge).toThrow(/could never fail: the scenario has no/);
  });

  /** A scenario that never made the other calls: nobody kept it from making them. */
  function only(fits: (record: Capture['witnessed'][number]) => boolean): (capture: Capture) => Capture {
    return (capture) => ({
      ...capture,
      scenario: { ...capture.scenario, phases: [] },
      witnessed: capture.witnessed.filter(fits),
    });
  }
});

describe('needs', () => {
  const builds = (id: string, ...needs: string[]): CheckSpec => ({ kind: 'builds', id, title: id, needs });
  const member = (id: string, ...needs: string[]): CheckSpec => {
    return { kind: 'member', type: 'no_such_type', id, title: id, needs };
  };
  const judge = (...checks: CheckSpec[]): ReturnType<typeof judgeStep> => {
    const one: Step = { ...step('00'), tasks: [{ id: 'task', title: 'Task', points: 1, checks, hints: [] }] };
    const run: RunResult = { kind: 'captured', capture: captureOf('00', SOLUTION) };
    const given = { build: BUILT, module: undefined, share: undefined };
    return judgeStep({ step: one, earlier: [], run, ...given, durationMs: 1 });
  };

  test('are looked at first, whatever the order', () => {
    const verdict = judge(builds('c', 'b'), builds('b', 'a'), member('a'));
    expect(failedIds(verdict)).toEqual(['a']);
    expect(notRunIds(verdict)).toEqual(['c', 'b']);
  });

  test('name the root of it', () => {
    const verdict = judge(member('a'), builds('b', 'a'), builds('c', 'b'));
    expect(allChecks(verdict).find(({ id }) => id === 'c')?.blockedBy).toBe('a');
  });

  test('that pass do not hold anything up', () => {
    expect(judge(builds('a'), builds('b', 'a')).status).toBe('passed');
  });

  test('that form a circle are a bug of the course', () => {
    expect(() => judge(builds('a', 'b'), builds('b', 'a'))).toThrow(/needs itself/);
  });
});

test('the same input gives the same verdict', () => {
  const run: RunResult = {
    kind: 'captured',
    capture: captureOf(
      '02',
      writing(() => ({ flags: 577 })),
    ),
  };
  const input = {
    step: step('02'),
    earlier: earlierThan('02'),
    build: BUILT,
    run,
    module: undefined,
    share: undefined,
    durationMs: 400,
  };
  expect(judgeStep(input)).toEqual(judgeStep(input));
});

test('each program that delivers events must read the boot clock', () => {
  const capture = captureOf('00', SOLUTION);
  const programs = [
    programFor('openat', SOLUTION.helpers),
    programFor(
      'open',
      SOLUTION.helpers.map((helper) => (helper === 125 ? 5 : helper)),
    ),
  ];
  const verdict = judgeCapture('00', { ...capture, object: { ...capture.object, programs } });
  expect(failedIds(verdict)).toEqual(['timestamp']);
  const check = allChecks(verdict).find(({ id }) => id === 'timestamp');
  expect(check?.actual).toBe('open_entry calls bpf_ktime_get_ns');
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { Course } from '../../grader/course/load.ts';
import type { Finding } from '../../grader/course-check/finding.ts';
import type { Mistake } from '../../grader/course-check/programs/program.ts';
import { judgeMistake, judgePassing, judgeStart } from '../../grader/course-check/trials/judge.ts';
import type { Step } from '../../grader/model/step.ts';
import type { CheckResult, Diagnosis, Status, StepVerdict } from '../../grader/model/verdict.ts';
import { realCourse } from '../course/real-course.ts';

let course: Course;
let flags: Step;
beforeEach(async () => {
  course = await realCourse();
  const [, , step] = course.steps;
  if (step === undefined) throw new Error('the course has no third step');
  flags = step;
});

interface Outcome {
  /** Ids of checks that failed, `00/pid` for one of an earlier step; the others passed. */
  readonly failed?: readonly string[];
  /** Every check of the step is blocked by the compiler. */
  readonly blocked?: boolean;
  readonly diagnoses?: readonly Partial<Diagnosis>[];
}

/** What the judge would say of a program in step 02. */
function verdict({ failed = [], blocked = false, diagnoses = [] }: Outcome): StepVerdict {
  const statusOf = (id: string): Status => (blocked ? 'notRun' : failed.includes(id) ? 'failed' : 'passed');
  const result = (id: string): CheckResult => ({
    id,
    title: id,
    status: statusOf(id),
    expected: 'right',
    actual: 'wrong',
  });
  const tasks = flags.tasks.map(({ id, title, points, checks }) => {
    const results = checks.map((check) => result(check.id));
    const status = results.find((one) => one.status !== 'passed')?.status ?? 'passed';
    return { id, title, status, points: 0, maxPoints: points, checks: results };
  });
  const { id, name, title } = flags;
  return {
    ...{ id, name, title, points: 0, maxPoints: 5, durationMs: 1 },
    status: failed.length > 0 || blocked ? 'failed' : 'passed',
    build: { status: blocked ? 'failed' : 'ok', durationMs: 1, diagnostics: [] },
    load: { status: blocked ? 'notRun' : 'ok' },
    tasks,
    kept: failed.filter((one) => one.includes('/')).map(result),
    diagnoses: diagnoses.map((one) => ({ id: 'any', message: 'So it is.', ...one })),
  };
}

const run = (outcome: Outcome, seed = 1) => ({ seed, verdict: verdict(outcome) });

const summary = (findings: readonly Finding[]) =>
  findings.map(({ kind, expected, actual }) => ({ kind, expected, actual }));

describe('a wrong program', () => {
  const about = (rest: Partial<Mistake>): Mistake => ({
    ...{ path: 'test/wrong-programs/02-flags/x.patch', slug: 'x', folder: '02-flags', changes: [], at: {} },
    ...{
      what: 'the mode is taken',
      kind: 'argument-index',
      task: 'flags',
      also: [],
      diagnosis: 'mode-taken',
    },
    ...rest,
  });
  const judged = (mistake: Partial<Mistake>, outcome: Outcome) =>
    summary(judgeMistake(course, flags, about(mistake), run(outcome)));
  const told = [{ id: 'mode-taken', file: 'program.bpf.c', line: 61 }];

  it('is as stated where its task fails for the stated reason', () => {
    expect(judged({}, { failed: ['openat-flags'], diagnoses: told })).toEqual([]);
    expect(judged({}, { blocked: true, diagnoses: told })).toEqual([]);
  });

  it('is a false pass where everything passes', () => {
    expect(judged({}, {})).toEqual([
      { kind: 'false-pass', expected: 'fails flags', actual: 'everything passes' },
    ]);
  });

  it('is a false pass and a false fail where another task fails instead', () => {
    expect(judged({}, { failed: ['00/pid'], diagnoses: told })).toEqual([
      { kind: 'false-pass', expected: 'fails flags', actual: 'fails 00/process' },
      {
        kind: 'false-fail',
        expected: 'fails flags only',
        actual: 'fails 00/process: 00/pid (00/pid): right; but: wrong',
      },
    ]);
  });

  it('may break what an earlier step taught, where it is said', () => {
    const failed = ['00/pid', '00/tid'];
    expect(judged({ task: '00/process' }, { failed, diagnoses: told })).toEqual([]);
    expect(judged({ also: ['00/process'] }, { failed: [...failed, 'open-flags'], diagnoses: told })).toEqual(
      [],
    );
    expect(
      judged({ also: ['00/process'] }, { failed: ['01/short', 'open-flags'], diagnoses: told }),
    ).toMatchObject([{ kind: 'false-fail', expected: 'fails flags only (and perhaps 00/process)' }]);
  });

  it('does not break an earlier step by being blocked', () => {
    expect(judged({ task: '00/process' }, { blocked: true, diagnoses: told })).toMatchObject([
      { kind: 'false-pass', actual: 'fails nothing' },
    ]);
  });

  it('has a wrong diagnosis where another one comes first, or none', () => {
    const failed = ['openat-flags'];
    expect(judged({}, { failed, diagnoses: [{ id: 'other' }, ...told] })).toEqual([
      { kind: 'wrong-diagnosis', expected: 'mode-taken', actual: 'other: So it is.' },
    ]);
    expect(judged({}, { failed })).toEqual([
      { kind: 'wrong-diagnosis', expected: 'mode-taken', actual: 'no diagnosis' },
    ]);
  });

  it('has a wrong diagnosis where another place is named', () => {
    const failed = ['openat-flags'];
    const at = (file: string, line: number) => ({ place: { file, line } });
    expect(judged(at('program.bpf.c', 61), { failed, diagnoses: told })).toEqual([]);
    expect(judged(at('program.bpf.c', 60), { failed, diagnoses: told })).toEqual([
      {
        kind: 'wrong-diagnosis',
        expected: 'mode-taken at program.bpf.c:60',
        actual: 'mode-taken at program.bpf.c:61: So it is.',
      },
    ]);
    expect(judged(at('go/main.go', 61), { failed, diagnoses: told })).toHaveLength(1);
    expect(judged(at('program.bpf.c', 61), { failed, diagnoses: [{ id: 'mode-taken' }] })).toHaveLength(1);
  });
});

describe('a solution', () => {
  const judged = (outcomes: readonly Outcome[]) =>
    judgePassing(
      course,
      { part: 'solutions', step: flags, file: 'solutions/02-flags' },
      outcomes.map((outcome, index) => run(outcome, index + 1)),
    );

  it('passes with every seed', () => {
    expect(judged([{}, {}, {}])).toEqual([]);
  });

  it('is told once, with the seeds that it fails with', () => {
    expect(judged([{}, { failed: ['open-flags'] }, { failed: ['00/pid'] }])).toEqual([
      {
        part: 'solutions',
        kind: 'false-fail',
        step: '02-flags',
        file: 'solutions/02-flags',
        message: 'it does not pass with every seed',
        expected: 'passes every task',
        actual: 'fails flags: open-flags (open-flags): right; but: wrong',
        seeds: [2, 3],
      },
    ]);
  });

  it('that does not compile fails what is blocked by that', () => {
    expect(judged([{ blocked: true }])).toMatchObject([
      { message: 'it does not pass', actual: 'fails flags: it does not compile' },
    ]);
  });
});

describe('a starting state', () => {
  const judged = (startPasses: readonly string[], outcome: Outcome) => {
    const step = { ...flags, startPasses };
    const like = { ...course, steps: course.steps.map((one) => (one === flags ? step : one)) };
    return summary(
      judgeStart(like, { part: 'starts', step, file: 'steps/02-flags/step.yaml' }, [run(outcome)]),
    );
  };

  it('passes what startPasses names, and no more', () => {
    expect(judged([], { failed: ['open-flags'] })).toEqual([]);
    expect(judged(['flags'], {})).toEqual([]);
    expect(judged([], {})).toEqual([
      { kind: 'false-pass', expected: 'passes nothing', actual: 'passes flags' },
    ]);
    expect(judged(['flags'], { failed: ['open-flags'] })).toEqual([
      {
        kind: 'false-fail',
        expected: 'passes flags',
        actual: 'passes nothing: open-flags (open-flags): right; but: wrong',
      },
    ]);
  });

  it('breaks nothing of earlier steps', () => {
    expect(judged(['flags'], { failed: ['00/pid'] })).toMatchObject([
      {
        kind: 'false-fail',
        actual: 'passes flags, and breaks 00/process: 00/pid (00/pid): right; but: wrong',
      },
    ]);
  });
});

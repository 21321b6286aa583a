import { type Course, folderName } from '../../course/load.ts';
import type { Step } from '../../model/step.ts';
import type { Diagnosis, StepVerdict } from '../../model/verdict.ts';
import type { Finding, FindingKind } from '../finding.ts';
import type { Mistake } from '../programs/program.ts';
import { failedTasks, firstFailure, passedTasks } from './tasks.ts';
import type { Run, Trial } from './trial.ts';

type About = Pick<Finding, 'message' | 'expected' | 'actual'> & { readonly runs: readonly Run[] };

function finding(
  { part, step, file }: Pick<Trial, 'part' | 'step' | 'file'>,
  kind: FindingKind,
  about: About,
): Finding {
  const { runs, ...rest } = about;
  return { part, kind, step: folderName(step), file, ...rest, seeds: runs.map(({ seed }) => seed) };
}

type Subject = Pick<Trial, 'part' | 'step' | 'file'>;

/** A starting state passes the tasks of `startPasses`, and no other. */
export function judgeStart(course: Course, subject: Subject, runs: readonly Run[]): readonly Finding[] {
  const { startPasses } = subject.step;
  const expected = `passes ${listed(startPasses)}`;
  return runs.flatMap((run) => {
    const passed = passedTasks(run.verdict);
    const impossible = run.verdict.tasks.filter(({ maxPoints, points }) => maxPoints + points === 0);
    const early = passed.filter(
      (id) => !startPasses.includes(id) && !impossible.some((task) => task.id === id),
    );
    const broken = failedTasks(course, subject.step, run.verdict).filter((id) => id.includes('/'));
    const late = [...startPasses.filter((id) => !passed.includes(id)), ...broken];
    const actual = `passes ${listed(passed)}${broken.length > 0 ? `, and breaks ${listed(broken)}` : ''}`;
    const about = { expected, actual, runs: [run] };
    return [
      ...(early.length > 0
        ? [
            finding(subject, 'false-pass', {
              ...about,
              message: `the step begins with ${listed(early)} done`,
            }),
          ]
        : []),
      ...(late.length > 0
        ? [
            finding(subject, 'false-fail', {
              ...about,
              actual: withReason(actual, run.verdict),
              message: `the step begins with ${listed(late)} not done`,
            }),
          ]
        : []),
    ];
  });
}

/** A solution, or a right program, passes everything with every seed. */
export function judgePassing(course: Course, subject: Subject, runs: readonly Run[]): readonly Finding[] {
  const failing = runs.filter(({ verdict }) => verdict.status !== 'passed');
  const [first] = failing;
  if (first === undefined) return [];
  const message = runs.length === 1 ? 'it does not pass' : `it does not pass with every seed`;
  const actual = withReason(
    `fails ${listed(failuresOf(course, subject.step, first.verdict))}`,
    first.verdict,
  );
  return [finding(subject, 'false-fail', { message, expected: 'passes every task', actual, runs: failing })];
}

/** What did not pass; where nothing failed by itself, all that was blocked. */
function failuresOf(course: Course, step: Step, verdict: StepVerdict): readonly string[] {
  const failed = failedTasks(course, step, verdict);
  const passed = passedTasks(verdict);
  return failed.length > 0 ? failed : step.tasks.map(({ id }) => id).filter((id) => !passed.includes(id));
}

/**
 * A mistake fails its task and, besides those that may, no other; and the cause that is told first is the one that is
 * stated. What is blocked has not failed.
 */
export function judgeMistake(course: Course, step: Step, mistake: Mistake, run: Run): readonly Finding[] {
  const subject: Subject = { part: 'wrong', step, file: mistake.path };
  const { verdict } = run;
  const failed = failedTasks(course, step, verdict);
  const hasFailed = mistake.task.includes('/')
    ? failed.includes(mistake.task)
    : !passedTasks(verdict).includes(mistake.task);
  const more = failed.filter((id) => id !== mistake.task && !mistake.also.includes(id));
  const found = (kind: FindingKind, about: Omit<About, 'runs'>): Finding =>
    finding(subject, kind, { ...about, runs: [run] });
  return [
    ...(hasFailed ? [] : [found('false-pass', falsePass(mistake, verdict, failed))]),
    ...(more.length === 0
      ? []
      : [
          found('false-fail', {
            ...falseFail(mistake, more),
            actual: withReason(`fails ${listed(failed)}`, verdict),
          }),
        ]),
    ...(verdict.status === 'passed' || isAsStated(mistake, verdict.diagnoses[0])
      ? []
      : [found('wrong-diagnosis', wrongDiagnosis(mistake, verdict.diagnoses[0]))]),
  ];
}

/** Every diagnosis names a place that is there, in files that the program brings as they are. */
export function judgePlaces(
  step: Step,
  mistake: Mistake,
  files: Readonly<Record<string, Uint8Array>>,
  run: Run,
): readonly Finding[] {
  const subject: Subject = { part: 'wrong', step, file: mistake.path };
  return run.verdict.diagnoses.flatMap((diagnosis) => {
    const { file, line = 1 } = diagnosis;
    const bytes = file === undefined ? undefined : files[file];
    if (bytes === undefined) return [];
    const lines = Buffer.from(bytes).toString('latin1').split('\n').length;
    if (line >= 1 && line <= lines) return [];
    const message = 'a diagnosis names a line that is not there';
    return [
      finding(subject, 'wrong-diagnosis', {
        message,
        expected: `one of ${lines} lines`,
        actual: told(diagnosis),
        runs: [run],
      }),
    ];
  });
}

function falsePass({ task, what }: Mistake, { status }: StepVerdict, failed: readonly string[]) {
  const actual = status === 'passed' ? 'everything passes' : `fails ${listed(failed)}`;
  return { message: `${task} passes, though ${what}`, expected: `fails ${task}`, actual };
}

function falseFail({ task, also, what }: Mistake, more: readonly string[]) {
  const allowed = also.length > 0 ? ` (and perhaps ${also.join(', ')})` : '';
  return { message: `${listed(more)} fails too, where ${what}`, expected: `fails ${task} only${allowed}` };
}

function isAsStated({ diagnosis, place }: Mistake, first: Diagnosis | undefined): boolean {
  if (first?.id !== diagnosis) return false;
  return place === undefined || (first.file === place.file && first.line === place.line);
}

function wrongDiagnosis({ diagnosis, place, what }: Mistake, first: Diagnosis | undefined) {
  const expected = place === undefined ? diagnosis : `${diagnosis} at ${place.file}:${place.line}`;
  return { message: `another cause comes first, where ${what}`, expected, actual: told(first) };
}

function told(first: Diagnosis | undefined): string {
  if (first === undefined) return 'no diagnosis';
  const place = first.file === undefined ? '' : ` at ${[first.file, first.line].filter(Boolean).join(':')}`;
  return `${first.id}${place}: ${first.message}`;
}

function withReason(actual: string, verdict: StepVerdict): string {
  const reason = firstFailure(verdict);
  return reason === undefined ? actual : `${actual}: ${reason}`;
}

function listed(ids: readonly string[]): string {
  return ids.length === 0 ? 'nothing' : ids.join(', ');
}

import { type CheckOutcome, checkStep } from '../../grader/check.ts';
import { host } from '../../grader/engine/host.ts';
import type { CheckResult, StepVerdict } from '../../grader/model/verdict.ts';
import { type Files, makeWorkspace, type Programs } from './workspace.ts';

/** Any seed will do; one that is fixed makes a failure repeatable. */
export const SEED = 4711;

/** Grades a program text on this machine's kernel, in real containers, and waits until all is released. */
export function checkProgram(
  programs: Programs,
  id: string,
  source: string,
  seed = SEED,
): Promise<CheckOutcome> {
  return checkFiles(programs, id, { 'program.bpf.c': source }, seed);
}

/** The same for a whole workspace. */
export async function checkFiles(
  { course, step: find }: Programs,
  id: string,
  files: Files,
  seed = SEED,
): Promise<CheckOutcome> {
  const workspace = await makeWorkspace(files);
  try {
    const step = find(id);
    const outcome = await checkStep({
      step,
      earlier: course.steps.slice(0, course.steps.indexOf(step)),
      directory: workspace.directory,
      seed,
      engine: host,
      container: 'auto',
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      onStage: () => {},
    });
    await outcome.released;
    return outcome;
  } finally {
    await workspace.remove();
  }
}

/** What a verdict says, in a form that reads well in an expectation. */
export function summary(verdict: StepVerdict) {
  return {
    status: verdict.status,
    passedTasks: verdict.tasks.filter(({ status }) => status === 'passed').map(({ id }) => id),
    failed: failedIds(verdict.tasks.flatMap(({ checks }) => checks)),
    kept: failedIds(verdict.kept),
  };
}

function failedIds(checks: readonly CheckResult[]): readonly string[] {
  return checks.filter(({ status }) => status === 'failed').map(({ id }) => id);
}

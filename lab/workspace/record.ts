import type { Course } from '../../grader/course/load.ts';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import type { StepVerdict } from '../../grader/model/verdict.ts';
import { coursePaths } from './course-paths.ts';
import { enterStep } from './enter.ts';
import { inWorkspace, type LockOptions } from './lock.ts';
import type { Workspace } from './place.ts';
import { nextStep, withVerdict } from './progress.ts';
import { stepState } from './state.ts';
import { readState, updateState } from './state-file.ts';
import { snapshotForCheck } from './take-snapshot.ts';

export interface RecordOptions extends LockOptions {
  readonly onNote: (text: string) => void;
}

/** What a passed step brought. */
export interface Advance {
  readonly to: Step;
  /** Files that the next step brings, as far as nothing was in their place. */
  readonly added: readonly string[];
}

/** Keeps the files that are about to be checked. A workspace that cannot be written is checked all the same. */
export async function recordFiles(
  workspace: Workspace,
  course: Course,
  steps: readonly Step[],
  options: RecordOptions,
): Promise<void> {
  const paths = await coursePaths(course);
  const reason = `lab check ${steps.map(({ id }) => id).join(' ')}`;
  await tolerated(options, 'Your files could not be kept', () =>
    inWorkspace(workspace, options, async () =>
      snapshotForCheck(workspace, { reason, paths, state: await readState(workspace) }, options.onNote),
    ),
  );
}

/** Notes what a check found. A step that broke on the machine changes nothing. */
export async function recordVerdict(
  workspace: Workspace,
  verdict: StepVerdict,
  seed: number,
  options: RecordOptions,
): Promise<void> {
  if (verdict.status === 'error') return;
  await tolerated(options, 'Your progress could not be noted', () =>
    updateState(workspace, options, (state) => withVerdict(state, verdict, seed, new Date())),
  );
}

/** Moves on, if the step that the learner is at has passed. */
export async function advance(
  workspace: Workspace,
  course: Course,
  options: RecordOptions,
): Promise<Advance | undefined> {
  const state = await readState(workspace);
  const current = course.steps.find(({ id }) => id === state.current);
  // Whoever went back to a step that had passed once stays there until it passes again.
  const passes = current && stepState(state, current.id).lastCheck?.status === 'passed';
  const to = passes ? nextStep(course, current) : undefined;
  if (to === undefined) return undefined;
  const added = await tolerated(options, 'The next step could not be begun', () =>
    enterStep(workspace, course, to, options),
  );
  return added && { to, added };
}

async function tolerated<T>(
  { onNote, signal }: RecordOptions,
  trouble: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LabError && error.kind === 'request') throw error;
    onNote(`${trouble}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

import { resolve } from 'node:path';
import type { Course } from '../../grader/course/load.ts';
import { findStep } from '../../grader/course/load.ts';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import { findWorkspace, type Workspace } from '../workspace/place.ts';
import { currentStep } from '../workspace/progress.ts';
import { readState } from '../workspace/state-file.ts';

/** What is checked, and where it lies. */
export interface CheckTarget {
  /** Absolute path of the folder with `program.bpf.c`. */
  readonly directory: string;
  /** Undefined for a folder that `lab start` did not make: nothing is noted there. */
  readonly workspace: Workspace | undefined;
  readonly steps: readonly Step[];
}

export interface TargetRequest {
  readonly dir: string;
  /** As they were typed. */
  readonly names: readonly string[];
  readonly all: boolean;
  /** The course's own solutions instead of a folder. */
  readonly solution: boolean;
}

/** @throws LabError request `no-step`, `unknown-step`, and what is wrong with a workspace's record */
export async function findTarget(course: Course, request: TargetRequest): Promise<CheckTarget> {
  const { dir, names, all, solution } = request;
  const workspace = solution ? undefined : await findWorkspace(dir);
  const directory = workspace?.root ?? resolve(dir);
  const state = workspace && (await readState(workspace));
  if (all) return { directory, workspace, steps: course.steps };
  if (names.length > 0) return { directory, workspace, steps: names.map((name) => findStep(course, name)) };
  if (state === undefined) throw noStep(course.steps);
  return { directory, workspace, steps: [currentStep(course, state)] };
}

function noStep(steps: readonly Step[]): LabError {
  return new LabError({
    kind: 'request',
    code: 'no-step',
    message: 'Which step is to be checked? This is no workspace, so the lab does not know where you are.',
    hint: `lab check ${steps[0]?.id ?? '00'} (there are ${steps.map(({ id, name }) => `${id} ${name}`).join(', ')}; --all takes every one), or lab start for a workspace`,
  });
}

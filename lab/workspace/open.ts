import { type Course, findStep, loadCourse } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import { requireWorkspace, type Workspace } from './place.ts';
import { currentStep } from './progress.ts';
import type { State } from './state.ts';
import { readState } from './state-file.ts';

/** A learner's folder with what is remembered of it, and the course that it is about. */
export interface OpenWorkspace {
  readonly workspace: Workspace;
  readonly course: Course;
  readonly state: State;
  /** The step with this name; without one, the step that the learner is at. @throws LabError `unknown-step` */
  stepOf(name: string | undefined): Step;
}

/**
 * Finds the workspace from a folder in it, and the course.
 * @throws LabError `no-workspace`, `state-missing`, `state-damaged`, `state-newer`
 */
export async function openWorkspace(from: string): Promise<OpenWorkspace> {
  const workspace = await requireWorkspace(from);
  const [course, state] = await Promise.all([loadCourse(), readState(workspace)]);
  const stepOf = (name: string | undefined): Step =>
    name === undefined ? currentStep(course, state) : findStep(course, name);
  return { workspace, course, state, stepOf };
}

import type { Course } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import { lessonText } from '../lesson/lesson.ts';
import { outputPage } from '../terminal/page.ts';
import { type HintWays, hintText, noNeedText } from '../workspace/hint-text.ts';
import type { LockOptions } from '../workspace/lock.ts';
import type { Workspace } from '../workspace/place.ts';
import { currentStep } from '../workspace/progress.ts';
import { type State, stepState } from '../workspace/state.ts';
import { readState } from '../workspace/state-file.ts';
import { describeStatus } from '../workspace/status.ts';
import { statusList } from '../workspace/status-text.ts';
import { takeHint } from '../workspace/take-hint.ts';

interface Watched {
  readonly workspace: Workspace;
  readonly course: Course;
  readonly step: Step | undefined;
}

const KEYS: HintWays = { check: 'save your file', more: 'h', on: 'n' };

/** The next hint for what was found last; it is noted as seen. */
export async function hintPanel(
  watched: Watched,
  found: Step | undefined,
  options: LockOptions,
): Promise<string> {
  const { workspace } = watched;
  const state = await readState(workspace);
  const step = stepOf(watched, state, found);
  const page = outputPage();
  if (stepState(state, step.id).lastCheck?.status === 'passed') return noNeedText(step, page, KEYS);
  const taken = await takeHint(workspace, step, undefined, options);
  return taken.ladder ? hintText(step, taken.state, taken.ladder, page, KEYS) : '';
}

export async function statusPanel({ workspace, course }: Watched): Promise<string> {
  const state = await readState(workspace);
  return statusList(describeStatus({ workspace, course, state, updates: [] }), outputPage());
}

export async function guideText(watched: Watched, found: Step | undefined): Promise<string> {
  const { workspace, course } = watched;
  const state = await readState(workspace);
  return lessonText({ workspace, course, state, step: stepOf(watched, state, found) }, {});
}

/** After going on, the learner is at another step than the one that was checked last. */
function stepOf({ course, step }: Watched, state: State, found: Step | undefined): Step {
  return step ?? (found?.id === state.current ? found : currentStep(course, state));
}

import type { Course } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import { lessonText } from '../lesson/lesson.ts';
import { pageFor } from '../terminal/page.ts';
import { type HintWays, hintText } from '../workspace/hint-text.ts';
import { type Ladder, ladderOf, withHint } from '../workspace/hints.ts';
import type { Workspace } from '../workspace/place.ts';
import { currentStep } from '../workspace/progress.ts';
import type { State } from '../workspace/state.ts';
import { readState, updateState } from '../workspace/state-file.ts';
import { describeStatus } from '../workspace/status.ts';
import { statusList } from '../workspace/status-text.ts';
import { planUpdate } from '../workspace/update.ts';

interface Watched {
  readonly workspace: Workspace;
  readonly course: Course;
  readonly step: Step | undefined;
}

const KEYS: HintWays = { check: 'save your file', more: 'h' };

/** The next hint for what was found last; it is noted as seen. */
export async function hintPanel(watched: Watched, found: Step | undefined): Promise<string> {
  const { workspace } = watched;
  const before = await readState(workspace);
  const step = stepOf(watched, before, found);
  let ladder: Ladder | undefined;
  await updateState(workspace, {}, (state) => {
    ladder = ladderOf(step, state, undefined);
    return ladder ? withHint(state, step, ladder) : state;
  });
  return ladder ? hintText(step, before, ladder, pageFor(process.stdout), KEYS) : '';
}

export async function statusPanel({ workspace, course }: Watched): Promise<string> {
  const state = await readState(workspace);
  const updates = (await planUpdate(workspace, course, state)).map(({ path }) => path);
  return statusList(describeStatus({ workspace, course, state, updates }), pageFor(process.stdout));
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

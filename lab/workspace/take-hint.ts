import type { Step } from '../../grader/model/step.ts';
import { type Ladder, ladderOf, withHint } from './hints.ts';
import type { LockOptions } from './lock.ts';
import type { Workspace } from './place.ts';
import type { State } from './state.ts';
import { updateState } from './state-file.ts';

export interface TakenHint {
  /** Undefined where the step has no task. */
  readonly ladder: Ladder | undefined;
  /** As it was when the rung was chosen. */
  readonly state: State;
}

/**
 * Takes the next rung for a task of a step, or for the one in need, and notes it as seen. Under one lock: two terminals
 * must not be shown the same rung as new.
 */
export async function takeHint(
  workspace: Workspace,
  step: Step,
  task: string | undefined,
  options: LockOptions,
): Promise<TakenHint> {
  let taken: TakenHint | undefined;
  const state = await updateState(workspace, options, (now) => {
    const ladder = ladderOf(step, now, task);
    taken = { ladder, state: now };
    return ladder ? withHint(now, step, ladder) : now;
  });
  return taken ?? { ladder: undefined, state };
}

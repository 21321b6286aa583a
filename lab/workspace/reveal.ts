import type { LockOptions } from './lock.ts';
import type { Workspace } from './place.ts';
import { withStep } from './state.ts';
import { updateState } from './state-file.ts';

/** Notes that a step's solution was opened before the step had passed; to be called before any of it is shown. */
export async function noteReveal(workspace: Workspace, id: string, options: LockOptions): Promise<void> {
  const revealedAt = new Date().toISOString();
  await updateState(workspace, options, (state) => withStep(state, id, { revealedAt }));
}

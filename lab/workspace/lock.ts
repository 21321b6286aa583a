import { stat } from 'node:fs/promises';
import { exclusively } from '../../grader/process/exclusive.ts';
import { sweepHalfWritten } from './atomic.ts';
import { takePending } from './pending.ts';
import type { Workspace } from './place.ts';

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of what a killed command left half-done. */
  readonly onNote?: ((text: string) => void) | undefined;
}

/**
 * Runs `work` while no other `lab` writes in this workspace, after removing what a killed one left. Everything that
 * writes below a workspace goes through here.
 */
export async function inWorkspace<T>(
  workspace: Workspace,
  { signal, onNote }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  // Not by its name: the same folder has several where links lead to it.
  const { dev, ino } = await stat(workspace.root);
  return exclusively(`workspace ${dev}:${ino}`, signal, async () => {
    await sweepHalfWritten(workspace);
    const pending = await takePending(workspace);
    if (pending)
      onNote?.(`\`${pending.reason}\` was interrupted half-way. Run it again, or take it back: lab undo`);
    return work();
  });
}

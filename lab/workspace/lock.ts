import { stat } from 'node:fs/promises';
import { LabError } from '../../grader/model/error.ts';
import { exclusively } from '../../grader/process/exclusive.ts';
import { commandLine } from '../terminal/command-line.ts';
import { sweepHalfWritten } from './atomic.ts';
import { endPending, findPending, pendingText } from './pending.ts';
import type { Workspace } from './place.ts';
import { settle } from './settle.ts';

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
  const patience = setTimeout(() => onNote?.(WAITING), PATIENCE_MS);
  return exclusively(`workspace ${dev}:${ino}`, signal, async () => {
    clearTimeout(patience);
    await sweepHalfWritten(workspace);
    const pending = await findPending(workspace);
    if (pending) {
      await settle(workspace, pending);
      await endPending(workspace);
      onNote?.(pendingText(pending));
    }
    return work();
  }).catch((error: unknown) => {
    clearTimeout(patience);
    throw isUnusable(error) ? unusable(workspace, error) : error;
  });
}

/** Others need milliseconds; one that was stopped (Ctrl-Z) keeps everybody waiting. */
const PATIENCE_MS = 1000;
const WAITING = 'Another lab command is at work in this workspace; waiting for its end.';

/** No right to write, or no room: the learner's to mend. */
const UNUSABLE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']);

function isUnusable(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && UNUSABLE.has((error as NodeJS.ErrnoException).code ?? '');
}

function unusable({ root, lab }: Workspace, cause: NodeJS.ErrnoException): LabError {
  const full = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
  return new LabError({
    kind: 'machine',
    code: 'workspace-unwritable',
    message: `The workspace ${root} cannot be written (${cause.code}).`,
    hint: full
      ? `make room there: ${commandLine(['df', '-h', root])}`
      : `look at who may write there: ${commandLine(['ls', '-ld', root, lab])}`,
    cause,
  });
}

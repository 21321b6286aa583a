import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startTime } from '../../grader/process/start-time.ts';
import { writeWhole } from './atomic.ts';
import type { Workspace } from './place.ts';
import type { GivenFile } from './state.ts';

/** A change of several files that has begun. */
export interface Pending {
  /** The command: `lab reset 01`. */
  readonly reason: string;
  /** The process that does it: one that is still there has not been interrupted. */
  readonly by: { readonly pid: number; readonly since: string };
  /** Id of the step that the learner is at afterwards; undefined where it is not known any more. */
  readonly current?: string | undefined;
  /** By path, what is to be there afterwards. */
  readonly files: Readonly<Record<string, PendingFile>>;
}

const NOBODY = { pid: 0, since: '' };

export interface PendingFile {
  /** SHA-256 of its content; null where there is to be no file. */
  readonly object: string | null;
  /** What is to be noted of it, if anything. */
  readonly given?: GivenFile | undefined;
}

/** Says that files are being changed now. */
export async function beginPending(workspace: Workspace, pending: Omit<Pending, 'by'>): Promise<void> {
  const by = { pid: process.pid, since: startTime(process.pid) };
  await writeWhole(workspace, fileOf(workspace), JSON.stringify({ ...pending, by }));
}

export function endPending(workspace: Workspace): Promise<void> {
  return rm(fileOf(workspace), { force: true });
}

/** What a killed command has begun and not ended. */
export async function findPending(workspace: Workspace): Promise<Pending | undefined> {
  const text = await readFile(fileOf(workspace), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { reason, by = NOBODY, current, files = {} } = JSON.parse(text) as Partial<Pending>;
    const usable = Object.entries(files).filter(([, file]) => typeof file === 'object' && file !== null);
    if (typeof reason === 'string') return { reason, by, current, files: Object.fromEntries(usable) };
  } catch {
    // Written whole or not at all; but anybody may have edited it.
  }
  return { reason: 'the last command', by: NOBODY, files: {} };
}

/** Whether it is just being done. */
export function isUnderWay({ by: { pid, since } }: Pending): boolean {
  return since !== '' && startTime(pid) === since;
}

/** What a learner is told of it. */
export function pendingText({ reason }: Pending): string {
  return `\`${reason}\` was interrupted half-way. Run it again, or take it back: lab undo`;
}

function fileOf({ lab }: Workspace): string {
  return join(lab, 'pending.json');
}

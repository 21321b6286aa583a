import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './atomic.ts';
import type { Workspace } from './place.ts';
import type { GivenFile } from './state.ts';

/** A change of several files that has begun. */
export interface Pending {
  /** The command: `lab reset 01`. */
  readonly reason: string;
  /** By path, what is to be there afterwards. */
  readonly files: Readonly<Record<string, PendingFile>>;
}

export interface PendingFile {
  /** SHA-256 of its content; null where there is to be no file. */
  readonly object: string | null;
  /** What is to be noted of it, if anything. */
  readonly given?: GivenFile | undefined;
}

/** Says that files are being changed now. */
export async function beginPending(workspace: Workspace, pending: Pending): Promise<void> {
  await writeWhole(workspace, fileOf(workspace), JSON.stringify(pending));
}

export function endPending(workspace: Workspace): Promise<void> {
  return rm(fileOf(workspace), { force: true });
}

/** What a killed command had begun and not ended; it is told once only. */
export async function takePending(workspace: Workspace): Promise<Pending | undefined> {
  const text = await readFile(fileOf(workspace), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  await endPending(workspace);
  try {
    const { reason, files = {} } = JSON.parse(text) as Partial<Pending>;
    const usable = Object.entries(files).filter(([, file]) => typeof file === 'object' && file !== null);
    if (typeof reason === 'string') return { reason, files: Object.fromEntries(usable) };
  } catch {
    // Written whole or not at all; but anybody may have edited it.
  }
  return { reason: 'the last command', files: {} };
}

function fileOf({ lab }: Workspace): string {
  return join(lab, 'pending.json');
}

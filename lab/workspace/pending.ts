import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './atomic.ts';
import type { Workspace } from './place.ts';

/** A change of several files that has begun. */
export interface Pending {
  /** The command: `lab reset 01`. */
  readonly reason: string;
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
    return JSON.parse(text) as Pending;
  } catch {
    return { reason: 'the last command' };
  }
}

function fileOf({ lab }: Workspace): string {
  return join(lab, 'pending.json');
}

import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Course, stepStart } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import { writeFresh } from './atomic.ts';
import type { WantedFile } from './change.ts';
import { courseFiles } from './course-paths.ts';
import { readWorkspaceFile } from './files.ts';
import { inWorkspace, type LockOptions } from './lock.ts';
import { keepObject } from './objects.ts';
import { makeFolder } from './owner.ts';
import type { Workspace } from './place.ts';
import type { GivenFile, State } from './state.ts';
import { readState, writeState } from './state-file.ts';

/**
 * Moves on to a step: adds the files that it brings, where nothing is in their place yet.
 * @returns Paths of what was added.
 */
export function enterStep(
  workspace: Workspace,
  course: Course,
  step: Step,
  options: LockOptions,
): Promise<readonly string[]> {
  return inWorkspace(workspace, options, async () => {
    const before = await readState(workspace);
    const brought = (await stepStart(course, step))
      .filter(({ absolute }) => absolute.startsWith(join(step.directory, 'start')))
      .map(({ path }) => path);
    const { added, given } = await addFiles(workspace, await courseFiles(course, step, 'start'), brought);
    await writeState(workspace, withGiven({ ...before, current: step.id }, given));
    return added;
  });
}

/** Writes these files where there is nothing yet; nothing is ever overwritten. Under the lock. */
export async function addFiles(
  workspace: Workspace,
  files: ReadonlyMap<string, WantedFile>,
  paths: Iterable<string> = files.keys(),
): Promise<{ readonly added: readonly string[]; readonly given: State['given'] }> {
  const added: string[] = [];
  const given: Record<string, GivenFile> = {};
  for (const path of paths) {
    const file = files.get(path);
    if (file?.from === undefined) continue;
    if (await addFile(workspace, path, file)) added.push(path);
    else if (!(await isSame(workspace, path, file))) continue;
    const { origin, step } = file.from;
    given[path] = { origin, step, object: await keepObject(workspace, file.bytes) };
  }
  return { added, given };
}

export function withGiven(state: State, given: State['given']): State {
  return { ...state, given: { ...state.given, ...given } };
}

async function addFile(workspace: Workspace, path: string, { bytes, mode }: WantedFile): Promise<boolean> {
  const absolute = join(workspace.root, path);
  if (!(await isOwnFolder(workspace, dirname(path)))) return false;
  await makeFolder(workspace, dirname(absolute));
  return writeFresh(workspace, absolute, bytes, { mode });
}

/** What is there just so was given as well: by a command that was killed before it could note it. */
async function isSame(workspace: Workspace, path: string, { bytes }: WantedFile): Promise<boolean> {
  const now = await readWorkspaceFile(workspace, path);
  return now.kind === 'file' && now.bytes.equals(bytes);
}

/** False behind a symbolic link, or where something else has the folder's name. */
async function isOwnFolder({ root }: Workspace, folder: string): Promise<boolean> {
  if (folder === '.') return true;
  const parts = folder.split('/');
  for (const depth of parts.keys()) {
    const entry = await lstat(join(root, ...parts.slice(0, depth + 1))).catch(() => undefined);
    if (entry !== undefined && !entry.isDirectory()) return false;
  }
  return true;
}

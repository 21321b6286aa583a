import { lstat, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LabError } from '../../grader/model/error.ts';

/** The learner's folder, and the lab's own folder in it. */
export interface Workspace {
  /** Absolute path. */
  readonly root: string;
  /** `<root>/.lab`: state and snapshots; nothing else of the workspace is the lab's. */
  readonly lab: string;
}

export const LAB_FOLDER = '.lab';

export function workspaceAt(root: string): Workspace {
  return { root, lab: join(root, LAB_FOLDER) };
}

export function statePath({ lab }: Workspace): string {
  return join(lab, 'state.json');
}

/**
 * The nearest workspace at a folder or above it. A `.lab` that holds none of our files is somebody else's.
 * @throws LabError request `no-folder`: a misspelt name must not mean the folder above
 */
export async function findWorkspace(from: string): Promise<Workspace | undefined> {
  await requireFolder(from);
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const workspace = workspaceAt(folder);
    if (await isWorkspace(workspace)) return workspace;
    // A gadget of its own within a workspace (a copy, a try) is checked where it lies.
    if (await exists(join(folder, 'program.bpf.c'))) return undefined;
    if (dirname(folder) === folder) return undefined;
  }
}

/** @throws LabError request `no-workspace` */
export async function requireWorkspace(from: string): Promise<Workspace> {
  const found = await findWorkspace(from);
  if (found !== undefined) return found;
  throw new LabError({
    kind: 'request',
    code: 'no-workspace',
    message: `${resolve(from)} is not in a workspace.`,
    hint: 'go to your workspace, or make one: lab start mygadget',
  });
}

/** True for a finished workspace, and for one whose making was cut off. */
export async function isWorkspace(workspace: Workspace): Promise<boolean> {
  const { lab } = workspace;
  const entry = await lstat(lab).catch(() => undefined);
  if (!entry?.isDirectory()) return false;
  return (await exists(statePath(workspace))) || (await exists(join(lab, 'snapshots')));
}

async function requireFolder(path: string): Promise<void> {
  const entry = await stat(resolve(path)).catch((error: NodeJS.ErrnoException) => error.code);
  if (typeof entry === 'object' && entry.isDirectory()) return;
  throw new LabError({
    kind: 'request',
    code: 'no-folder',
    message: typeof entry === 'object' ? `${path} is no folder.` : `There is no folder ${path} (${entry}).`,
    hint: 'look at its name: ls',
  });
}

/** What may not be looked at is there: reading it then says what is wrong. */
async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
}

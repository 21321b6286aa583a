import { foreignFile, readWorkspaceFile, type WorkspaceFile } from './files.ts';
import { keepObject } from './objects.ts';
import type { Workspace } from './place.ts';
import { prune } from './prune.ts';
import { addSnapshot, type KeptFile, lastSnapshot, type Snapshot } from './snapshot.ts';
import type { State } from './state.ts';

interface Occasion {
  readonly reason: string;
  /** As it is now. */
  readonly state: State;
  /** The paths of the whole course; others are not the lab's to keep. */
  readonly paths: readonly string[];
}

/** Keeps the files as a check is about to judge them, unless they are as they were. Under the lock. */
export async function snapshotForCheck(
  workspace: Workspace,
  occasion: Occasion,
  onNote: (text: string) => void,
): Promise<void> {
  const files = await keepFiles(workspace, occasion.paths, (path, why) =>
    onNote(`${path} ${why}: it is checked, but not kept for lab undo.`),
  );
  // Where nothing is left, there is nothing to go back to.
  if (Object.values(files).every((file) => file === null)) return;
  const last = await lastSnapshot(workspace);
  if (last !== undefined && isSame(last.files, files)) return;
  await add(workspace, occasion, { kind: 'check', files, touched: [], moved: false });
  await prune(workspace);
}

/**
 * Keeps the files before some of them are changed. Under the lock.
 * @throws LabError request `foreign-file` where a link or the like is in the place of one that is to be changed
 */
export async function snapshotForChange(
  workspace: Workspace,
  occasion: Occasion & Pick<Snapshot, 'touched' | 'moved'>,
): Promise<Snapshot> {
  const { touched, moved } = occasion;
  const paths = [...new Set([...occasion.paths, ...touched])];
  const files = await keepFiles(workspace, paths, (path, why) => {
    if (touched.includes(path)) throw foreignFile(path, why);
  });
  return add(workspace, occasion, { kind: 'change', files, touched, moved });
}

function add(
  workspace: Workspace,
  { reason, state: { current, given } }: Occasion,
  facts: Pick<Snapshot, 'kind' | 'files' | 'touched' | 'moved'>,
): Promise<Snapshot> {
  return addSnapshot(workspace, { at: new Date().toISOString(), reason, current, given, ...facts });
}

async function keepFiles(
  workspace: Workspace,
  paths: readonly string[],
  onForeign: (path: string, why: string) => void,
): Promise<Snapshot['files']> {
  const kept: Record<string, KeptFile | null> = {};
  for (const path of paths) {
    const file = await readWorkspaceFile(workspace, path);
    if (file.kind === 'foreign') onForeign(path, file.why);
    else kept[path] = await keep(workspace, file);
  }
  return kept;
}

async function keep(
  workspace: Workspace,
  file: Exclude<WorkspaceFile, { kind: 'foreign' }>,
): Promise<KeptFile | null> {
  if (file.kind === 'absent') return null;
  return { object: await keepObject(workspace, file.bytes), mode: file.mode };
}

function isSame(before: Snapshot['files'], after: Snapshot['files']): boolean {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].every((path) => before[path]?.object === after[path]?.object);
}

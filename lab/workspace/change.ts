import { LabError } from '../../grader/model/error.ts';
import { foreignFile, putWorkspaceFile, readWorkspaceFile } from './files.ts';
import { keepObject, objectOf } from './objects.ts';
import { beginPending, endPending, type Pending, type PendingFile } from './pending.ts';
import type { Workspace } from './place.ts';
import type { Snapshot } from './snapshot.ts';
import type { GivenFile, State } from './state.ts';
import { readState, writeState } from './state-file.ts';
import { snapshotForChange } from './take-snapshot.ts';

/** A file as it is to be. */
export interface WantedFile {
  readonly bytes: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
  /** Where in the course its content comes from, if it does; `base` if that is not what is written. */
  readonly from?: Omit<GivenFile, 'object'> & { readonly base?: Uint8Array };
}

export interface Change {
  /** The command that does it, as `lab undo --list` shows it. */
  readonly reason: string;
  /** Paths of the whole course. */
  readonly paths: readonly string[];
  /** By path; undefined where there is to be no file. */
  readonly wanted: ReadonlyMap<string, WantedFile | undefined>;
  /** What else is to be remembered. */
  readonly state: (before: State) => State;
}

/**
 * The only way in which the lab changes files of a workspace: everything is kept first, so that `lab undo` can bring
 * it back, however far this gets. Under the lock.
 * @throws LabError request `foreign-file`, `file-changed`
 */
export async function changeFiles(workspace: Workspace, change: Change): Promise<Snapshot> {
  const { reason, paths, wanted } = change;
  const before = await readState(workspace);
  const touched = [...wanted.keys()];
  const moved = change.state(before).current !== before.current;
  const snapshot = await snapshotForChange(workspace, { reason, state: before, paths, touched, moved });
  const given: Record<string, GivenFile> = { ...before.given };
  for (const [path, file] of wanted) {
    if (file?.from) given[path] = await remember(workspace, file, file.from);
    else if (file === undefined) delete given[path];
  }
  const after = change.state({ ...before, given });
  await beginPending(workspace, { reason, files: pendingFiles(wanted, after) });
  for (const [path, file] of wanted) {
    await refuseChanged(workspace, path, snapshot);
    await putWorkspaceFile(workspace, path, file);
  }
  await writeState(workspace, after);
  await endPending(workspace);
  return snapshot;
}

function pendingFiles(wanted: Change['wanted'], { given }: State): Pending['files'] {
  const files = [...wanted].map(([path, file]): readonly [string, PendingFile] => [
    path,
    { object: file ? objectOf(file.bytes) : null, given: given[path] },
  ]);
  return Object.fromEntries(files);
}

async function remember(
  workspace: Workspace,
  { bytes }: WantedFile,
  { origin, step, base = bytes }: NonNullable<WantedFile['from']>,
): Promise<GivenFile> {
  return { origin, step, object: await keepObject(workspace, base) };
}

/** An editor may save in the very moment between keeping and changing. */
async function refuseChanged(workspace: Workspace, path: string, { files }: Snapshot): Promise<void> {
  const now = await readWorkspaceFile(workspace, path);
  if (now.kind === 'foreign') throw foreignFile(path, now.why);
  const object = now.kind === 'absent' ? undefined : await keepObject(workspace, now.bytes);
  if (object === files[path]?.object) return;
  throw new LabError({
    kind: 'request',
    code: 'file-changed',
    message: `${path} was saved by another program just now.`,
    hint: 'Close it in your editor, then run the command again.',
  });
}

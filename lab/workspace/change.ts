import { dirname, join } from 'node:path';
import { LabError } from '../../grader/model/error.ts';
import { exchange, type Prepared, prepare } from './atomic.ts';
import { foreignFile, readWorkspaceFile } from './files.ts';
import { keepObject, objectOf } from './objects.ts';
import { makeFolder } from './owner.ts';
import { beginPending, endPending, type Pending, type PendingFile } from './pending.ts';
import type { Workspace } from './place.ts';
import { addSnapshot, type Snapshot } from './snapshot.ts';
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
  // All of it is on the disk before the first file is touched: what follows takes no time.
  const prepared = await prepareAll(workspace, wanted, snapshot);
  try {
    await beginPending(workspace, { reason, current: after.current, files: pendingFiles(wanted, after) });
    for (const [path, content] of prepared) await put(workspace, path, content, snapshot);
  } finally {
    for (const [, content] of prepared) await content?.discard();
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

async function prepareAll(
  workspace: Workspace,
  wanted: Change['wanted'],
  { files }: Snapshot,
): Promise<readonly (readonly [string, Prepared | undefined])[]> {
  const contents = [...wanted].map(async ([path, file]) => {
    if (file === undefined) return [path, undefined] as const;
    const mode = modeOf(file, files[path]?.mode);
    // What comes from a snapshot comes back as it was; what comes from the course is the learner's to set.
    const exact = file.from === undefined || files[path] !== null;
    return [path, await prepare(workspace, file.bytes, { mode, exact })] as const;
  });
  return Promise.all(contents);
}

/** Who may read or write a file of the course is the learner's own habit; whether it can be run is the course's. */
function modeOf({ mode, from }: WantedFile, before: number | undefined): number {
  return from === undefined || before === undefined ? mode : (before & 0o666) | (mode & 0o111);
}

/** An editor may save in the very moment in which the file is replaced: whatever was there is kept. */
async function put(
  workspace: Workspace,
  path: string,
  content: Prepared | undefined,
  snapshot: Snapshot,
): Promise<void> {
  const absolute = join(workspace.root, path);
  await makeFolder(workspace, dirname(absolute));
  await refuseChanged(workspace, path, snapshot);
  const bytes = await exchange(workspace, absolute, content);
  if (bytes === undefined || objectOf(bytes) === snapshot.files[path]?.object) return;
  const object = await keepObject(workspace, bytes);
  const reason = `${snapshot.reason}, saved meanwhile`;
  const files = { [path]: { object, mode: snapshot.files[path]?.mode ?? 0o644 } };
  await addSnapshot(workspace, { ...snapshot, reason, files, touched: [path], moved: false });
}

async function refuseChanged(workspace: Workspace, path: string, { files }: Snapshot): Promise<void> {
  const now = await readWorkspaceFile(workspace, path);
  if (now.kind === 'foreign') throw foreignFile(path, now.why);
  const object = now.kind === 'absent' ? undefined : objectOf(now.bytes);
  if (object === files[path]?.object) return;
  throw new LabError({
    kind: 'request',
    code: 'file-changed',
    message: `${path} was saved by another program just now.`,
    hint: 'Close it in your editor, then run the command again.',
  });
}

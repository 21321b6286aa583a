import { LabError } from '../../grader/model/error.ts';
import { changeFiles, type WantedFile } from './change.ts';
import { readObject } from './objects.ts';
import type { Workspace } from './place.ts';
import type { Snapshot } from './snapshot.ts';
import type { State } from './state.ts';

/**
 * The snapshot that `lab undo` goes back to: the one with this number, else the last one before a change.
 * @throws LabError request `nothing-to-undo`, `unknown-snapshot`
 */
export function chooseSnapshot(snapshots: readonly Snapshot[], id: number | undefined): Snapshot {
  const found =
    id === undefined
      ? snapshots.findLast(({ kind, touched, moved }) => kind === 'change' && (moved || touched.length > 0))
      : snapshots.find((snapshot) => snapshot.id === id);
  if (found !== undefined) return found;
  throw id === undefined ? nothingToUndo(snapshots) : unknownSnapshot(id, snapshots);
}

export interface Restoring {
  readonly reason: string;
  readonly paths: readonly string[];
  /** Every file that the snapshot holds; else only those that the command after it changed. */
  readonly all: boolean;
}

/**
 * Brings files back as a snapshot holds them; one that the command after it made is removed again. What is there now
 * is kept as well, so an undo can be undone. Under the lock.
 */
export async function restoreSnapshot(
  workspace: Workspace,
  snapshot: Snapshot,
  { reason, paths, all }: Restoring,
): Promise<readonly string[]> {
  const wanted = await contentsOf(workspace, snapshot, all);
  await changeFiles(workspace, {
    reason,
    paths,
    wanted,
    state: (before) => ({
      ...before,
      current: snapshot.moved ? snapshot.current : before.current,
      given: givenAgain(before.given, snapshot, [...wanted.keys()]),
    }),
  });
  return [...wanted.keys()];
}

/** What going back would make of each file, as text; undefined where it would be removed. */
export async function snapshotTexts(
  workspace: Workspace,
  snapshot: Snapshot,
  all: boolean,
): Promise<ReadonlyMap<string, string | undefined>> {
  const contents = await contentsOf(workspace, snapshot, all);
  return new Map([...contents].map(([path, file]) => [path, file && Buffer.from(file.bytes).toString()]));
}

async function contentsOf(
  workspace: Workspace,
  { files, touched }: Snapshot,
  all: boolean,
): Promise<ReadonlyMap<string, WantedFile | undefined>> {
  const held = all ? Object.keys(files).filter((path) => files[path]) : [];
  const contents = [...new Set([...touched, ...held])].map(
    async (path): Promise<readonly [string, WantedFile | undefined]> => {
      const file = files[path];
      return [path, file ? { bytes: await readObject(workspace, file.object), mode: file.mode } : undefined];
    },
  );
  return new Map(await Promise.all(contents));
}

/** Else the next `lab update` would take what somebody wrote for what the course gave. */
function givenAgain(now: State['given'], { given }: Snapshot, paths: readonly string[]): State['given'] {
  const kept = Object.entries(now).filter(([path]) => !paths.includes(path));
  const before = Object.entries(given).filter(([path]) => paths.includes(path));
  return Object.fromEntries([...kept, ...before]);
}

function nothingToUndo(snapshots: readonly Snapshot[]): LabError {
  return new LabError({
    kind: 'request',
    code: 'nothing-to-undo',
    message: 'The lab has not changed any of your files yet.',
    hint:
      snapshots.length === 0
        ? 'each `lab check` keeps your files as they are then; `lab undo --list` shows what there is'
        : 'go back to what a check found: lab undo --list, then lab undo NUMBER',
  });
}

function unknownSnapshot(id: number, snapshots: readonly Snapshot[]): LabError {
  const [first, last] = [snapshots[0]?.id, snapshots.at(-1)?.id];
  return new LabError({
    kind: 'request',
    code: 'unknown-snapshot',
    message: `There is no snapshot ${id}.`,
    hint:
      first === undefined
        ? 'there are none yet'
        : `they have numbers from ${first} to ${last}: lab undo --list`,
  });
}

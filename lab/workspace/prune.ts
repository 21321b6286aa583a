import { keepOnly } from './objects.ts';
import type { Workspace } from './place.ts';
import { listIfWhole, removeSnapshot, type Snapshot } from './snapshot.ts';
import { readState } from './state-file.ts';

/** Of a learner who saves every minute, the last three hours and more. */
const CHECKS_KEPT = 200;
/** So many more before anything is removed: looking at all of them takes time. */
const SLACK = 50;

/** Removes the oldest snapshots of checks; those before a change stay for ever. Under the lock. */
export async function prune(workspace: Workspace): Promise<void> {
  const snapshots = await listIfWhole(workspace);
  if (snapshots === undefined) return;
  const checks = snapshots.filter(({ kind }) => kind === 'check');
  if (checks.length <= CHECKS_KEPT + SLACK) return;
  const old = new Set(checks.slice(0, -CHECKS_KEPT));
  const { given } = await readState(workspace);
  const kept = snapshots.filter((snapshot) => !old.has(snapshot));
  for (const { id } of old) await removeSnapshot(workspace, id);
  const bases = Object.values(given).map(({ object }) => object);
  await keepOnly(workspace, new Set([...kept.flatMap(objectsOf), ...bases]));
}

function objectsOf({ files, given }: Snapshot): readonly string[] {
  return [...Object.values(files), ...Object.values(given)].flatMap((file) => (file ? [file.object] : []));
}

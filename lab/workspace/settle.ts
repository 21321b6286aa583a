import { readFile } from 'node:fs/promises';
import { writeWhole } from './atomic.ts';
import { readWorkspaceFile } from './files.ts';
import { objectOf } from './objects.ts';
import type { Pending } from './pending.ts';
import { statePath, type Workspace } from './place.ts';
import type { GivenFile } from './state.ts';
import { formatState, parseState } from './state-text.ts';

/**
 * Notes what a killed command had changed and not noted yet, so that running it once more goes on where it stopped:
 * an update would merge a second time what it had merged. Under the lock.
 */
export async function settle(workspace: Workspace, { current, files }: Pending): Promise<void> {
  const read = parseState(await readFile(statePath(workspace), 'utf8').catch(() => ''));
  if (read.kind !== 'state') return;
  const given: Record<string, GivenFile> = { ...read.state.given };
  let isDone = true;
  for (const [path, wanted] of Object.entries(files)) {
    const now = await readWorkspaceFile(workspace, path);
    const object = now.kind === 'file' ? objectOf(now.bytes) : null;
    if (now.kind === 'foreign' || object !== wanted.object) {
      isDone = false;
      continue;
    }
    if (wanted.given) given[path] = wanted.given;
    else delete given[path];
  }
  const place = isDone && current !== undefined ? { current } : {};
  const text = formatState({ ...read.state, ...place, given });
  if (parseState(text).kind === 'state') await writeWhole(workspace, statePath(workspace), text);
}

import { randomBytes } from 'node:crypto';
import { access, chmod, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../process/make-folder.ts';
import { startTime } from '../../process/start-time.ts';
import type { StorePlaces } from './places.ts';

/** `lab-<pid>-<when that process started>-<random>`: by it the next writer knows whether the owner is gone. */
const NAME = /^lab-(\d+)-(\d+)-[0-9a-f]{12}$/;

/** What the OCI image layout specification wants in `oci-layout`, and Go's oras looks for. */
export const MARKER = Buffer.from('{"imageLayoutVersion":"1.0.0"}');

/**
 * Puts a file in its place in one step: whoever looks sees the old one or the new one. A writer that is killed leaves
 * only a file in `ingest/`. The machine's own crash is not guarded against: blobs are verified whenever they are read.
 */
export async function placeFile(
  { ingest }: StorePlaces,
  target: string,
  content: Uint8Array,
  mode: number,
): Promise<void> {
  const name = `lab-${process.pid}-${startTime(process.pid)}-${randomBytes(6).toString('hex')}`;
  const growing = join(ingest, name);
  try {
    await writeFile(growing, content, { mode, flag: 'wx' });
    await chmod(growing, mode); // the umask may have taken something away
    await rename(growing, target);
  } catch (error) {
    await rm(growing, { force: true });
    throw error;
  }
}

/** Makes a folder a store, where it is none yet, and removes what killed writers left. For the one writer. */
export async function prepareStore(places: StorePlaces): Promise<void> {
  await makeFolder(places.blobs);
  await makeFolder(places.ingest);
  const isStore = await access(places.marker).then(
    () => true,
    () => false,
  );
  if (!isStore) await placeFile(places, places.marker, MARKER, 0o644);
  for (const name of await readdir(places.ingest))
    if (isAbandoned(name)) await rm(join(places.ingest, name), { force: true });
}

/** Files of others (`ig` has its own kind there) are theirs to remove. */
function isAbandoned(name: string): boolean {
  const [, pid, since] = NAME.exec(name) ?? [];
  return pid !== undefined && startTime(Number(pid)) !== since;
}

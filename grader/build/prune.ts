import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isTemporary } from './store.ts';

/** A writer needs seconds; what is older was left by one that was killed. */
const TEMPORARY_AGE_MS = 60 * 60 * 1000;

/**
 * Keeps the entries of a folder that were used last (by their time of change), at most so many and so many bytes
 * (folders count as 0), and removes what killed writers left. Never throws.
 */
export async function keepNewest(
  directory: string,
  limits: { readonly entries: number; readonly bytes: number },
): Promise<void> {
  const all = await list(directory);
  const abandoned = all.filter(({ temporary, used }) => temporary && used < Date.now() - TEMPORARY_AGE_MS);
  const entries = all.filter(({ temporary }) => !temporary).sort((a, b) => b.used - a.used);
  let bytes = 0;
  const surplus = entries.filter(({ size }, index) => {
    bytes += size;
    return index >= limits.entries || bytes > limits.bytes;
  });
  const old = [...abandoned, ...surplus];
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true }).catch(() => undefined)));
}

async function list(directory: string) {
  const names = await readdir(directory).catch(() => []);
  return Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      const entry = await stat(path).catch(() => undefined);
      const size = entry?.isFile() ? entry.size : 0;
      return { path, temporary: isTemporary(name), used: entry?.mtimeMs ?? Date.now(), size };
    }),
  );
}

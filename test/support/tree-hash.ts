import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** One hash over every name, mode, time of change and content below a folder: equal means untouched. */
export async function treeHash(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of (await readdir(folder, { recursive: true })).sort()) {
    const absolute = join(folder, path);
    const entry = await lstat(absolute);
    hash.update(JSON.stringify([path, entry.mode, entry.mtimeMs, entry.size]));
    if (entry.isSymbolicLink()) hash.update(await readlink(absolute));
    else if (entry.isFile()) hash.update(await readFile(absolute));
  }
  return hash.digest('hex');
}

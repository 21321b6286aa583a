import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { makeFolder } from '../process/make-folder.ts';

/**
 * The lab's folder in the user's cache: `$XDG_CACHE_HOME/gadget-lab`, else `~/.cache/gadget-lab`. Everything in
 * it can be deleted at any time; a cache that cannot be written costs time, never a result.
 */
export function cacheDirectory(): string {
  const base = process.env.XDG_CACHE_HOME;
  // The XDG specification tells to ignore a relative path.
  return join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'gadget-lab');
}

/** Writes a file of the cache so that a reader sees all of it or nothing. False where it could not be written. */
export async function storeFile(path: string, content: string | Uint8Array): Promise<boolean> {
  const temporary = temporaryName(path);
  try {
    await makeFolder(dirname(path), 0o700);
    await writeFile(temporary, content, { mode: 0o600 });
    await rename(temporary, path);
    return true;
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
    return false;
  }
}

/** A name beside `path` that no other process takes; left-overs of killed writers match {@link isTemporary}. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

export function isTemporary(name: string): boolean {
  return name.endsWith('.tmp');
}

/** A string that was learnt before at some cost (a version, a path), kept in the cache under `name`. */
export async function recall(name: string, key: string): Promise<string | undefined> {
  try {
    const entry: unknown = JSON.parse(await readFile(memoPath(name), 'utf8'));
    if (typeof entry !== 'object' || entry === null) return undefined;
    const { key: storedKey, value } = entry as { key?: unknown; value?: unknown };
    return storedKey === key && typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a string for {@link recall}; one value per name, the newest. */
export async function remember(name: string, key: string, value: string): Promise<void> {
  await storeFile(memoPath(name), JSON.stringify({ key, value }));
}

function memoPath(name: string): string {
  return join(cacheDirectory(), 'memo', `${name}.json`);
}

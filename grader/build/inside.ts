import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';

/** What became of reading a file of the workspace. `why` goes on after the file's name: "is a folder". */
export type InsideFile =
  | { readonly kind: 'file'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unusable'; readonly why: string };

/** The end of a sentence about a file outside. */
export const LEADS_OUT = 'is a symbolic link that leads out of the folder; put the file itself there';

/**
 * Reads a file of the workspace, whole. Links are followed as long as they stay in the folder; nothing in the file's
 * place (a pipe, a device, a giant) can make this wait or take much memory. Never throws.
 *
 * @param limit Bytes.
 */
export async function readInside(directory: string, name: string, limit: number): Promise<InsideFile> {
  try {
    const [root, path] = await Promise.all([realpath(directory), realpath(join(directory, name))]);
    if (!isBelow(path, root)) return { kind: 'unusable', why: LEADS_OUT };
    return await readPlain(path, limit);
  } catch (error) {
    return isMissing(error)
      ? { kind: 'missing' }
      : { kind: 'unusable', why: `cannot be read: ${reason(error)}` };
  }
}

/**
 * A file of the workspace as text, at once; undefined for whatever {@link readInside} would not read. Names may come
 * from the learner's own `#line` directives, so they lead anywhere.
 */
export function readInsideSync(directory: string, name: string, limit: number): string | undefined {
  try {
    const path = realpathSync(join(directory, name));
    if (!isBelow(path, realpathSync(directory))) return undefined;
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const entry = fstatSync(file);
      return entry.isFile() && entry.size <= limit ? readFileSync(file, 'utf8') : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** True if something is at that place of the workspace and lies, links followed, outside of it. */
export async function leadsOut(directory: string, name: string): Promise<boolean> {
  const paths = [directory, join(directory, name)].map((path) => realpath(path).catch(() => undefined));
  const [root, path] = await Promise.all(paths);
  return root !== undefined && path !== undefined && path !== root && !isBelow(path, root);
}

/** True for a path strictly below a folder; both absolute. */
export function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}

/** Without O_NONBLOCK, a named pipe in the file's place would wait for a writer for ever. */
async function readPlain(path: string, limit: number): Promise<InsideFile> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const entry = await file.stat();
    if (entry.isDirectory()) return { kind: 'unusable', why: 'is a folder' };
    if (!entry.isFile()) return { kind: 'unusable', why: 'is not an ordinary file' };
    if (entry.size > limit) return { kind: 'unusable', why: `is larger than ${sizeText(limit)}` };
    return { kind: 'file', bytes: await file.readFile() };
  } finally {
    await file.close();
  }
}

function sizeText(bytes: number): string {
  return bytes >= 1024 ** 2 ? `${bytes / 1024 ** 2} MiB` : `${bytes / 1024} KiB`;
}

/** Whether the system said that there is nothing at that path. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../grader/model/error.ts';
import { commandLine } from '../terminal/command-line.ts';
import type { Workspace } from './place.ts';

/** What is in a file's place. `foreign`: something that the lab does not touch; `why` goes on after its name. */
export type WorkspaceFile =
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly mode: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'foreign'; readonly why: string };

/** More than any source file has; what is larger is the learner's own business. */
const LARGEST_FILE = 16 * 1024 * 1024;

/** Reads a file of the workspace without following any symbolic link below it. @param path Relative, with `/`. */
export async function readWorkspaceFile({ root }: Workspace, path: string): Promise<WorkspaceFile> {
  const parts = path.split('/');
  for (const depth of parts.keys()) {
    const part = parts.slice(0, depth + 1).join('/');
    const entry = await lstat(join(root, part)).catch(absentOnly);
    if (entry === undefined) return { kind: 'absent' };
    if (entry.isSymbolicLink()) return { kind: 'foreign', why: linkText(part, path) };
    const isLast = depth === parts.length - 1;
    if (!isLast && !entry.isDirectory()) return { kind: 'foreign', why: 'lies below a file' };
    // Even opening one may do something: a device, a pipe; a socket cannot be opened at all.
    if (isLast && !entry.isFile())
      return { kind: 'foreign', why: entry.isDirectory() ? 'is a folder' : 'is no ordinary file' };
  }
  return readPlain(join(root, path));
}

function linkText(part: string, path: string): string {
  return part === path ? 'is a symbolic link' : `lies behind the symbolic link ${part}`;
}

/** Without O_NONBLOCK, a pipe that has just come into the file's place would wait for a writer. */
async function readPlain(absolute: string): Promise<WorkspaceFile> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(absolute, flags).catch(
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
  if (file === 'ENOENT') return { kind: 'absent' };
  if (typeof file === 'string') return { kind: 'foreign', why: `cannot be read (${file})` };
  try {
    const entry = await file.stat();
    if (!entry.isFile()) return { kind: 'foreign', why: 'is no ordinary file' };
    if (entry.size > LARGEST_FILE) return { kind: 'foreign', why: 'is larger than 16 MiB' };
    return { kind: 'file', bytes: await file.readFile(), mode: entry.mode & 0o777 };
  } finally {
    await file.close();
  }
}

/** @throws LabError request `foreign-file` */
export function foreignFile(path: string, why: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'foreign-file',
    message: `${path} ${why}; the lab does not touch it.`,
    hint: `put an ordinary file in its place, or move it away: ${commandLine(['mv', path, `${path}.mine`])}`,
  });
}

function absentOnly(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { LabError } from '../../grader/model/error.ts';

/** Names under which sources and settings are kept; an object under one of them would be taken for one. */
const SOURCES: ReadonlySet<string> = new Set([
  '.c',
  '.h',
  '.go',
  '.mod',
  '.sum',
  '.md',
  '.yaml',
  '.yml',
  '.json',
]);
const ELF = Buffer.from('\x7fELF', 'latin1');

/**
 * Writes a compiled object: whole or not at all, and over nothing but an earlier object.
 * @throws LabError request `object-refused`
 */
export async function writeObject(file: string, object: Uint8Array): Promise<void> {
  await requireReplaceable(file);
  // What a symbolic link leads to is replaced, not the link.
  const target = await realpath(file).catch(() => resolve(file));
  const temporary = join(dirname(target), `.lab-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(temporary, object, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    throw refused(file, `cannot be written (${codeOf(error)})`, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** @throws LabError request `object-refused` */
export async function requireReplaceable(file: string): Promise<void> {
  if (SOURCES.has(extname(file))) throw refused(file, 'has the name of a source, not of an object');
  const entry = await stat(file).catch(() => undefined);
  if (entry === undefined) return;
  if (!entry.isFile()) throw refused(file, 'is there already and is no ordinary file');
  if (entry.size === 0) return;
  if (!(await startsLike(file, ELF))) throw refused(file, 'is there already and is no compiled object');
}

async function startsLike(file: string, magic: Buffer): Promise<boolean> {
  const handle = await open(file).catch((error: unknown) => {
    throw refused(file, `cannot be read (${codeOf(error)})`, error);
  });
  try {
    const { buffer } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    return buffer.equals(magic);
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function refused(file: string, why: string, cause?: unknown): LabError {
  return new LabError({
    kind: 'request',
    code: 'object-refused',
    message: `${JSON.stringify(file)} ${why}; it was left as it is.`,
    hint: 'Another name, in a folder that you may write to: lab build -o program.o',
    cause,
  });
}

import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { temporaryName } from '../../../build/store.ts';
import { ARCHIVE_LIMITS } from './limits.ts';
import { archiveUnwritable } from './trouble.ts';

/** A file of an archive. */
export interface ArchivedFile {
  readonly name: string;
  readonly content: Uint8Array;
  readonly mode: number;
}

/**
 * Writes files as a tar that depends on nothing else: no times, no users. The file takes its place in one step.
 * @throws LabError `archive-unwritable`
 */
export async function writeTar(file: string, files: readonly ArchivedFile[]): Promise<void> {
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > ARCHIVE_LIMITS.file)
    throw archiveUnwritable(file, 'it would be larger than 256 MiB; export fewer images at once');
  const { packTar } = await import('modern-tar');
  const tar = await packTar(
    files.map(({ name, content, mode }) => ({
      header: { name, size: content.length, mode, mtime: new Date(0), type: 'file', uid: 0, gid: 0 },
      body: content,
    })),
  );
  await placeBeside(file, tar);
}

async function placeBeside(file: string, content: Uint8Array): Promise<void> {
  // A link is followed, and a device or a pipe is not replaced by a file.
  const target = await realpath(file).catch(() => resolve(file));
  const there = await stat(target).catch(() => undefined);
  if (there && !there.isFile()) throw archiveUnwritable(file, 'it is there and is not an ordinary file');
  const temporary = temporaryName(target);
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    const { code, message } = error as NodeJS.ErrnoException;
    throw archiveUnwritable(file, code === 'ENOENT' ? 'its folder is not there' : (code ?? message), error);
  }
}

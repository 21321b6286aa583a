import { randomBytes } from 'node:crypto';
import { link, lstat, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startTime } from '../../grader/process/start-time.ts';
import { giveToOwner, makeFolder } from './owner.ts';
import type { Workspace } from './place.ts';

interface WriteOptions {
  /** Permission bits; 0o644 if left out. */
  readonly mode?: number;
  /** Whether the user's umask has no say in the mode. */
  readonly exact?: boolean;
}

/** A content that is on the disk, and only needs its name. */
export interface Prepared {
  /** Takes the place of whatever has that name: whoever looks sees the old one or the new one, never half of it. */
  replace(path: string): Promise<void>;
  /** False if something has the name already. */
  place(path: string): Promise<boolean>;
  /** To be called in the end, whatever became of it. */
  discard(): Promise<void>;
}

/**
 * Writes a content below `.lab/tmp`, as far as the disk itself. Under the workspace's lock.
 * What a killed command leaves there is removed by {@link sweepHalfWritten}.
 */
export async function prepare(
  workspace: Workspace,
  bytes: Uint8Array | string,
  { mode = 0o644, exact = false }: WriteOptions = {},
): Promise<Prepared> {
  const temporary = temporaryName(workspace);
  await makeFolder(workspace, dirname(temporary));
  const file = await open(temporary, 'wx', mode);
  try {
    await file.writeFile(bytes);
    if (exact) await file.chmod(mode);
    // Else a machine that loses its power after the renaming may keep the name and not the content.
    await file.sync();
  } finally {
    await file.close();
  }
  await giveToOwner(workspace, temporary);
  return {
    replace: (path) => rename(temporary, path),
    place: (path) => place(temporary, path),
    discard: () => rm(temporary, { force: true }),
  };
}

/** Writes a file of the lab's own, whole or not at all. The folder must exist. Under the lock. */
export async function writeWhole(
  workspace: Workspace,
  path: string,
  bytes: Uint8Array | string,
  options?: WriteOptions,
): Promise<void> {
  const prepared = await prepare(workspace, bytes, options);
  await prepared.replace(path).finally(prepared.discard);
}

/** The same where nothing has that name yet; false, and nothing done, if something has. */
export async function writeFresh(
  workspace: Workspace,
  path: string,
  bytes: Uint8Array | string,
  options?: WriteOptions,
): Promise<boolean> {
  const prepared = await prepare(workspace, bytes, options);
  return prepared.place(path).finally(prepared.discard);
}

/**
 * Gives a name a new content, or takes it away (undefined), and gives back what was there in that very moment: an
 * editor may have saved just before. Undefined where there was nothing, or the file system has no hard links.
 */
export async function exchange(
  workspace: Workspace,
  path: string,
  prepared: Prepared | undefined,
): Promise<Buffer | undefined> {
  const witness = temporaryName(workspace);
  const isHeld = await link(path, witness).then(
    () => true,
    () => false,
  );
  try {
    await (prepared ? prepared.replace(path) : rm(path, { force: true }));
    return isHeld ? await readFile(witness) : undefined;
  } finally {
    await rm(witness, { force: true });
  }
}

/** Removes what killed commands had begun to write; another one may be at work behind a lock that is not ours. */
export async function sweepHalfWritten(workspace: Workspace): Promise<void> {
  const folder = halfWritten(workspace);
  const names = await readdir(folder).catch(() => []);
  const dead = names.filter((name) => !isAlive(name));
  await Promise.all(dead.map((name) => rm(join(folder, name), { force: true, recursive: true })));
}

function temporaryName(workspace: Workspace): string {
  const { pid } = process;
  return join(halfWritten(workspace), `${pid}-${startTime(pid)}-${randomBytes(6).toString('hex')}`);
}

/** Whether the process that made a temporary file is another one, and still there. */
function isAlive(name: string): boolean {
  const [pid = '', since] = name.split('-');
  return Number(pid) !== process.pid && since !== '' && startTime(Number(pid)) === since;
}

/** A hard link is refused where the name is taken, and so cannot overwrite what appears in this very moment. */
async function place(temporary: string, path: string): Promise<boolean> {
  return link(temporary, path).then(
    () => true,
    async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      if (!NO_LINKS.has(error.code ?? '')) throw error;
      if (await lstat(path).catch(() => undefined)) return false;
      await rename(temporary, path);
      return true;
    },
  );
}

/** File systems without hard links: FAT, some network folders. */
const NO_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
]);

/** On the workspace's own file system, so that a file can be renamed into its place. */
function halfWritten({ lab }: Workspace): string {
  return join(lab, 'tmp');
}

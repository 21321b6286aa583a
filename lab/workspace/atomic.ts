import { randomBytes } from 'node:crypto';
import { lchown, link, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Workspace } from './place.ts';

interface WriteOptions {
  /** Permission bits; 0o644 if left out. */
  readonly mode?: number;
  /** Leave alone whatever is there already. */
  readonly fresh?: boolean;
}

/**
 * Writes a file below the workspace: whoever looks, or is killed, meanwhile has the old one or the new one, never
 * half of it. The folder must exist. To be called under the workspace's lock only: {@link sweepHalfWritten} relies
 * on it.
 * @returns False if `fresh` and there was something.
 */
export async function writeWhole(
  workspace: Workspace,
  path: string,
  bytes: Uint8Array | string,
  { mode = 0o644, fresh = false }: WriteOptions = {},
): Promise<boolean> {
  const temporary = join(halfWritten(workspace), `${process.pid}-${randomBytes(6).toString('hex')}`);
  await makeFolder(workspace, dirname(temporary));
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(bytes);
      await file.chmod(mode);
      // Else a machine that loses its power after the renaming may keep the name and not the content.
      await file.sync();
    } finally {
      await file.close();
    }
    await giveToOwner(workspace, temporary);
    return fresh ? await place(temporary, path) : await replace(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Makes a folder and those above it. Step by step: Node's own recursive `mkdir` never ends below /proc.
 * @param folder Absolute.
 */
export async function makeFolder(workspace: Workspace, folder: string): Promise<void> {
  const entry = await stat(folder).catch(absentOnly);
  if (entry?.isDirectory()) return;
  if (dirname(folder) !== folder) await makeFolder(workspace, dirname(folder));
  const made = await mkdir(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return false;
    },
  );
  if (made) await giveToOwner(workspace, folder);
}

function absentOnly(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

/** Removes what a killed command had begun to write. Under the lock nobody else is writing. */
export async function sweepHalfWritten(workspace: Workspace): Promise<void> {
  const folder = halfWritten(workspace);
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true, recursive: true })));
}

async function replace(temporary: string, path: string): Promise<boolean> {
  await rename(temporary, path);
  return true;
}

/** A hard link is refused where the name is taken, and so cannot overwrite what appears in this very moment. */
async function place(temporary: string, path: string): Promise<boolean> {
  return link(temporary, path).then(
    () => true,
    async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      // File systems without hard links (FAT, some network folders).
      if (!NO_LINKS.has(error.code ?? '')) throw error;
      if (await lstat(path).catch(() => undefined)) return false;
      return replace(temporary, path);
    },
  );
}

const NO_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
]);

/** `sudo lab check` must not leave files that the learner cannot change any more. */
export async function giveToOwner({ root }: Workspace, path: string): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = path === root ? sudoUser() : await lstat(root).catch(sudoUser);
  if (uid !== 0) await lchown(path, uid, gid);
}

/** Who asked sudo for a new workspace. */
function sudoUser(): { readonly uid: number; readonly gid: number } {
  const { SUDO_UID = '0', SUDO_GID = '0' } = process.env;
  return { uid: Number(SUDO_UID) || 0, gid: Number(SUDO_GID) || 0 };
}

/** On the workspace's own file system, so that a file can be renamed into its place. */
function halfWritten({ lab }: Workspace): string {
  return join(lab, 'tmp');
}

import { lchown, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Workspace } from './place.ts';

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

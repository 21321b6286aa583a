import { lchown, lstat } from 'node:fs/promises';
import { makeFolder as makeFolders } from '../../grader/process/make-folder.ts';
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

/** Makes a folder and those above it, each the owner's. @param folder Absolute. */
export function makeFolder(workspace: Workspace, folder: string): Promise<void> {
  return makeFolders(folder, undefined, (path) => giveToOwner(workspace, path));
}

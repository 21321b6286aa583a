import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. Node's own recursive `mkdir` never ends where a folder exists and yet nothing can
 * be made in it for ENOENT, as below /proc.
 * @param path Absolute.
 * @param onMade Told of each folder that was not there, the outermost first.
 */
export async function makeFolder(
  path: string,
  mode = 0o777,
  onMade: (path: string) => Promise<void> = async () => {},
): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path), mode, onMade);
  const made = await mkdir(path, { mode }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return false;
    },
  );
  if (made) await onMade(path);
}

async function isFolder(path: string): Promise<boolean> {
  const entry = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return entry?.isDirectory() ?? false;
}

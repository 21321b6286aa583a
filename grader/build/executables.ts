import { stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** Absolute paths of what a name could mean, in the order of the PATH. */
export async function executables(name: string): Promise<readonly string[]> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const paths = folders.map((folder) => join(folder, name));
  const found = await Promise.all(paths.map((path) => isExecutable(path)));
  return paths.filter((_, index) => found[index]);
}

async function isExecutable(path: string): Promise<boolean> {
  const entry = await stat(path).catch(() => undefined);
  return entry?.isFile() === true && (entry.mode & 0o111) !== 0;
}

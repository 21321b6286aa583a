import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the project's root: the nearest folder above this file with the lab's package.json. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** What set-up builds: the addon, the witness, the opener. */
export const buildDirectory = join(projectRoot, 'build');

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'steps'))) return folder;
    if (dirname(folder) === folder) throw new Error(`no project root above ${from}`);
  }
}

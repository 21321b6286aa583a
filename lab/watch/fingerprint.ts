import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** As deep as a gadget's folders are, and as many files as a glance each second may look at. */
const DEEPEST = 4;
const MOST_FILES = 500;

/** What a verdict may depend on: sources, metadata, an exported image. Not the log that somebody writes beside them. */
export function isGraded(path: string): boolean {
  return /\.(c|h|go|mod|sum|ya?ml|tar)$/.test(path);
}

/** Folders that nobody grades, and what editors hide beside a file for a moment. */
export function isHidden(name: string): boolean {
  return /^\.[^.]/.test(name) || name === 'node_modules';
}

/** Names, sizes and times of all that is graded in a folder: another text means that something was saved. */
export async function fingerprint(root: string): Promise<string> {
  const files = (await gradedFiles(root, '', 0)).slice(0, MOST_FILES);
  const lines = files.map(async (path) => {
    const entry = await stat(join(root, path), { bigint: true }).catch(() => undefined);
    return entry ? `${path} ${entry.ino} ${entry.size} ${entry.mtimeNs}` : path;
  });
  return (await Promise.all(lines)).join('\n');
}

async function gradedFiles(root: string, folder: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const shown = entries.filter(({ name }) => !isHidden(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = shown.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth < DEEPEST ? gradedFiles(root, path, depth + 1) : [];
    return isGraded(path) ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

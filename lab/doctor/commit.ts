import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { projectRoot } from '../../grader/model/project.ts';

const HASH = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * The commit that a clone is at, read from git's files: a machine may have the clone and no git. Undefined outside of
 * a clone.
 */
export async function commitOf(root = projectRoot): Promise<string | undefined> {
  const folder = await gitFolder(root);
  const head = await text(join(folder, 'HEAD'));
  const name = /^ref: (refs\/\S+)$/.exec(head)?.[1];
  if (name === undefined) return hash(head);
  // A worktree has a HEAD of its own and shares the branches.
  const common = await text(join(folder, 'commondir'));
  const shared = common === '' ? folder : absolute(common, folder);
  return hash(await text(join(shared, name))) ?? packed(await text(join(shared, 'packed-refs')), name);
}

/** `.git` is a folder, or in worktrees and submodules a file that names one. */
async function gitFolder(root: string): Promise<string> {
  const pointer = /^gitdir: (.*)$/.exec(await text(join(root, '.git')))?.[1];
  return pointer === undefined ? join(root, '.git') : absolute(pointer, root);
}

function packed(refs: string, name: string): string | undefined {
  const line = refs.split('\n').find((ref) => ref.endsWith(` ${name}`));
  return hash(line?.split(' ')[0] ?? '');
}

function hash(word: string): string | undefined {
  return HASH.test(word) ? word : undefined;
}

function absolute(path: string, base: string): string {
  return isAbsolute(path) ? path : join(base, path);
}

async function text(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim();
}

import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../grader/build/run.ts';
import { LabError } from '../../grader/model/error.ts';
import { giveToOwner } from './owner.ts';
import { type Workspace, workspaceAt } from './place.ts';

const LIMITS = { timeoutMs: 10_000, outputLimit: 64 * 1024 };

/** Looked for, not asked for: git refuses to speak of a folder that another user owns. */
export async function isInRepository(root: string): Promise<boolean> {
  for (let folder = root; ; folder = dirname(folder)) {
    if (await lstat(join(folder, '.git')).catch(() => undefined)) return true;
    if (dirname(folder) === folder) return false;
  }
}

/** `git init`; git leaves the lab's own folder out by the .gitignore in it. @throws LabError machine `git-failed` */
export async function initRepository(root: string, signal: AbortSignal): Promise<void> {
  const options = { cwd: root, env: process.env, signal, ...LIMITS };
  const { end, code, stderr } = await run('git', ['init', '--quiet'], options);
  signal.throwIfAborted();
  if (end !== 'exited' || code !== 0)
    throw gitFailed(end === 'unstartable' ? 'git is not installed' : stderr);
  await giveTree(workspaceAt(root), join(root, '.git'));
}

/** git was run by whoever runs the lab. */
async function giveTree(workspace: Workspace, folder: string): Promise<void> {
  const below = await readdir(folder, { recursive: true });
  for (const path of ['.', ...below]) await giveToOwner(workspace, join(folder, path));
}

function gitFailed(why: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'git-failed',
    message: `The workspace is there, but no git repository could be made in it: ${why.trim()}`,
    hint: 'sudo apt-get install git, then: git init',
  });
}

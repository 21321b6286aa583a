import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { executables } from '../grader/build/executables.ts';
import { findCompiler, findHeaders } from '../grader/build/index.ts';
import { projectRoot } from '../grader/model/project.ts';

/** The real Inspektor Gadget (set-up builds it), with a store of its own. */
export interface Ig {
  /** Where its images are: an OCI layout. */
  readonly store: string;
  /** Runs `ig` in a folder and gives back what it wrote to both streams; rejects where it fails. */
  run(args: readonly string[], options?: RunOptions): Promise<string>;
  /** `ig run …`, whose events are collected until it is ended. */
  watch(args: readonly string[]): Watching;
  remove(): Promise<void>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Watching {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<void>;
}

/**
 * ig has fixed places: its store is below /var/lib, it looks for debugfs at its usual place and for the gadget headers
 * below /usr/include. So it gets a mount namespace, in which these are ours; and a pid namespace, as it wants to look at
 * process 1, which not every machine lets it do.
 */
export async function makeIg(): Promise<Ig> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-ig-'));
  const varLib = join(folder, 'var-lib');
  const bin = join(folder, 'bin');
  await Promise.all([mkdir(varLib), mkdir(bin)]);
  const [compiler, headers, strip] = await Promise.all([findCompiler(), findHeaders(), findStrip()]);
  await symlink(compiler.path, join(bin, 'clang'));
  await symlink(strip, join(bin, 'llvm-strip'));
  const setup = [
    'set -e',
    `mount --bind '${varLib}' /var/lib`,
    'mount -t debugfs none /sys/kernel/debug',
    'mount -t tracefs none /sys/kernel/debug/tracing',
    `mount -t overlay overlay -o 'lowerdir=${headers.gadget}:/usr/include' /usr/include`,
    `PATH='${bin}':$PATH exec "$@"`,
  ].join('\n');
  const namespaces = [
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    '--propagation',
    'private',
  ];
  const command = (args: readonly string[]): string[] => [
    ...namespaces,
    ...['sh', '-c', setup, 'ig', join(projectRoot, 'build/ig/ig'), ...args],
  ];
  return {
    store: join(varLib, 'ig', 'oci-store'),
    async run(args, { cwd = folder, env } = {}) {
      const options = { cwd, env: { ...process.env, ...env } };
      const { stdout, stderr } = await promisify(execFile)('unshare', command(args), options);
      return stdout + stderr;
    },
    watch: (args) => watching(spawn('unshare', command(args), { cwd: folder, stdio: 'pipe' })),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function watching(child: ReturnType<typeof spawn>): Watching {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

async function findStrip(): Promise<string> {
  const [strip] = await executables('llvm-strip');
  if (strip !== undefined) return strip;
  throw new Error('llvm-strip is not installed (set-up for tests installs it)');
}

/** Ends `ig run` as Ctrl-C does; unshare passes nothing on, so it goes to the process inside. */
export async function endWatching({ child, ended }: Watching): Promise<void> {
  const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  for (const pid of children.trim().split(' ').filter(Boolean)) process.kill(Number(pid), 'SIGINT');
  await ended;
}

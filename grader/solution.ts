import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './build/run.ts';
import { makeTemp } from './build/temp.ts';
import { isScript } from './course/files.ts';
import { type Course, stepScript, stepSolutionDirectory } from './course/load.ts';
import { startPrivateRegistry } from './image/registry/private.ts';
import { LabError } from './model/error.ts';
import { projectRoot } from './model/project.ts';
import type { Step } from './model/step.ts';

/** A folder to check. */
export interface Workspace {
  readonly directory: string;
  /** Where its commands kept images; left out where none were run. */
  readonly store?: string;
  /** Leaves nothing of what was made for it. */
  release(): Promise<void>;
}

const TIME_LIMIT_MS = 60_000;
const OUTPUT_LIMIT = 256 * 1024;

export interface SolutionOptions {
  readonly signal: AbortSignal;
  /** What the commands wrote to stdout and stderr. */
  readonly onOutput: (text: string) => void;
}

/**
 * The course's own solution of a step, ready to be checked. Where a step's work is not only in files, a shell script
 * beside the solution's files has what a learner types (`share.sh`). It is run in a copy of them, with `lab` on the
 * PATH, a store of its own, and a registry at `$REGISTRY`.
 * @throws LabError machine `solution-failed`, `no-registry`, `registry-failed`; the signal's reason
 */
export async function openSolution(course: Course, step: Step, options: SolutionOptions): Promise<Workspace> {
  const directory = stepSolutionDirectory(course, step);
  const script = (await stepScript(course, step))?.path;
  if (script === undefined) return { directory, release: async () => {} };
  return makeWorkspace((folder) => cp(directory, folder, { recursive: true }), script, options);
}

export interface FilesOptions extends SolutionOptions {
  /** Whether commands that do not work are the program's own fault, which what they leave then shows. */
  readonly mayFail: boolean;
}

/**
 * Any files, ready to be checked in a folder of their own; commands among them are run as a solution's are.
 * @param files Contents by path, `go/main.go`.
 * @throws LabError as {@link openSolution}
 */
export function openFiles(
  files: Readonly<Record<string, Uint8Array>>,
  { mayFail, ...options }: FilesOptions,
): Promise<Workspace> {
  const write = async (folder: string): Promise<void> => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  };
  return makeWorkspace(write, Object.keys(files).find(isScript), options, mayFail);
}

/** A folder that somebody fills, in which the commands of the script, where there is one, have been run. */
async function makeWorkspace(
  fill: (folder: string) => Promise<void>,
  script: string | undefined,
  options: SolutionOptions,
  mayFail = false,
): Promise<Workspace> {
  const temp = await makeTemp();
  const releases = [() => temp.remove()];
  const release = async (): Promise<void> => {
    for (let undo = releases.pop(); undo !== undefined; undo = releases.pop()) await undo();
  };
  try {
    const directory = join(temp.path, 'mygadget');
    await mkdir(directory);
    await fill(directory);
    if (script === undefined) return { directory, release };
    await mkdir(join(temp.path, 'registry'));
    const registry = await startPrivateRegistry(join(temp.path, 'registry'));
    releases.push(() => registry.stop());
    const store = join(temp.path, 'store');
    const stage = { directory, script, temp: temp.path, store, registry: registry.address };
    await runScript(stage, options).catch((error: unknown) => {
      if (!mayFail || !isScriptFailure(error)) throw error;
    });
    return { directory, store, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function isScriptFailure(error: unknown): boolean {
  return error instanceof LabError && error.code === 'solution-failed';
}

interface Stage {
  readonly directory: string;
  readonly script: string;
  readonly temp: string;
  readonly store: string;
  readonly registry: string;
}

async function runScript(
  { directory, script, temp, store, registry }: Stage,
  options: SolutionOptions,
): Promise<void> {
  const { signal, onOutput } = options;
  const bin = await writeLab(temp);
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    LAB_STORE: store,
    REGISTRY: registry,
  };
  // All in one stream, in the order in which it is written; each command before it runs.
  const traced = `exec 2>&1; set -eux; . ./${script}`;
  const limits = { timeoutMs: TIME_LIMIT_MS, outputLimit: OUTPUT_LIMIT };
  const outcome = await run('/bin/sh', ['-c', traced], { cwd: directory, env, signal, ...limits });
  signal.throwIfAborted();
  onOutput(outcome.stdout);
  if (outcome.end === 'exited' && outcome.code === 0) return;
  const last = outcome.stdout.trim().split('\n').at(-1) ?? '';
  throw new LabError({
    kind: 'machine',
    code: 'solution-failed',
    message: `The commands of the course's own solution did not work: ${last}`,
    hint: `Look at ${script} in the step's folder below solutions/.`,
  });
}

/** `lab`, wherever this one was started from. */
async function writeLab(temp: string): Promise<string> {
  const bin = join(temp, 'bin');
  const path = join(bin, 'lab');
  await mkdir(bin);
  const command = [process.execPath, join(projectRoot, 'bin', 'lab.js')].map(quoted).join(' ');
  await writeFile(path, `#!/bin/sh\nexec ${command} "$@"\n`);
  await chmod(path, 0o755);
  return bin;
}

/** For a shell, whatever is in the path. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

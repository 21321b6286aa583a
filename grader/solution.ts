import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './build/run.ts';
import { makeTemp } from './build/temp.ts';
import { type Course, stepScript, stepSolutionDirectory } from './course/load.ts';
import { startPrivateRegistry } from './image/registry/private.ts';
import { LabError } from './model/error.ts';
import { projectRoot } from './model/project.ts';
import type { Step } from './model/step.ts';

/** A folder to check. */
export interface Workspace {
  readonly directory: string;
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
  return script === undefined ? { directory, release: async () => {} } : rehearse(directory, script, options);
}

async function rehearse(solution: string, script: string, options: SolutionOptions): Promise<Workspace> {
  const temp = await makeTemp();
  const releases = [() => temp.remove()];
  const release = async (): Promise<void> => {
    for (let undo = releases.pop(); undo !== undefined; undo = releases.pop()) await undo();
  };
  try {
    const directory = join(temp.path, 'mygadget');
    await cp(solution, directory, { recursive: true });
    await mkdir(join(temp.path, 'registry'));
    const registry = await startPrivateRegistry(join(temp.path, 'registry'));
    releases.push(() => registry.stop());
    await runScript({ directory, script, temp: temp.path, registry: registry.address }, options);
    return { directory, release };
  } catch (error) {
    await release();
    throw error;
  }
}

interface Stage {
  readonly directory: string;
  readonly script: string;
  readonly temp: string;
  readonly registry: string;
}

async function runScript(
  { directory, script, temp, registry }: Stage,
  options: SolutionOptions,
): Promise<void> {
  const { signal, onOutput } = options;
  const bin = await writeLab(temp);
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    LAB_STORE: join(temp, 'store'),
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

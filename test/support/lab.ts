import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../grader/model/project.ts';

export interface LabOptions {
  readonly cwd?: string;
  /** Added to the test's own environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Another copy of the project than this one. */
  readonly project?: string;
  /** What runs the lab, `[file, ...arguments]`: for instance `['setpriv', '--reuid=65534', '--']`. */
  readonly through?: readonly string[];
  /** In a process group of its own, so that `process.kill(-pid)` reaches all of it, as Ctrl-C does. */
  readonly group?: boolean;
}

export interface LabResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningLab {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  readonly ended: Promise<LabResult>;
}

/** Starts `lab` as a learner does: as a process of its own, through `bin/lab.js`. */
export function startLab(args: readonly string[], options: LabOptions = {}): RunningLab {
  const { cwd, env, project = projectRoot, through = [], group = false } = options;
  const [file = process.execPath, ...rest] = [
    ...through,
    process.execPath,
    join(project, 'bin/lab.js'),
    ...args,
  ];
  const child = spawn(file, rest, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
    detached: group,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

/** Runs `lab` to its end. */
export function runLab(args: readonly string[], options: LabOptions = {}): Promise<LabResult> {
  return startLab(args, options).ended;
}

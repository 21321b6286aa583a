import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { LabError } from '../../model/error.ts';
import { readFrames, writeFrame } from '../../process/frames.ts';
import { WORKER_ENTRY, workerCommand } from './command.ts';
import type { ModuleLimits } from './limits.ts';
import type { Reply, Request } from './messages.ts';

/** How the module's process came to its end. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it wrote to stderr. */
  readonly said: string;
}

/** The module's process: requests go in, replies come out. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  send(request: Request): void;
  /** The next reply; undefined once the process has ended. Only one reader at a time. */
  next(): Promise<Reply | undefined>;
  readonly ended: Promise<WorkerEnd>;
  /** At once, whatever it is at. */
  kill(): void;
}

/**
 * Starts the module's process. It inherits nothing but its three pipes: no environment (but the time zone, by which
 * timestamps are printed), no folder, no file.
 * @throws LabError `native-missing`
 */
export async function startWorkerProcess(limits: ModuleLimits): Promise<WorkerProcess> {
  requireEntry();
  const [file, ...args] = await workerCommand(limits);
  const { TZ } = process.env;
  const child = spawn(file, args, { cwd: '/', env: TZ === undefined ? {} : { TZ }, stdio: 'pipe' });
  child.stdin.on('error', () => {}); // EPIPE: `ended` tells what happened
  const replies = readFrames(child.stdout) as AsyncGenerator<Reply, undefined>;
  return {
    pid: child.pid,
    send: (request) => writeFrame(child.stdin, request),
    next: async () => (await replies.next()).value,
    ended: watchEnd(child),
    kill: () => void child.kill('SIGKILL'),
  };
}

function requireEntry(): void {
  if (existsSync(WORKER_ENTRY)) return;
  throw new LabError({
    kind: 'machine',
    code: 'native-missing',
    message: 'The lab has not been built yet: the program that runs WASM modules is missing.',
    hint: 'npm run setup',
  });
}

function watchEnd(child: ChildProcess): Promise<WorkerEnd> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, said: error.message }));
    // What it said last is read by the next turn of the loop.
    child.on('exit', (code, signal) => setImmediate(() => resolve({ code, signal, said: said.trim() })));
  });
}

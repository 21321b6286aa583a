import { spawn } from 'node:child_process';
import { deafToInterrupt } from './interrupt.ts';

export interface Lent {
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  /** What it is given on stdin; the terminal itself if left out. */
  readonly input?: string;
}

/** Of a command that a signal ended; shells say 128 and the signal's number. */
const KILLED = 128;

/**
 * Lets a shell command line have the terminal until it ends. Ctrl-C, which reaches every process of the terminal, is the
 * command's meanwhile: in a pager it stops a search. What ends the lab otherwise ends the command as well.
 * @returns Its exit code; undefined if the shell could not be started.
 */
export function lendTerminal(
  script: string,
  args: readonly string[],
  { signal, env = process.env, input }: Lent,
): Promise<number | undefined> {
  const listening = deafToInterrupt();
  return new Promise<number | undefined>((resolve, reject) => {
    const stdin = input === undefined ? 'inherit' : 'pipe';
    const child = spawn('/bin/sh', ['-c', script, 'sh', ...args], {
      env,
      stdio: [stdin, 'inherit', 'inherit'],
    });
    const end = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => {
      signal.removeEventListener('abort', end);
      resolve(code ?? KILLED);
    });
    // Who quits early closes the pipe.
    child.stdin?.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') reject(error);
    });
    child.stdin?.end(input);
  }).finally(listening);
}

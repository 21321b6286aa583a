import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { isOnPath } from '../container/command.ts';
import type { ExecCommand } from '../container/runtime.ts';

/**
 * Gives the lab's own streams, and so its terminal, to a runtime's `exec`, and waits for its end.
 * @param release called once when `signal` is given: it ends whatever runs in the container. The runtime's client ends
 * then by itself, and leaves the terminal as it found it; killed, it could not.
 * @returns the exit code, 128 + n for a signal
 */
export async function attach(
  command: ExecCommand,
  signal: AbortSignal,
  release: () => Promise<unknown>,
): Promise<number> {
  const [file, ...args] = mortal(command);
  const client = spawn(file, args, { stdio: 'inherit' });
  const stop = (): void => void release();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const [code, killed] = (await once(client, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + (killed ? constants.signals[killed] : 0);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Should the lab be killed, the client must not go on reading what is typed into the user's shell. */
function mortal(command: ExecCommand): ExecCommand {
  return isOnPath('setpriv') ? ['setpriv', '--pdeathsig', 'KILL', ...command] : command;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { LabError } from '../../model/error.ts';
import { holdLeash } from './leash.ts';

/**
 * Runs the lab anew as root, on the same streams, and waits for its end. What it says and its exit code are those of
 * this command.
 * @param command makes the lab's arguments of the leash's name
 * @throws LabError `no-root`
 */
export async function throughSudo(
  entry: string,
  command: (leash: string) => readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const leash = await holdLeash();
  signal.addEventListener('abort', leash.drop, { once: true });
  // sudo asks for a password on the terminal itself, if there is one; elsewhere it must not wait for an answer.
  const asks = isatty(0) ? [] : ['-n'];
  const words = [...asks, process.execPath, '--enable-source-maps', entry, ...command(leash.name)];
  try {
    const [code, killed] = await once(spawn('sudo', words, { stdio: 'inherit' }), 'exit').catch(() => [1]);
    if (!leash.isWorn()) throw signal.aborted ? signal.reason : noRoot();
    return code ?? 128 + constants.signals[killed as NodeJS.Signals];
  } finally {
    leash.drop();
  }
}

function noRoot(): LabError {
  return new LabError({
    kind: 'machine',
    code: 'no-root',
    message: 'Making a container needs root, and sudo does not give it.',
    hint: 'Run the command as root, or in a terminal where sudo can ask for your password.',
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** sudo forgets after five minutes or more, as it is set up. */
const REFRESH_MS = 60_000;

export interface Rights {
  /** From now on sudo may forget again. */
  end(): void;
}

/**
 * Lets sudo ask for a password once, before the terminal belongs to the keys, and keeps it from forgetting. Where that
 * does not work, each check says so. Nothing is done for root, and where nobody can be asked.
 */
export async function holdRights(): Promise<Rights> {
  if (process.getuid?.() === 0 || !process.stdin.isTTY) return { end: () => {} };
  await once(spawn('sudo', ['-v'], { stdio: 'inherit' }), 'exit').catch(() => undefined);
  const refresh = (): void => {
    spawn('sudo', ['-n', '-v'], { stdio: 'ignore' }).on('error', () => {});
  };
  const timer = setInterval(refresh, REFRESH_MS);
  return { end: () => clearInterval(timer) };
}

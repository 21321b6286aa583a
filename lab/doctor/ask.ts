import { join } from 'node:path';
import { executables } from '../../grader/build/executables.ts';
import { type RunOutcome, run } from '../../grader/build/run.ts';

/** What does not answer within this time (ms) counts as not tested. */
export const PROBE_LIMIT_MS = 2500;

/** Where Debian keeps what the engine, which is root, finds although the user's PATH may lack it. */
const ROOTS_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Asks a program, with nothing on its stdin, in English. Never rejects. */
export function ask(file: string, ...args: readonly string[]): Promise<RunOutcome> {
  return run(file, args, {
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C' },
    timeoutMs: PROBE_LIMIT_MS,
    outputLimit: 64 * 1024,
  });
}

/** Absolute path of the program that a name means. */
export async function find(name: string): Promise<string | undefined> {
  return (await executables(name))[0];
}

/** Like {@link find}, for what the engine starts. */
export async function findForRoot(name: string): Promise<string | undefined> {
  const own = await find(name);
  if (own !== undefined || process.getuid?.() === 0) return own;
  const { access, constants } = await import('node:fs/promises');
  for (const folder of ROOTS_FOLDERS) {
    const path = join(folder, name);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

/** Why a question had no good answer, in the program's own last words. */
export function reason({ end, code, signal, stdout, stderr }: RunOutcome): string {
  if (end === 'timedOut') return `it did not answer within ${PROBE_LIMIT_MS / 1000} s`;
  if (end === 'unstartable') return 'it cannot be started';
  const said = (stderr.trim() || stdout.trim()).split('\n').at(-1)?.trim() ?? '';
  const ending = signal === undefined ? `it ended with ${code}` : `it was ended by ${signal}`;
  return said === '' ? ending : shorten(said);
}

/** The first number that looks like a version: `3.2.1`. */
export function versionIn(text: string): string | undefined {
  return /(?<![\w.])v?(\d+\.\d+[\w.+~-]*)/.exec(text)?.[1];
}

export function shorten(text: string, length = 160): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

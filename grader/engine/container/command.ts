import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { LabError } from '../../model/error.ts';

// Node's own, not execa: the engine's start is on the way to every verdict, and execa takes 35 ms to load.
const execute = promisify(execFile);

const TIME_LIMIT_MS = 10_000;
/** Questions may go unanswered. */
const ASK_LIMIT_MS = 2000;
const OPTIONS = { timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 64 << 20 } as const;

/**
 * Runs a runtime's command line tool and gives back its stdout.
 * @throws LabError `container-failed` with the tool's own words.
 */
export async function runTool(file: string, args: readonly string[]): Promise<string> {
  try {
    return (await execute(file, args, OPTIONS)).stdout;
  } catch (error) {
    throw toolFailed(file, args, wordsOf(error));
  }
}

/** Like {@link runTool}, for questions whose refusal is an answer. */
export async function askTool(file: string, args: readonly string[]): Promise<string | undefined> {
  return execute(file, args, { ...OPTIONS, timeout: ASK_LIMIT_MS }).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}

/**
 * Like {@link runTool}, for a command that leaves a process behind: that process inherits stdout and stderr, and
 * whoever reads them would wait for its end. The tool's own words are read from a log file instead.
 */
export async function runDetached(file: string, args: readonly string[], log: string): Promise<void> {
  const child = spawn(file, args, { stdio: 'ignore', timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL' });
  const [code] = await once(child, 'exit').catch((error: Error) => [error.message]);
  if (code === 0) return;
  const said = await readFile(log, 'utf8').catch(() => '');
  throw toolFailed(file, args, said.trim() || `it ended with ${code ?? 'a signal'}`);
}

/** Whether there is such a program, without starting it. */
export function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

function wordsOf(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
  return stderr?.trim() || message;
}

function toolFailed(file: string, args: readonly string[], said: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'container-failed',
    message: `\`${file} ${args[0] ?? ''}\` failed: ${said.split('\n').at(-1)}`,
    hint: `Try another runtime with --container, or run it by hand: ${file} ${args.join(' ')}`,
  });
}

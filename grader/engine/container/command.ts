import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LabError } from '../../model/error.ts';

const TIME_LIMIT_MS = 10_000;
/** Questions may go unanswered. */
const ASK_LIMIT_MS = 2000;
// In a process group of its own: Ctrl-C must not end a removal half-way.
const OPTIONS = { detached: true, timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL' } as const;

/**
 * Runs a runtime's command line tool and gives back its stdout.
 * @throws LabError `container-failed` with the tool's own words.
 */
export async function runTool(file: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await execute(file, args);
  if (code === 0) return stdout;
  throw toolFailed(file, args, stderr.trim() || `it ended with ${code ?? 'a signal'}`);
}

/** Like {@link runTool}, for questions whose refusal is an answer. */
export async function askTool(file: string, args: readonly string[]): Promise<string | undefined> {
  const { code, stdout } = await execute(file, args, ASK_LIMIT_MS);
  return code === 0 ? stdout : undefined;
}

/** Node's own, not execa: the engine's start is on the way to every verdict, and execa takes 35 ms to load. */
async function execute(file: string, args: readonly string[], timeout = TIME_LIMIT_MS) {
  const child = spawn(file, args, { ...OPTIONS, timeout, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close').then(
      ([code]) => code as number | null,
      (error: Error) => error.message,
    ),
  ]);
  return { code, stdout, stderr };
}

/**
 * Like {@link runTool}, for a command that leaves a process behind: that process inherits stdout and stderr, and
 * whoever reads them would wait for its end. The tool's own words are read from a log file instead.
 */
export async function runDetached(file: string, args: readonly string[], log: string): Promise<void> {
  const child = spawn(file, args, { ...OPTIONS, stdio: 'ignore' });
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

function toolFailed(file: string, args: readonly string[], said: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'container-failed',
    message: `\`${file} ${args[0] ?? ''}\` failed: ${said.split('\n').at(-1)}`,
    hint: `Try another runtime with --container, or run it by hand: ${file} ${args.join(' ')}`,
  });
}

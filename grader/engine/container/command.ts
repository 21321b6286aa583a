import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { LabError } from '../../model/error.ts';

const TIME_LIMIT_MS = 60_000;

/**
 * Runs a runtime's command line tool and gives back its stdout.
 * @throws LabError `container-failed` with the tool's own words.
 */
export async function runTool(file: string, args: readonly string[]): Promise<string> {
  const result = await execa(file, args, OPTIONS);
  if (!result.failed) return result.stdout;
  throw toolFailed(file, args, result.stderr.trim() || (result.shortMessage ?? ''));
}

/**
 * Like {@link runTool}, for a command that leaves a process behind: that process inherits stdout and stderr, and
 * whoever reads them would wait for its end. The tool's own words are read from a log file instead.
 */
export async function runDetached(file: string, args: readonly string[], log: string): Promise<void> {
  const result = await execa(file, args, { ...OPTIONS, stdout: 'ignore', stderr: 'ignore' });
  if (!result.failed) return;
  const said = await readFile(log, 'utf8').catch(() => '');
  throw toolFailed(file, args, said.trim() || (result.shortMessage ?? ''));
}

/** Whether there is such a program, without starting it. */
export function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

const OPTIONS = { stdin: 'ignore', timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL', reject: false } as const;

function toolFailed(file: string, args: readonly string[], said: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'container-failed',
    message: `\`${file} ${args[0] ?? ''}\` failed: ${lastLine(said)}`,
    hint: `Try another runtime with --container, or run it by hand: ${file} ${args.join(' ')}`,
  });
}

/** Like {@link runTool}, for questions whose refusal is an answer. */
export async function askTool(file: string, args: readonly string[]): Promise<string | undefined> {
  const result = await execa(file, args, OPTIONS);
  return result.failed ? undefined : result.stdout;
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? text;
}

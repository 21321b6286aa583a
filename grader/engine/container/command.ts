import { execa } from 'execa';
import { LabError } from '../../model/error.ts';

const TIME_LIMIT_MS = 60_000;

/**
 * Runs a runtime's command line tool and gives back its stdout.
 * @throws LabError `container-failed` with the tool's own words.
 */
export async function runTool(file: string, args: readonly string[]): Promise<string> {
  const result = await execa(file, args, {
    stdin: 'ignore',
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
    reject: false,
  });
  if (!result.failed) return result.stdout;
  const said = result.stderr?.trim() || result.shortMessage || 'no reason given';
  throw new LabError({
    kind: 'machine',
    code: 'container-failed',
    message: `\`${file} ${args[0] ?? ''}\` failed: ${lastLine(said)}`,
    hint: `Try another runtime with --container, or run it by hand: ${file} ${args.join(' ')}`,
    cause: result,
  });
}

/** Like {@link runTool}, for questions whose refusal is an answer. */
export async function askTool(file: string, args: readonly string[]): Promise<string | undefined> {
  const result = await execa(file, args, { stdin: 'ignore', timeout: TIME_LIMIT_MS, reject: false });
  return result.failed ? undefined : result.stdout;
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? text;
}

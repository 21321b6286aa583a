import { stripVTControlCharacters } from 'node:util';
import { cells } from '../../grader/report/text.ts';
import { lendTerminal } from './lend.ts';

/** What a shell says where it finds no such program, or may not run it. */
const NOT_STARTED: readonly number[] = [126, 127];

/**
 * Shows a text in the reader's pager, `$PAGER` or `less`, if it is longer than the terminal; otherwise, and where there
 * is no pager, prints it. Resolves when the reader has left.
 *
 * @returns True where a pager had the screen, so that nothing of the text may be left on it.
 * @throws The signal's reason, if it is aborted before anything is shown.
 */
export async function page(text: string, options: { readonly signal: AbortSignal }): Promise<boolean> {
  options.signal.throwIfAborted();
  const command = pagerCommand(process.env);
  const wanted = command !== undefined && isLongerThanScreen(text, process.stdout);
  if (wanted && (await runPager(command, text, options.signal))) return true;
  await print(text);
  return false;
}

/** Undefined where the reader wants none. `cat` would do what printing does. */
function pagerCommand({ PAGER, TERM }: NodeJS.ProcessEnv): string | undefined {
  const command = (PAGER ?? 'less').trim();
  return command === '' || command === 'cat' || TERM === 'dumb' ? undefined : command;
}

function isLongerThanScreen(text: string, { isTTY, columns, rows }: NodeJS.WriteStream): boolean {
  if (isTTY !== true || !columns || !rows) return false;
  const lines = stripVTControlCharacters(text).trimEnd().split('\n');
  const height = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(cells(line) / columns)), 0);
  // The last row is for the shell's next prompt.
  return height >= rows;
}

/** Whether there was a pager to run. */
async function runPager(command: string, text: string, signal: AbortSignal): Promise<boolean> {
  const env = { ...pagerDefaults(process.env), ...process.env };
  const code = await lendTerminal(command, [], { signal, env, input: text });
  return code !== undefined && !NOT_STARTED.includes(code);
}

/** Colours, and no pager for what fits; the lesson is UTF-8 even where the locale does not say so. */
function pagerDefaults({ LESS }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { LESSCHARSET: 'utf-8', ...(LESS === undefined ? { LESS: 'FRX' } : {}) };
}

/** A closed pipe and a full disk are the business of who listens to stdout's errors. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}

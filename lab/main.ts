import { EXIT_CODES, LabError } from '../grader/model/error.ts';
import { createProgram } from './program.ts';
import { errorText } from './terminal/error-text.ts';
import { onInterrupt } from './terminal/interrupt.ts';
import { findWorkspace } from './workspace/place.ts';

/** Runs one command line and gives back its exit code: the only place that turns errors into codes. */
async function main(argv: readonly string[]): Promise<number> {
  const abort = new AbortController();
  onInterrupt(abort);
  let exitCode = 0;
  const setExitCode = (code: number): void => {
    exitCode = code;
  };
  const program = createProgram({ signal: abort.signal, outputClosed: watchOutput(abort), setExitCode });
  try {
    if (namesCommand(argv)) await program.parseAsync(argv);
    else if (await findWorkspace('.')) await program.parseAsync([...argv, 'status']);
    // Who types `lab` alone elsewhere wants to know what there is.
    else program.outputHelp();
    return exitCode;
  } catch (error) {
    const shown = abort.signal.aborted ? abort.signal.reason : isFolderGone(error) ? folderGone() : error;
    if (isCommanderExit(shown)) return shown.exitCode === 0 ? 0 : EXIT_CODES.request;
    process.stderr.write(`${errorText(shown, process.stderr)}\n`);
    return shown instanceof LabError ? EXIT_CODES[shown.kind] : EXIT_CODES.machine;
  }
}

/** `process.cwd()` fails where somebody removed the folder that the shell stands in. */
function isFolderGone(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' && syscall === 'uv_cwd';
}

function folderGone(): LabError {
  return new LabError({
    kind: 'request',
    code: 'folder-gone',
    message: 'The folder that you are in is gone.',
    hint: 'go to another one: cd',
  });
}

/** `lab` alone, or with nothing but how to print. */
function namesCommand(argv: readonly string[]): boolean {
  return argv.slice(2).some((word) => word !== '--no-color');
}

/** commander throws for --help and for wrong usage; it has printed what there is to say. */
function isCommanderExit(error: unknown): error is { readonly exitCode: number } {
  return error instanceof Error && error.name === 'CommanderError';
}

/**
 * A reader that has seen enough (`lab check | head`) is no error: what is judged stays judged, and only what would go
 * on for ever ends. Output that cannot be written, on a full disk, is one, whenever it is noticed.
 */
function watchOutput(abort: AbortController): AbortSignal {
  const closed = new AbortController();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    closed.abort();
    if (error.code === 'EPIPE' || outputBroken) return;
    outputBroken = true;
    process.exitCode = EXIT_CODES.machine;
    process.stderr.write(`${errorText(outputFailed(error), process.stderr)}\n`);
    abort.abort(error);
  });
  return closed.signal;
}

function outputFailed(cause: NodeJS.ErrnoException): LabError {
  return new LabError({
    kind: 'machine',
    code: 'output-failed',
    message: `The output cannot be written (${cause.code}).`,
    hint: 'Look for room where it goes: df -h .',
    cause,
  });
}

/**
 * A terminal that was closed cannot be set back any more, and Node aborts over that when it ends. What ends by the
 * signal itself does not try.
 */
function endWithTerminal(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

let outputBroken = false;
let terminalGone = false;
if (process.stdin.isTTY) process.once('SIGHUP', () => (terminalGone = true));
const exitCode = await main(process.argv);
if (!outputBroken) process.exitCode = exitCode;
if (terminalGone) endWithTerminal();

import { EXIT_CODES, LabError } from '../grader/model/error.ts';
import { createProgram } from './program.ts';
import { errorText } from './terminal/error-text.ts';
import { interrupted, onInterrupt } from './terminal/interrupt.ts';

/** Runs one command line and gives back its exit code: the only place that turns errors into codes. */
async function main(argv: readonly string[]): Promise<number> {
  const abort = new AbortController();
  onInterrupt(abort);
  let exitCode = 0;
  const program = createProgram({ signal: abort.signal, setExitCode: (code) => (exitCode = code) });
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    const shown = abort.signal.aborted ? interrupted() : error;
    if (isCommanderExit(shown)) return shown.exitCode === 0 ? 0 : EXIT_CODES.request;
    process.stderr.write(`${errorText(shown, process.stderr)}\n`);
    return shown instanceof LabError ? EXIT_CODES[shown.kind] : EXIT_CODES.machine;
  }
}

/** commander throws for --help and for wrong usage; it has printed what there is to say. */
function isCommanderExit(error: unknown): error is { readonly exitCode: number } {
  return error instanceof Error && error.name === 'CommanderError';
}

// A closed pipe (`lab check | head`) is no reason for a stack trace.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await main(process.argv);

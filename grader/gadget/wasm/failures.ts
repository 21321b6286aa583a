import type { ModulePhase } from '../../model/module.ts';
import { ModuleFailure } from './host.ts';
import { MEMORY_PAGES } from './memory-limit.ts';
import type { ModuleOutput } from './module-output.ts';
import { ModuleExit } from './wasi.ts';
import { webAssembly } from './web-assembly.ts';

/** What Go says before it gives up for lack of memory: `fatal error: out of memory`, with or without more behind it. */
const OUT_OF_MEMORY = /out of memory|cannot allocate memory/;
const REASON_LENGTH = 500;
const MEGABYTES = MEMORY_PAGES / 16;

/**
 * What it means that a call into a module threw: a failure of the module, with its phase. Anything else is a bug of
 * the host and comes back as it is.
 */
export function asFailure(error: unknown, phase: ModulePhase, output: ModuleOutput): unknown {
  if (error instanceof ModuleFailure)
    return new ModuleFailure(error.reason, error.message, error.phase ?? phase);
  if (error instanceof ModuleExit) return ended(error.code, phase, output.lastLines);
  if (error instanceof webAssembly.RuntimeError) return trapped(error.message, phase, output.lastLines);
  if (webAssembly.Exception && error instanceof webAssembly.Exception)
    return new ModuleFailure('trap', 'The module threw an exception that nobody caught.', phase);
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return new ModuleFailure('trap', 'The module calls itself without end: its stack is full.', phase);
  }
  return error;
}

function ended(code: number, phase: ModulePhase, lines: readonly string[]): ModuleFailure {
  const last = lines.at(-1);
  const said = last === undefined ? '' : ` Its last words: ${last}`;
  return (
    given(lines, phase) ??
    new ModuleFailure('trap', `The module ended itself (exit code ${code}).${said}`, phase)
  );
}

function trapped(why: string, phase: ModulePhase, lines: readonly string[]): ModuleFailure {
  return given(lines, phase) ?? new ModuleFailure('trap', `The module trapped: ${why}.`, phase);
}

/** The reason that Go's runtime gave, and where in the module; undefined where it gave none. */
function given(lines: readonly string[], phase: ModulePhase): ModuleFailure | undefined {
  const reason = lines.findLast((line) => /^(panic|fatal error): /.test(line));
  if (reason === undefined) return undefined;
  const place = placeIn(lines);
  if (!OUT_OF_MEMORY.test(reason)) return new ModuleFailure('trap', inWords(reason, place), phase);
  const isStack = lines.some((line) => line.startsWith('runtime.newstack('));
  const why = isStack
    ? 'its stack has taken all of it, so a function may call itself without end'
    : 'it wants more';
  return new ModuleFailure(
    'memory',
    `The module may have ${MEGABYTES} MiB of memory${place}: ${why}.`,
    phase,
  );
}

/** A panic may carry a text of any length. */
function inWords(reason: string, place: string): string {
  const text = reason.replace(/^(panic|fatal error): /, '').slice(0, REASON_LENGTH);
  return `${reason.startsWith('panic') ? 'The module panicked' : "Go's runtime gave up"}${place}: ${text}`;
}

/** ` (main.go:40)`: Go lists functions from the innermost, each with its file in the line below. */
function placeIn(lines: readonly string[]): string {
  const own = lines.findIndex((line) => line.startsWith('main.'));
  const place = own < 0 ? undefined : /([^/\s]+\.go:\d+)/.exec(lines[own + 1] ?? '')?.[1];
  return place === undefined ? '' : ` (${place})`;
}

import type { LogLine, ModuleOutcome, ModuleRun } from '../model/module.ts';
import type { ModuleRunVerdict, ModuleVerdict } from '../model/verdict.ts';

/** A module that fails says the same in every event; what it says first and what its panic says matters. */
const LOG_LINES = 50;
const LINE_LENGTH = 500;
const OUTPUT_LENGTH = 4096;

/** The module as the verdict holds it. */
export function moduleVerdict({ build, run }: ModuleOutcome): ModuleVerdict {
  const { status, diagnostics } = build;
  return {
    status,
    durationMs: Math.round(build.durationMs),
    diagnostics,
    ...(build.status === 'absent' && { reason: build.reason }),
    ...(run && { run: runVerdict(run) }),
  };
}

function runVerdict({ fault, log, output }: ModuleRun): ModuleRunVerdict {
  return {
    status: fault === undefined ? 'ok' : 'failed',
    ...(fault && { phase: fault.phase, cause: fault.cause, message: fault.message }),
    log: log.slice(0, LOG_LINES).map(cutLine),
    output: cutOutput(output),
  };
}

function cutLine({ message, ...line }: LogLine): LogLine {
  return { ...line, message: cut(message, LINE_LENGTH) };
}

/** From the panic on, where there is one: that comes last, after whatever else was written. */
function cutOutput(output: string): string {
  const panic = output.search(/^(panic|fatal error): /m);
  return cut(output.slice(Math.max(panic, 0)), OUTPUT_LENGTH);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

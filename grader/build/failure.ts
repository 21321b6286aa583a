import type { Diagnostic } from '../model/artifact.ts';
import type { CompileJob } from './compile-job.ts';
import { MEMORY_LIMIT, OBJECT_LIMIT } from './limits.ts';
import type { RunOutcome } from './run.ts';

const MIB = 1024 ** 2;
const ENDLESS = 'look for a macro or an #include that does not end';

/** Why there is no object: clang's own errors, or what became of clang where it could not give any. */
export function describeFailure(
  job: CompileJob,
  outcome: RunOutcome,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const ordinary = outcome.end === 'exited' && outcome.code === 1;
  if (ordinary && diagnostics.some(({ severity }) => severity === 'error')) return diagnostics;
  // What the driver says of a crash has no place and no use: the cause goes in its stead.
  const located = diagnostics.filter(({ line }) => line > 0);
  const place = { file: job.source, line: 0, column: 0 };
  const message = causeOfDeath(job, outcome);
  return [...located, { ...place, severity: 'error', category: 'Compiler', message }];
}

function causeOfDeath(job: CompileJob, { end, code, signal, stderr }: RunOutcome): string {
  if (end === 'timedOut') return `the compiler was stopped after ${job.timeoutMs / 1000} s; ${ENDLESS}`;
  if (end === 'unstartable') return `${job.compiler.path} could not be started in this folder`;
  if (signal === 'SIGXFSZ') {
    return `the object would be larger than ${OBJECT_LIMIT / MIB} MiB; look for a huge variable`;
  }
  if (/out of memory|bad_alloc/i.test(stderr)) {
    return `the compiler ran out of memory (${MEMORY_LIMIT / MIB} MiB); ${ENDLESS}`;
  }
  const how = signal ?? `exit code ${code}`;
  return `the compiler ended with ${how} and said: ${stderr.split('\n')[0] || 'nothing'}`;
}

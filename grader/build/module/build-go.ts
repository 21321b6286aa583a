import { performance } from 'node:perf_hooks';
import type { Diagnostic } from '../../model/artifact.ts';
import { compileGo, type GoOutcome, MODULE_LIMIT } from './compile-go.ts';
import { withAdvice } from './go-advice.ts';
import { at, describeGoFailure } from './go-failure.ts';
import type { GoJob } from './go-job.ts';
import { type UnusedVariable, useVariables } from './use-variables.ts';

/** What Go made of a source. */
export type GoBuild =
  | { readonly status: 'ok'; readonly bytes: Uint8Array; readonly unused: readonly Diagnostic[] }
  | { readonly status: 'failed'; readonly timedOut: boolean; readonly diagnostics: readonly Diagnostic[] };

const UNUSED = /^declared and not used: (\S+)$/;

/**
 * Builds the module. Where Go's only objection is to variables that nothing uses yet, it is built again with them in
 * use: the lesson's template has two of these until its last task is done.
 * @throws LabError `interrupted`; machine `no-headers`
 */
export async function buildGo(job: GoJob): Promise<GoBuild> {
  const deadline = performance.now() + job.timeoutMs;
  const outcome = await compileGo(job, job.content, job.timeoutMs);
  if (outcome.status === 'ok') return finished(job, outcome.module, []);
  const diagnostics = describeGoFailure(job, outcome.run, outcome.places);
  const again = await buildWithUses(job, diagnostics, Math.max(1, deadline - performance.now()));
  if (again?.status === 'ok') return finished(job, again.module, diagnostics.map(asWarning));
  const timedOut = outcome.run.end === 'timedOut';
  return { status: 'failed', timedOut, diagnostics: await withAdvice(job, diagnostics) };
}

async function buildWithUses(
  job: GoJob,
  diagnostics: readonly Diagnostic[],
  timeoutMs: number,
): Promise<GoOutcome | undefined> {
  const variables = diagnostics.flatMap((diagnostic) => unusedVariable(job, diagnostic) ?? []);
  if (variables.length === 0 || variables.length < diagnostics.length) return undefined;
  const text = useVariables(job.content.toString('latin1'), variables);
  return text === undefined ? undefined : compileGo(job, Buffer.from(text, 'latin1'), timeoutMs);
}

function unusedVariable(job: GoJob, { file, line, column, message }: Diagnostic): UnusedVariable | undefined {
  const name = UNUSED.exec(message)?.[1];
  if (name === undefined || file !== job.source) return undefined;
  // The source is handled byte by byte.
  return { name: Buffer.from(name, 'utf8').toString('latin1'), line, column };
}

function asWarning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning' };
}

function finished(job: GoJob, bytes: Buffer, unused: readonly Diagnostic[]): GoBuild {
  if (bytes.length <= MODULE_LIMIT) return { status: 'ok', bytes: new Uint8Array(bytes), unused };
  const message = `the module has more than ${MODULE_LIMIT / 1024 ** 2} MiB; look for a huge variable`;
  return { status: 'failed', timedOut: false, diagnostics: [at(job.source, 0, message)] };
}

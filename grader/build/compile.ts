import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Diagnostic } from '../model/artifact.ts';
import { LabError } from '../model/error.ts';
import type { Compiler } from './compiler.ts';
import { parseDependencies } from './dependencies.ts';
import { parseDiagnostics } from './diagnostics.ts';
import {
  type Architecture,
  DIAGNOSTIC_FLAGS,
  HERMETIC_FLAGS,
  includeFlags,
  languageFlags,
  WARNING_FLAGS,
} from './flags.ts';
import type { Headers } from './headers.ts';
import { limited, MEMORY_LIMIT, OBJECT_LIMIT } from './limits.ts';
import { type RunOutcome, run } from './run.ts';
import { makeTemp, type TempFolder } from './temp.ts';
import { headerModule, moduleFlags, startsWithVmlinux } from './vmlinux.ts';

/** Everything that one compile needs to know. */
export interface CompileJob {
  /** Absolute; clang's working directory. */
  readonly directory: string;
  /** Relative to the directory. */
  readonly source: string;
  readonly content: Buffer;
  readonly compiler: Compiler;
  readonly headers: Headers;
  readonly architecture: Architecture;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export type CompileOutcome =
  | {
      readonly status: 'ok';
      readonly object: Buffer;
      readonly diagnostics: readonly Diagnostic[];
      /** Every file that was read, the source included; relative to the directory, or absolute. */
      readonly dependencies: readonly string[];
    }
  | { readonly status: 'failed'; readonly timedOut: boolean; readonly diagnostics: readonly Diagnostic[] };

const MIB = 1024 ** 2;
/** Bytes of clang's output that are read; the first errors are the ones that count. */
const OUTPUT_LIMIT = MIB;

/** The options that decide what comes out; part of the cache's key. */
export function compileFlags(headers: Headers, architecture: Architecture): readonly string[] {
  return [
    ...languageFlags(architecture),
    ...WARNING_FLAGS,
    ...DIAGNOSTIC_FLAGS,
    ...HERMETIC_FLAGS,
    ...includeFlags(headers, architecture),
  ];
}

/**
 * Compiles with the precompiled `vmlinux.h` where that is safe. Whatever goes wrong with it, the plain compile has the
 * last word, so that errors read as if there were no module; failing fast, the first try costs little.
 * @throws LabError `interrupted`
 */
export async function compile(job: CompileJob): Promise<CompileOutcome> {
  const temp = await makeTemp();
  const deadline = performance.now() + job.timeoutMs;
  try {
    const module = startsWithVmlinux(job.content)
      ? await headerModule(job.compiler, job.headers, job.architecture)
      : undefined;
    if (module !== undefined) {
      const outcome = await compileOnce(job, temp, moduleFlags(module), deadline - performance.now());
      if (outcome.status === 'ok' || outcome.timedOut) return outcome;
    }
    return await compileOnce(job, temp, [], Math.max(1, deadline - performance.now()));
  } finally {
    await temp.remove();
  }
}

async function compileOnce(
  job: CompileJob,
  temp: TempFolder,
  extraFlags: readonly string[],
  timeoutMs: number,
): Promise<CompileOutcome> {
  const { compiler, headers, architecture } = job;
  const object = join(temp.path, 'program.o');
  const dependencies = join(temp.path, 'dependencies');
  const output = ['-MD', '-MF', dependencies, '-MT', 'object', '-c', job.source, '-o', object];
  const args = [...compileFlags(headers, architecture), ...extraFlags, ...output];
  const [command, ...rest] = await limited(compiler.path, args, timeoutMs);
  const outcome = await run(command, rest, {
    cwd: job.directory,
    // Nothing else of the environment: CPATH and the like would change the result behind the cache's back.
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TMPDIR: temp.path },
    timeoutMs,
    signal: job.signal,
    outputLimit: OUTPUT_LIMIT,
  });
  if (outcome.end === 'aborted') throw interrupted();
  const diagnostics = parseDiagnostics(outcome.stderr, {
    workspace: job.directory,
    source: job.source,
    includes: [join(headers.gadget, 'gadget', architecture), headers.gadget, headers.libbpf, '/usr/include'],
  });
  if (outcome.end !== 'exited' || outcome.code !== 0) return failure(job, outcome, diagnostics);
  return {
    status: 'ok',
    object: await readFile(object),
    diagnostics,
    dependencies: parseDependencies(await readFile(dependencies, 'utf8')),
  };
}

function failure(job: CompileJob, outcome: RunOutcome, diagnostics: readonly Diagnostic[]): CompileOutcome {
  const timedOut = outcome.end === 'timedOut';
  const ordinary = outcome.end === 'exited' && outcome.code === 1;
  if (ordinary && diagnostics.some(({ severity }) => severity === 'error')) {
    return { status: 'failed', timedOut, diagnostics };
  }
  // What the driver says of a crash has no place and no use: the cause goes in its stead.
  const located = diagnostics.filter(({ line }) => line > 0);
  return { status: 'failed', timedOut, diagnostics: [...located, compilerDied(job, outcome)] };
}

function compilerDied(job: CompileJob, outcome: RunOutcome): Diagnostic {
  const place = { file: job.source, line: 0, column: 0 };
  return { ...place, severity: 'error', category: 'Compiler', message: causeOfDeath(job, outcome) };
}

const ENDLESS = 'look for a macro or an #include that does not end';

function causeOfDeath(job: CompileJob, { end, code, signal, stderr }: RunOutcome): string {
  if (end === 'timedOut') return `the compiler was stopped after ${job.timeoutMs / 1000} s; ${ENDLESS}`;
  if (end === 'unstartable') return `${job.compiler.path} could not be started in this folder`;
  if (signal === 'SIGXFSZ')
    return `the object would be larger than ${OBJECT_LIMIT / MIB} MiB; look for a huge variable`;
  if (/out of memory|bad_alloc/i.test(stderr)) {
    return `the compiler ran out of memory (${MEMORY_LIMIT / MIB} MiB); ${ENDLESS}`;
  }
  const how = signal ?? `exit code ${code}`;
  return `the compiler ended with ${how} and said: ${stderr.split('\n')[0] || 'nothing'}`;
}

function interrupted(): LabError {
  return new LabError({ kind: 'interrupted', code: 'interrupted', message: 'The build was interrupted.' });
}

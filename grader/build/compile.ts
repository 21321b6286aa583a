import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Diagnostic } from '../model/artifact.ts';
import { LabError } from '../model/error.ts';
import type { CompileJob } from './compile-job.ts';
import { parseDependencies } from './dependencies.ts';
import { parseDiagnostics } from './diagnostics.ts';
import { describeFailure } from './failure.ts';
import { DIAGNOSTIC_FLAGS, HERMETIC_FLAGS, includeFlags, languageFlags, WARNING_FLAGS } from './flags.ts';
import type { Headers } from './headers.ts';
import { limited } from './limits.ts';
import { run } from './run.ts';
import { makeTemp, type TempFolder } from './temp.ts';
import { discardModule, type HeaderModule, headerModule, moduleFlags, startsWithVmlinux } from './vmlinux.ts';

export type CompileOutcome =
  | {
      readonly status: 'ok';
      readonly object: Buffer;
      readonly diagnostics: readonly Diagnostic[];
      /** Every file that was read, the source included; relative to the directory, or absolute. */
      readonly dependencies: readonly string[];
    }
  | { readonly status: 'failed'; readonly timedOut: boolean; readonly diagnostics: readonly Diagnostic[] };

/** Bytes of clang's output that are read; the first errors are the ones that count. */
const OUTPUT_LIMIT = 1024 ** 2;

/** The options that decide what comes out; part of the cache's key. */
export function compileFlags(job: CompileJob): readonly string[] {
  const { headers, architecture, cflags } = job;
  return [
    ...languageFlags(architecture),
    ...WARNING_FLAGS,
    ...cflags,
    ...DIAGNOSTIC_FLAGS,
    ...HERMETIC_FLAGS,
    ...(job.reproducible ? builderPlaces(headers) : []),
    ...includeFlags(headers, architecture),
  ];
}

/**
 * BTF names the files that code comes from, and quotes their lines. It names them by where they are in Inspektor
 * Gadget's builder, wherever they lie here: the same source gives the same bytes in every folder, and with its clang
 * the builder's own. As nothing can be read at those places, the text has to travel with the debug information (which
 * an image does without; the quotes stay).
 */
function builderPlaces({ gadget }: Headers): readonly string[] {
  const names = ['-ffile-compilation-dir=/work', `-ffile-prefix-map=${gadget}=/usr/include`];
  return [...names, '-gdwarf-5', '-gembed-source'];
}

/**
 * Compiles with the precompiled `vmlinux.h` where that is safe. Whatever goes wrong with it, the plain compile has the
 * last word, so that errors read as if there were no module; failing fast, the first try costs little.
 * @throws LabError `interrupted`
 */
export async function compile(job: CompileJob): Promise<CompileOutcome> {
  const temp = await makeTemp();
  const deadline = performance.now() + job.timeoutMs;
  const remaining = () => Math.max(1, deadline - performance.now());
  try {
    const module = await moduleFor(job);
    if (module === undefined) return await compileOnce(job, temp, [], remaining());
    const quick = await compileOnce(job, temp, moduleFlags(module), remaining());
    if (quick.status === 'ok' || quick.timedOut) return quick;
    const plain = await compileOnce(job, temp, [], remaining());
    // It was the module's fault, a damaged file perhaps: the next build makes a new one.
    if (plain.status === 'ok') await discardModule(module);
    return plain;
  } finally {
    await temp.remove();
  }
}

async function moduleFor(job: CompileJob): Promise<HeaderModule | undefined> {
  const { content, compiler, headers, architecture, reproducible, cflags } = job;
  // The learner's own options may change what the header means.
  return !reproducible && cflags.length === 0 && startsWithVmlinux(content)
    ? headerModule(compiler, headers, architecture)
    : undefined;
}

async function compileOnce(
  job: CompileJob,
  temp: TempFolder,
  extraFlags: readonly string[],
  timeoutMs: number,
): Promise<CompileOutcome> {
  const { compiler, headers, architecture } = job;
  // A name that begins with `-` or `@` would be an option or a file of options.
  const source = /^[-@]/.test(job.source) ? `./${job.source}` : job.source;
  const object = join(temp.path, 'program.o');
  const dependencies = join(temp.path, 'dependencies');
  const output = ['-MD', '-MF', dependencies, '-MT', 'object', '-c', source, '-o', object];
  const args = [...compileFlags(job), ...extraFlags, ...output];
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
  if (outcome.end !== 'exited' || outcome.code !== 0) {
    const timedOut = outcome.end === 'timedOut';
    return { status: 'failed', timedOut, diagnostics: describeFailure(job, outcome, diagnostics) };
  }
  return {
    status: 'ok',
    object: await readFile(object),
    diagnostics,
    dependencies: parseDependencies(await readFile(dependencies, 'utf8')),
  };
}

function interrupted(): LabError {
  return new LabError({ kind: 'interrupted', code: 'interrupted', message: 'The build was interrupted.' });
}

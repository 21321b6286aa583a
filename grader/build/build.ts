import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { BuildResult, Diagnostic } from '../model/artifact.ts';
import { forArchitecture } from './build-file/cflags.ts';
import { fetchObject, keepObject } from './cache.ts';
import { compile } from './compile.ts';
import type { CompileJob } from './compile-job.ts';
import { findCompiler } from './compiler.ts';
import type { Architecture } from './flags.ts';
import { findHeaders } from './headers.ts';
import { hostArchitecture } from './host.ts';
import { readInputs } from './inputs.ts';

export interface BuildOptions {
  /** The workspace. It is only read. */
  readonly directory: string;
  /** Stops the compiler; the build then throws `interrupted`. */
  readonly signal?: AbortSignal;
  /** For one run of the compiler; 20 s. */
  readonly timeoutMs?: number;
  /** True by default. */
  readonly useCache?: boolean;
  /** This machine's by default. */
  readonly architecture?: Architecture;
  /**
   * The same bytes from the same source, everywhere and every time, as an image's digest needs them. It takes longer:
   * with a precompiled header, clang numbers the BTF types of one and the same program now this way, now that.
   */
  readonly reproducible?: boolean;
}

const TIMEOUT_MS = 20_000;

/**
 * Builds the gadget in a workspace, as its build.yaml tells: one run of clang, or none where the cache has the object.
 * @throws LabError request `no-program`, `unreadable-program`, `program-too-large`; machine `no-clang`, `no-headers`,
 * `no-libbpf-headers`, `unsupported-architecture`; `interrupted`
 */
export async function buildGadget(options: BuildOptions): Promise<BuildResult> {
  const started = performance.now();
  const directory = resolve(options.directory);
  const inputs = await readInputs(directory);
  if (inputs.kind === 'unusable') return failed(started, inputs.diagnostics, false);
  const { buildFile, content, metadata, diagnostics } = inputs;
  const [compiler, headers] = await Promise.all([findCompiler(), findHeaders()]);
  const architecture = options.architecture ?? hostArchitecture();
  const job: CompileJob = {
    directory,
    source: buildFile.ebpfSource,
    content,
    compiler,
    headers,
    architecture,
    cflags: forArchitecture(buildFile.cflags, architecture),
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    signal: options.signal,
    reproducible: options.reproducible ?? false,
  };
  const result = await buildObject(job, options.useCache ?? true, started);
  const program = { file: job.source, text: content.toString('utf8') };
  const common = { program, diagnostics: [...diagnostics, ...result.diagnostics] };
  if (result.status === 'failed' || metadata === undefined) return { ...result, ...common };
  return { ...result, artifact: { ...result.artifact, metadata }, ...common };
}

async function buildObject(job: CompileJob, useCache: boolean, started: number): Promise<BuildResult> {
  const cached = useCache ? await fetchObject(job) : undefined;
  if (cached !== undefined) {
    const { object, key, diagnostics } = cached;
    const artifact = { object, source: job.source, key };
    return { status: 'cached', artifact, diagnostics, durationMs: performance.now() - started };
  }
  const startedAt = Date.now();
  const outcome = await compile(job);
  if (outcome.status === 'failed') return failed(started, outcome.diagnostics, outcome.timedOut);
  const { object, diagnostics } = outcome;
  const key = await keepObject(job, outcome, { startedAt, store: useCache });
  const artifact = { object, source: job.source, key };
  return { status: 'ok', artifact, diagnostics, durationMs: performance.now() - started };
}

function failed(started: number, diagnostics: readonly Diagnostic[], timedOut: boolean): BuildResult {
  return { status: 'failed', timedOut, diagnostics, durationMs: performance.now() - started };
}

import { existsSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Diagnostic } from '../../model/artifact.ts';
import type { ModuleBuild } from '../../model/module.ts';
import { type BuildFile, hasErrors, remark } from '../build-file/build-file.ts';
import { readBuildFile } from '../build-file/read.ts';
import { buildGo } from './build-go.ts';
import type { GoJob } from './go-job.ts';
import { fetchModule, isSelfContained, keepModule, moduleKey } from './module-cache.ts';
import { readPrebuilt } from './prebuilt.ts';
import { prepareGo } from './prepare-go.ts';

export interface ModuleOptions {
  /** The workspace. It is only read. */
  readonly directory: string;
  /** Stops Go; the build then throws `interrupted`. */
  readonly signal?: AbortSignal;
  /** For all runs of Go together; 60 s, as with an empty build cache Go compiles its library first. */
  readonly timeoutMs?: number;
  /** True by default. */
  readonly useCache?: boolean;
}

/** A build without the time that it took. */
type Outcome<T = ModuleBuild> = T extends ModuleBuild ? Omit<T, 'durationMs'> : never;

const TIMEOUT_MS = 60_000;

/**
 * Makes the gadget's WASM module, where its build.yaml names one.
 * @throws LabError machine `no-go`, `no-headers`, `no-libbpf-headers`; `interrupted`
 */
export async function buildModule(options: ModuleOptions): Promise<ModuleBuild> {
  const started = performance.now();
  const directory = resolve(options.directory);
  const buildFile = await readBuildFile(directory);
  const outcome = await makeModule({ ...options, directory }, buildFile);
  return { ...outcome, durationMs: performance.now() - started };
}

async function makeModule(options: ModuleOptions, buildFile: BuildFile): Promise<Outcome> {
  if (hasErrors(buildFile)) return failed(buildFile.diagnostics);
  const { wasm } = buildFile;
  if (wasm === undefined) {
    const reason = whyAbsent(options.directory, buildFile);
    return { status: 'absent', reason, diagnostics: buildFile.diagnostics };
  }
  const ending = extname(wasm);
  if (ending === '.wasm') return takePrebuilt(options.directory, wasm, buildFile);
  if (ending === '.go') return buildFromGo(options, wasm, buildFile);
  const cargo = ending === '.rs' ? '; ig builds it with cargo, which the lab does not' : '';
  const message = `\`wasm\` names ${wasm}${cargo}; the lab builds a .go file, or takes a .wasm file as it is`;
  return failed([remark('error', message, buildFile.places.wasm)]);
}

async function takePrebuilt(directory: string, source: string, { places }: BuildFile): Promise<Outcome> {
  const prebuilt = await readPrebuilt(directory, source);
  if (prebuilt.kind === 'unusable') return failed([remark('error', prebuilt.message, places.wasm)]);
  const { bytes, key } = prebuilt;
  return { status: 'ok', module: { bytes, source, key, unused: [] }, diagnostics: [] };
}

async function buildFromGo(options: ModuleOptions, source: string, buildFile: BuildFile): Promise<Outcome> {
  const { directory, signal, timeoutMs = TIMEOUT_MS, useCache = true } = options;
  const prepared = await prepareGo({ directory, buildFile, source, timeoutMs, signal });
  if (prepared.kind !== 'job') return failed([prepared.diagnostic]);
  const program = { file: prepared.job.source, text: prepared.job.content.toString('utf8') };
  return { ...(await runJob(prepared.job, useCache)), program };
}

async function runJob(job: GoJob, mayUseCache: boolean): Promise<Outcome> {
  const { source } = job;
  const key = moduleKey(job);
  const useCache = mayUseCache && (await isSelfContained(job));
  const cached = useCache ? await fetchModule(key) : undefined;
  if (cached !== undefined) {
    const { bytes, unused } = cached;
    return { status: 'cached', module: { bytes, source, key, unused }, diagnostics: unused };
  }
  const built = await buildGo(job);
  if (built.status === 'failed') return failed(built.diagnostics, built.timedOut);
  if (useCache) await keepModule(key, built);
  const { bytes, unused } = built;
  return { status: 'ok', module: { bytes, source, key, unused }, diagnostics: unused };
}

function failed(diagnostics: readonly Diagnostic[], timedOut = false): Outcome {
  return { status: 'failed', timedOut, diagnostics };
}

function whyAbsent(directory: string, { exists }: BuildFile): string {
  const there = exists ? 'build.yaml has no key `wasm`' : 'There is no build.yaml';
  return existsSync(join(directory, 'go/main.go'))
    ? `${there}, so the folder go/ is not built: write \`wasm: go/main.go\` in build.yaml.`
    : `${there}, so the gadget has no WASM module.`;
}

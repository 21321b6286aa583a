import type { Architecture } from '../build/flags.ts';
import { buildGadget, buildModule } from '../build/index.ts';
import { type DescribedBuild, describeBuild } from '../gadget/metadata/of-build.ts';
import type { Diagnostic } from '../model/artifact.ts';
import type { ModuleBuild } from '../model/module.ts';
import { creationTime } from './creation-time.ts';
import { stripDebug } from './elf/strip.ts';
import type { PackedImage } from './oci/packed-image.ts';
import { type ImageParts, packImage } from './pack.ts';

export interface ImageBuildOptions {
  /** The workspace; it is only read. */
  readonly directory: string;
  readonly signal?: AbortSignal;
  /** True by default. */
  readonly useCache?: boolean;
}

/** What building an image gave. What does not compile is a value, not an error. */
export type ImageBuild = { readonly diagnostics: readonly Diagnostic[] } & (
  | { readonly status: 'ok'; readonly image: PackedImage }
  | { readonly status: 'failed' }
);

/** As upstream, always both: an image runs wherever it is pulled. */
const ARCHITECTURES: readonly Architecture[] = ['amd64', 'arm64'];

/**
 * Builds everything that a workspace's gadget has, for both architectures, into an image. One that does not compile
 * fails all of it; whether a machine can load it (arm64 has no tracepoint `sys_enter_open`) is the loader's matter.
 * @throws LabError as `buildGadget` and `buildModule`; request `bad-source-date-epoch`
 */
export async function buildImage(options: ImageBuildOptions): Promise<ImageBuild> {
  const created = creationTime(process.env.SOURCE_DATE_EPOCH);
  // All are waited for: whatever one of them says, no other one must be left running.
  const [amd64, arm64, module] = await Promise.allSettled([
    buildProgram(options, 'amd64'),
    buildProgram(options, 'arm64'),
    buildModule(options),
  ]);
  const programs = [settled(amd64), settled(arm64)];
  const wasm = settled(module);
  const diagnostics = allDiagnostics(programs, wasm);
  const parts = partsOf(programs, wasm, created);
  return parts ? { status: 'ok', image: packImage(parts), diagnostics } : { status: 'failed', diagnostics };
}

async function buildProgram(options: ImageBuildOptions, architecture: Architecture): Promise<DescribedBuild> {
  return describeBuild(await buildGadget({ ...options, architecture, reproducible: true }));
}

function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** Undefined where something did not build. Go does not take a module with unused variables, so neither does this. */
function partsOf(
  programs: readonly DescribedBuild[],
  wasm: ModuleBuild,
  created: string,
): ImageParts | undefined {
  const objects = programs.flatMap(({ build }) => (build.status === 'failed' ? [] : [build.artifact]));
  if (objects.length < ARCHITECTURES.length || wasm.status === 'failed') return undefined;
  const module = wasm.status === 'absent' ? undefined : wasm.module;
  if (module && module.unused.length > 0) return undefined;
  const said = programs[0]?.metadata?.said;
  const text = objects[0]?.metadata?.text;
  return {
    programs: new Map(objects.map(({ object }, index) => [ARCHITECTURES[index] ?? '', stripDebug(object)])),
    module: module?.bytes,
    metadata: said && text !== undefined ? { bytes: Buffer.from(text), said } : undefined,
    created,
  };
}

/** Each once. What one compiler run alone says names its architecture; the other may only not have got so far. */
function allDiagnostics(programs: readonly DescribedBuild[], wasm: ModuleBuild): readonly Diagnostic[] {
  const [amd64 = [], arm64 = []] = programs.map(({ build }) => build.diagnostics);
  const unused = wasm.status === 'ok' || wasm.status === 'cached' ? wasm.module.unused : [];
  const fatal = new Set(unused.map(textOf));
  const goes = wasm.diagnostics.map((diagnostic) =>
    fatal.has(textOf(diagnostic)) ? { ...diagnostic, severity: 'error' as const } : diagnostic,
  );
  return [
    ...amd64.map((diagnostic) => onlyOn('amd64', diagnostic, arm64)),
    ...without(arm64, amd64).map((diagnostic) => onlyOn('arm64', diagnostic, amd64)),
    ...without(goes, amd64),
  ];
}

function onlyOn(
  architecture: Architecture,
  diagnostic: Diagnostic,
  other: readonly Diagnostic[],
): Diagnostic {
  if (without([diagnostic], other).length === 0) return diagnostic;
  return { ...diagnostic, message: `${diagnostic.message} (for ${architecture})` };
}

function without(some: readonly Diagnostic[], others: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Set(others.map(textOf));
  return some.filter((diagnostic) => !known.has(textOf(diagnostic)));
}

function textOf(diagnostic: Diagnostic): string {
  return JSON.stringify(diagnostic);
}

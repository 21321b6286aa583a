import { buildGadget, buildModule, sweepTemp } from '../../grader/build/index.ts';
import { describeBuild } from '../../grader/gadget/metadata/of-build.ts';
import type { NamedMetadata } from '../../grader/gadget/metadata/refine.ts';
import type { Artifact, Diagnostic, SourceText } from '../../grader/model/artifact.ts';
import type { WasmModule } from '../../grader/model/module.ts';
import type { Diagnosis } from '../../grader/model/verdict.ts';

/** A gadget that can be run. */
export interface BuiltGadget {
  readonly artifact: Artifact;
  /** What it was compiled from; undefined where it came ready-made. */
  readonly program: SourceText | undefined;
  readonly module: WasmModule | undefined;
  readonly metadata: NamedMetadata | undefined;
}

export interface RunBuild {
  /** Undefined where the diagnostics have an error. */
  readonly gadget: BuiltGadget | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Why there is no gadget. */
  readonly diagnoses: readonly Diagnosis[];
}

/** The same of a folder. */
export interface FolderBuild extends RunBuild {
  /** Nothing had to be compiled: it all came from the cache. */
  readonly cached: boolean;
}

/** Builds everything that a workspace's gadget has: the program and, meanwhile, the module. @throws LabError */
export async function buildForRun(directory: string, signal: AbortSignal): Promise<FolderBuild> {
  await sweepTemp();
  // Both are waited for: whatever one of them says, the other one must not be left running.
  const [program, module] = await Promise.allSettled([
    buildGadget({ directory, signal }),
    buildModule({ directory, signal }),
  ]);
  const { build, metadata } = await describeBuild(settled(program));
  const moduleBuild = build.status === 'failed' && module.status === 'rejected' ? undefined : settled(module);
  const diagnostics = distinct([...build.diagnostics, ...(moduleBuild?.diagnostics ?? [])]);
  if (build.status === 'failed' || !moduleBuild || moduleBuild.status === 'failed') {
    const { explain } = await import('../../grader/judge/diagnosis/explain.ts');
    const diagnoses = explain({ build, module: moduleBuild });
    return { gadget: undefined, diagnostics, diagnoses, cached: false };
  }
  const { artifact } = build;
  const { program: text } = build;
  const gadget = {
    artifact,
    program: text,
    module: 'module' in moduleBuild ? moduleBuild.module : undefined,
    metadata,
  };
  const cached =
    build.status === 'cached' && (moduleBuild.status === 'cached' || moduleBuild.status === 'absent');
  return { gadget, diagnostics, diagnoses: [], cached };
}

function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** Both builds read build.yaml, and each has its word on it. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}

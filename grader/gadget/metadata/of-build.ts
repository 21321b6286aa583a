import type { BuildResult } from '../../model/artifact.ts';
import { parseMetadata } from './parse.ts';
import type { NamedMetadata } from './refine.ts';

/** A build, and what the gadget.yaml that came with it says. */
export interface DescribedBuild {
  /** With the file's diagnostics; failed where one of them is an error, as `ig image build` fails then. */
  readonly build: BuildResult;
  readonly metadata: NamedMetadata | undefined;
}

export async function describeBuild(build: BuildResult): Promise<DescribedBuild> {
  if (build.status === 'failed' || build.artifact.metadata === undefined)
    return { build, metadata: undefined };
  const { file, text } = build.artifact.metadata;
  const { metadata: said, diagnostics: found } = await parseMetadata(text, file);
  const diagnostics = [...build.diagnostics, ...found];
  if (!found.some(({ severity }) => severity === 'error'))
    return { build: { ...build, diagnostics }, metadata: { said, file } };
  const { durationMs } = build;
  return { build: { status: 'failed', timedOut: false, diagnostics, durationMs }, metadata: undefined };
}

import type { BuildFile } from '../../../grader/build/index.ts';
import { readBuildFile } from '../../../grader/build/index.ts';
import type { Sandbox } from '../support.ts';

/** `2:9 error`, and the message. */
export type Remark = readonly [place: string, message: string];

/** Reads a build.yaml from a workspace of its own. */
export async function readText({ workspace }: Sandbox, text: string | Uint8Array): Promise<BuildFile> {
  return readBuildFile(workspace({ 'build.yaml': text }));
}

/** The remarks in short, once it is sure that all are on build.yaml. */
export function remarksOf({ diagnostics }: BuildFile): readonly Remark[] {
  return diagnostics.map(({ file, line, column, severity, message }) => {
    if (file !== 'build.yaml') throw new Error(`a remark on ${file}: ${message}`);
    return [`${line}:${column} ${severity}`, message];
  });
}

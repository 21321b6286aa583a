import type { Artifact, Diagnostic } from '../model/artifact.ts';
import { LabError } from '../model/error.ts';
import { type BuildFile, hasErrors, remark } from './build-file/build-file.ts';
import { readBuildFile } from './build-file/read.ts';
import { readMetadata } from './metadata.ts';
import { readSource } from './source.ts';

/** All of the workspace that the gadget's object is made of, read once. */
export type Inputs =
  | {
      readonly kind: 'usable';
      readonly buildFile: BuildFile;
      readonly content: Buffer;
      readonly metadata: Artifact['metadata'];
      /** Warnings. */
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: 'unusable'; readonly diagnostics: readonly Diagnostic[] };

/** @throws LabError request `no-program`, `unreadable-program`, `program-too-large` */
export async function readInputs(directory: string): Promise<Inputs> {
  const buildFile = await readBuildFile(directory);
  if (hasErrors(buildFile)) return { kind: 'unusable', diagnostics: buildFile.diagnostics };
  const content = await readProgram(directory, buildFile);
  const { metadata, diagnostics: remarks } = await readMetadata(directory, buildFile);
  const diagnostics = [...buildFile.diagnostics, ...remarks];
  if (!Buffer.isBuffer(content)) return { kind: 'unusable', diagnostics: [...diagnostics, content] };
  const notText = findNul(buildFile.ebpfSource, content);
  if (notText !== undefined) return { kind: 'unusable', diagnostics: [...diagnostics, notText] };
  if (remarks.some(({ severity }) => severity === 'error')) return { kind: 'unusable', diagnostics };
  return { kind: 'usable', buildFile, content, metadata, diagnostics };
}

/** A program that is missing is a wrong request, unless build.yaml names it: then that line is wrong. */
async function readProgram(directory: string, buildFile: BuildFile): Promise<Buffer | Diagnostic> {
  const { ebpfSource, places } = buildFile;
  try {
    return await readSource(directory, ebpfSource);
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'no-program' || places.ebpfsource === undefined)
      throw error;
    return remark('error', `\`ebpfsource\` names ${ebpfSource}, which is not there`, places.ebpfsource);
  }
}

/** clang answers a binary file with one warning for every NUL byte; one sentence is enough. */
function findNul(file: string, content: Buffer): Diagnostic | undefined {
  const at = content.indexOf(0);
  if (at === -1) return undefined;
  const before = content.subarray(0, at).toString('latin1');
  return {
    file,
    line: before.split('\n').length,
    column: at - before.lastIndexOf('\n'),
    severity: 'error',
    category: 'Lexical or Preprocessor Issue',
    message: 'this is not C source text: here is a NUL byte (a binary file, or one saved as UTF-16?)',
  };
}

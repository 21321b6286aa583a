import { isUtf8 } from 'node:buffer';
import type { Artifact, Diagnostic } from '../model/artifact.ts';
import { type BuildFile, remark } from './build-file/build-file.ts';
import { readInside } from './inside.ts';
import { LARGEST_SOURCE } from './source.ts';

/** The metadata file as it is now, and what is wrong with it. */
export interface MetadataReading {
  readonly metadata?: NonNullable<Artifact['metadata']>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the gadget's metadata (gadget.yaml). Not to have any is in order, even where build.yaml names it. */
export async function readMetadata(directory: string, buildFile: BuildFile): Promise<MetadataReading> {
  const name = buildFile.metadata;
  const place = buildFile.places.metadata;
  const file = await readInside(directory, name, LARGEST_SOURCE);
  if (file.kind === 'file' && isUtf8(file.bytes)) {
    return { metadata: { file: name, text: file.bytes.toString('utf8') }, diagnostics: [] };
  }
  if (file.kind === 'missing') {
    const message = `\`metadata\` names ${name}, which is not there: the gadget has no metadata`;
    return { diagnostics: place === undefined ? [] : [remark('warning', message, place)] };
  }
  const message = `${name} ${file.kind === 'file' ? 'is not UTF-8 text' : file.why}`;
  if (place !== undefined) return { diagnostics: [remark('error', message, place)] };
  const nowhere = { file: name, line: 0, column: 0 };
  return { diagnostics: [{ ...nowhere, severity: 'error', category: 'Metadata', message }] };
}

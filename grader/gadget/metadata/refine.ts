import type { Note } from '../output/note.ts';
import type { DataSource } from '../source/field.ts';
import { applyMetadata, unknownSources } from './apply.ts';
import type { GadgetMetadata } from './metadata.ts';

/** What a gadget.yaml says, and what that file is called. */
export interface NamedMetadata {
  readonly said: GadgetMetadata;
  readonly file: string;
}

/** Refines data sources as gadget.yaml says, and tells what could not be done. */
export function refineBy(
  { said, file }: NamedMetadata,
  onNote: (note: Note) => void,
): (source: DataSource) => DataSource {
  return (source) => {
    const applied = applyMetadata(source, said, file);
    for (const message of applied.notes) onNote({ kind: 'metadata', message });
    return applied.source;
  };
}

/** Tells which of its data sources a gadget without a module does not have. */
export function noteUnknownSources(
  names: readonly string[],
  { said, file }: NamedMetadata,
  onNote: (note: Note) => void,
): void {
  for (const message of unknownSources(names, said, file)) onNote({ kind: 'metadata', message });
}

import { type Complain, placeOf, readHeader, required, requiredName, taskName } from './header.ts';
import { HEADER_KEYS, type Mistake, type PatchFault, type RightProgram } from './program.ts';
import { readChanges } from './unified.ts';

/** A patch that was read, or everything that is wrong with it. */
export type Parsed<P> =
  | { readonly kind: 'valid'; readonly program: P }
  | { readonly kind: 'invalid'; readonly faults: readonly PatchFault[] };

export interface PatchFile {
  /** Relative to the course's root: `test/wrong-programs/02-flags/mode-for-flags.patch`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file of test/right-programs: `What:`, an empty line, a patch. */
export function parseRightProgram(file: PatchFile): Parsed<RightProgram> {
  return parse(file, (complain) => {
    const header = readHeader(linesOf(file), ['What'], complain);
    const what = required(header, 'What', complain).text;
    return { ...common(file), what, changes: changesBelow(file, header.length, complain) };
  });
}

/** A file of test/wrong-programs: a header that says what must become of it, an empty line, a patch. */
export function parseMistake(file: PatchFile): Parsed<Mistake> {
  return parse(file, (complain) => {
    const header = readHeader(linesOf(file), HEADER_KEYS, complain);
    const { values } = header;
    const task = required(header, 'Task', complain);
    const also = values.get('Also');
    const place = values.get('Line');
    const named = place && placeOf(place, complain);
    return {
      ...common(file),
      what: required(header, 'What', complain).text,
      kind: requiredName(header, 'Kind', complain),
      task: taskName(task.text, task.line, complain),
      also: also?.text.split(/\s*,\s*/).map((name) => taskName(name, also.line, complain)) ?? [],
      diagnosis: requiredName(header, 'Diagnosis', complain),
      ...(named && { place: named }),
      at: Object.fromEntries([...values].map(([key, { line }]) => [key, line])),
      changes: changesBelow(file, header.length, complain),
    };
  });
}

function parse<P>(file: PatchFile, read: (complain: Complain) => P): Parsed<P> {
  const faults: PatchFault[] = [];
  const program = read((line, message) => void faults.push({ file: file.path, line, message }));
  return faults.length > 0 ? { kind: 'invalid', faults } : { kind: 'valid', program };
}

function linesOf({ bytes }: PatchFile): readonly string[] {
  return Buffer.from(bytes).toString('utf8').split('\n');
}

/** One character is one byte: what a learner's file may hold need not be UTF-8. */
function changesBelow({ bytes }: PatchFile, header: number, complain: Complain) {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  return readChanges(lines.slice(header), header + 1, complain);
}

function common({ path }: PatchFile) {
  const [folder = '', name = ''] = path.split('/').slice(-2);
  return { path, folder, slug: name.replace(/\.patch$/, '') };
}

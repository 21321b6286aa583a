import { readFile } from 'node:fs/promises';
import { applyPatch } from 'diff';
import { listFiles } from '../../course/files.ts';
import type { FileChange, PatchFault, Program } from './program.ts';
import { decoded } from './unified.ts';

/** A workspace: contents by path, `go/main.go`. */
export type Files = Readonly<Record<string, Uint8Array>>;

export type Applied =
  | { readonly kind: 'files'; readonly files: Files }
  | { readonly kind: 'fault'; readonly fault: PatchFault };

/**
 * A solution's files as a program of the tests has them. Every line of a patch must be there as it says; where in the
 * file may have moved.
 * @param solution Absolute path of the solution that is changed.
 */
export async function applyProgram(solution: string, program: Program): Promise<Applied> {
  const files = new Map<string, Uint8Array>();
  for (const { path, absolute } of await listFiles(solution)) files.set(path, await readFile(absolute));
  for (const change of program.changes) {
    const fault = applyChange(files, change);
    if (fault !== undefined) return { kind: 'fault', fault: { file: program.path, ...fault } };
  }
  return { kind: 'files', files: Object.fromEntries(files) };
}

type Fault = Omit<PatchFault, 'file'>;

function applyChange(files: Map<string, Uint8Array>, change: FileChange): Fault | undefined {
  const { file, kind, patch, line } = change;
  const old = files.get(file);
  if (kind === 'create' && old !== undefined)
    return { line, message: `the solution has \`${file}\` already` };
  if (kind !== 'create' && old === undefined) return { line, message: `the solution has no \`${file}\`` };
  const before = old === undefined ? '' : Buffer.from(old).toString('latin1');
  const after = applyPatch(before, patch, { fuzzFactor: 0, autoConvertLineEndings: false });
  if (after === false) return firstMisfit(before, change);
  if (after === before) return { line, message: `the patch changes nothing in \`${file}\`` };
  if (kind === 'delete' && after !== '')
    return { line, message: `\`${file}\` has more lines than are deleted` };
  if (kind === 'delete') files.delete(file);
  else files.set(file, Buffer.from(after, 'latin1'));
  return undefined;
}

/** The first line that is not where the patch expects it. */
function firstMisfit(before: string, { file, patch, hunkLines }: FileChange): Fault {
  const lines = before.split('\n');
  for (const [index, hunk] of patch.hunks.entries()) {
    let place = hunk.oldStart - 1;
    for (const [offset, text] of hunk.lines.entries()) {
      if (text.startsWith('+') || text.startsWith('\\')) continue;
      const found = lines[place++];
      if (found === text.slice(1)) continue;
      const is = found === undefined ? 'does not exist' : `is \`${decoded(found).trim()}\``;
      const message = `the patch does not apply: line ${place} of the solution's \`${file}\` ${is}, not \`${decoded(text.slice(1)).trim()}\``;
      return { line: (hunkLines[index] ?? 0) + 1 + offset, message };
    }
  }
  return { line: hunkLines[0] ?? 1, message: `the patch does not apply to the solution's \`${file}\`` };
}

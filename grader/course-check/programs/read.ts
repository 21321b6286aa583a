import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../model/error.ts';
import { applyProgram, type Files } from './apply.ts';
import { type Parsed, type PatchFile, parseMistake, parseRightProgram } from './parse.ts';
import type { Mistake, PatchFault, Program, RightProgram } from './program.ts';

/** Below the course's root. */
export const WRONG_PROGRAMS = 'test/wrong-programs';
export const RIGHT_PROGRAMS = 'test/right-programs';

/** What a folder of patches holds. */
export interface Programs<P> {
  readonly programs: readonly P[];
  /** What cannot be read as a program, or does not lie where one is looked for. */
  readonly faults: readonly PatchFault[];
}

/**
 * The known-wrong programs of a course, by folder and name; none where it has none.
 * @param root Absolute path of the course.
 * @throws LabError request `bad-patch` with everything that is wrong, one line each
 */
export async function readMistakes(root: string): Promise<readonly Mistake[]> {
  return allOf(await findMistakes(root));
}

/** The programs that are written differently and pass, likewise. @throws LabError request `bad-patch` */
export async function readRightPrograms(root: string): Promise<readonly RightProgram[]> {
  return allOf(await findRightPrograms(root));
}

export function findMistakes(root: string): Promise<Programs<Mistake>> {
  return readPrograms(root, WRONG_PROGRAMS, parseMistake);
}

export function findRightPrograms(root: string): Promise<Programs<RightProgram>> {
  return readPrograms(root, RIGHT_PROGRAMS, parseRightProgram);
}

/**
 * The whole workspace of such a program: the solution's files, changed. A script of commands is among them.
 * @throws LabError request `bad-patch` where the patch does not apply
 */
export async function mistakenFiles(root: string, program: Program): Promise<Files> {
  const applied = await applyProgram(join(root, 'solutions', program.folder), program);
  if (applied.kind === 'fault') throw badPatch([applied.fault]);
  return applied.files;
}

async function readPrograms<P>(
  root: string,
  place: string,
  parse: (file: PatchFile) => Parsed<P>,
): Promise<Programs<P>> {
  const { paths, faults } = await patchesIn(root, place);
  const parsed = await Promise.all(
    paths.map(async (path) => parse({ path, bytes: await readFile(join(root, path)) })),
  );
  return {
    programs: parsed.flatMap((one) => (one.kind === 'valid' ? [one.program] : [])),
    faults: [...faults, ...parsed.flatMap((one) => (one.kind === 'invalid' ? one.faults : []))],
  };
}

/** `NN-name/slug.patch`, and a README beside; what else lies there would be forgotten in silence. */
async function patchesIn(
  root: string,
  place: string,
): Promise<{ readonly paths: readonly string[]; readonly faults: readonly PatchFault[] }> {
  const paths: string[] = [];
  const faults: PatchFault[] = [];
  const stray = (file: string, message: string) => void faults.push({ file, line: 1, message });
  for (const entry of await entriesOf(join(root, place))) {
    const folder = `${place}/${entry.name}`;
    if (entry.isFile() && entry.name === 'README.md') continue;
    if (!entry.isDirectory()) stray(folder, 'only folders of steps lie here, such as `01-filename`');
    else
      for (const inner of await entriesOf(join(root, folder))) {
        const path = `${folder}/${inner.name}`;
        if (inner.isFile() && /^[a-z0-9]+(-[a-z0-9]+)*\.patch$/.test(inner.name)) paths.push(path);
        else stray(path, 'only patches with names in kebab-case lie here, such as `mode-for-flags.patch`');
      }
  }
  return { paths, faults };
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function allOf<P>({ programs, faults }: Programs<P>): readonly P[] {
  if (faults.length > 0) throw badPatch(faults);
  return programs;
}

function badPatch(faults: readonly PatchFault[]): LabError {
  return new LabError({
    kind: 'request',
    code: 'bad-patch',
    message: faults.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'),
    hint: 'docs/writing-a-course.md says how a program of the tests is written',
  });
}

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../model/project.ts';
import { readInside } from '../inside.ts';
import { LARGEST_SOURCE } from '../source.ts';
import { isNewEnough, OLDEST_GO } from './go.ts';

/** The learner's go.mod and go.sum, and what Go is given in their place. */
export interface GoMod {
  /** Relative to the workspace: `go/go.mod`. */
  readonly file: string;
  /** The learner's lines; line numbers are the same in the private copy. */
  readonly text: string;
  /** Private copies: the `go` line is at least what the pinned module needs, the pinned module's sums are there. */
  readonly privateMod: string;
  readonly privateSum: string;
}

export type GoModReading =
  | { readonly kind: 'found'; readonly goMod: GoMod }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unusable'; readonly file: string; readonly why: string };

/** The Go module of the headers and of the API. */
export const API_MODULE = 'github.com/inspektor-gadget/inspektor-gadget';

/** What a go.mod should say. */
export const OLDEST_GO_LINE = `go ${OLDEST_GO}.0`;

const GO_LINE = /^([ \t]*go[ \t]+)(\d+(?:\.\w+)*)(?=[ \t]*(?:\/\/.*)?\r?$)/m;

/**
 * Finds go.mod as Go does, in the source's folder or the next above it; the workspace is the limit.
 *
 * @param source The Go file, relative to the workspace.
 */
export async function readGoMod(workspace: string, source: string): Promise<GoModReading> {
  for (let folder = dirname(source); ; folder = dirname(folder)) {
    const file = join(folder, 'go.mod');
    const mod = await readInside(workspace, file, LARGEST_SOURCE);
    if (mod.kind === 'unusable') return { ...mod, file };
    if (mod.kind === 'file') return withSum(workspace, file, mod.bytes.toString('utf8'));
    if (folder === '.') return { kind: 'missing' };
  }
}

async function withSum(workspace: string, file: string, text: string): Promise<GoModReading> {
  const sumFile = join(dirname(file), 'go.sum');
  const sum = await readInside(workspace, sumFile, LARGEST_SOURCE);
  if (sum.kind === 'unusable') return { ...sum, file: sumFile };
  const own = sum.kind === 'file' ? sum.bytes.toString('utf8').trimEnd() : '';
  const pinned = await readFile(join(projectRoot, 'bpf/go.sum'), 'utf8');
  const goMod = {
    file,
    text,
    privateMod: raised(text),
    privateSum: own === '' ? pinned : `${own}\n${pinned}`,
  };
  return { kind: 'found', goMod };
}

/**
 * `go mod tidy` would raise the line likewise, as the pinned module needs this version. Below 1.17, Go would want the
 * go.mod of everything that the pinned module requires, though no module of a gadget uses any of it.
 */
function raised(text: string): string {
  const version = GO_LINE.exec(text)?.[2];
  if (version === undefined) return `${text}\n${OLDEST_GO_LINE}\n`;
  return isNewEnough(version) ? text : text.replace(GO_LINE, `$1${OLDEST_GO}.0`);
}

/** The line of go.mod (from 1) that a pattern matches first; 0 where none does. */
export function lineOf(text: string, pattern: RegExp): number {
  return text.split('\n').findIndex((line) => pattern.test(line)) + 1;
}

/** The version of the API's module that go.mod requires, `v0.46.0`; whatever stands there. */
export function requiredVersion(text: string): string | undefined {
  return new RegExp(`^[ \\t]*(?:require[ \\t]+)?${API_MODULE}[ \\t]+(\\S+)`, 'm').exec(text)?.[1];
}

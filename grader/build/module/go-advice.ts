import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../../model/artifact.ts';
import { readInside } from '../inside.ts';
import { LARGEST_SOURCE } from '../source.ts';
import type { GoJob } from './go-job.ts';
import { API_MODULE } from './go-mod.ts';

/** Names under which packages of the standard library, and the API, are used, where they differ: their paths. */
const PACKAGES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['bufio', 'bytes', 'cmp', 'context', 'errors', 'fmt', 'io', 'log', 'maps', 'math', 'os', 'reflect'],
      ...['regexp', 'runtime', 'slices', 'sort', 'strconv', 'strings', 'sync', 'time', 'unicode', 'unsafe'],
    ].map((name) => [name, name]),
  ),
  api: `${API_MODULE}/wasmapi/go`,
  atomic: 'sync/atomic',
  binary: 'encoding/binary',
  bits: 'math/bits',
  hex: 'encoding/hex',
  json: 'encoding/json',
  rand: 'math/rand',
  utf8: 'unicode/utf8',
};

const UNDEFINED = /^undefined: (\w+)$/;
const MOST_SIBLINGS = 50;
const MOST_NOTES = 5;

/** Adds, after the first remark on a name that Go does not know, a note on where it comes from. */
export async function withAdvice(
  job: GoJob,
  diagnostics: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> {
  const advised = new Set<string>();
  const result: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    result.push(diagnostic);
    const name = UNDEFINED.exec(diagnostic.message)?.[1];
    if (name === undefined || advised.has(name) || advised.size >= MOST_NOTES) continue;
    advised.add(name);
    const note = (await siblingNote(job, name)) ?? importNote(diagnostic, name);
    if (note !== undefined) result.push(note);
  }
  return result;
}

function importNote(diagnostic: Diagnostic, name: string): Diagnostic | undefined {
  const path = Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined;
  if (path === undefined) return undefined;
  const spec = name === 'api' ? `${name} "${path}"` : `"${path}"`;
  const message = `${name} is a package whose import is missing: add \`${spec}\` to the imports`;
  return { ...diagnostic, severity: 'note', message };
}

/** Another file of the folder may define it, but ig compiles the one named file alone. */
async function siblingNote(job: GoJob, name: string): Promise<Diagnostic | undefined> {
  const folder = dirname(job.source);
  const entries = await readdir(join(job.workspace, folder), { withFileTypes: true }).catch(() => []);
  const siblings = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.go'));
  const own = basename(job.source);
  for (const sibling of siblings.slice(0, MOST_SIBLINGS)) {
    if (sibling.name === own) continue;
    const file = join(folder, sibling.name);
    const line = await definitionLine(job.workspace, file, name);
    if (line === 0) continue;
    const message = `${name} is defined here, but only ${own} is compiled, the file that build.yaml names (as ig does): move it there`;
    return { file, line, column: 1, severity: 'note', category: 'Go', message };
  }
  return undefined;
}

/** From 1; 0 for none. Groups (`var ( … )`) are told by their indented lines. */
async function definitionLine(workspace: string, file: string, name: string): Promise<number> {
  const source = await readInside(workspace, file, LARGEST_SOURCE);
  if (source.kind !== 'file') return 0;
  const single = new RegExp(`^(?:func|var|const|type)[ \\t]+${name}\\b`);
  const grouped = new RegExp(`^\\t${name}\\b[^:(.]*(?:=|$)`);
  const lines = source.bytes.toString('utf8').split('\n');
  const line = lines.findIndex((text) => single.test(text));
  return (line === -1 ? lines.findIndex((text) => grouped.test(text)) : line) + 1;
}

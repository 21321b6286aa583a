import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import type { Diagnostic } from '../model/artifact.ts';
import type { CompileJob, CompileOutcome } from './compile.ts';

/** What can make the same text mean something else, without a trace in the list of files that were read. */
const UNPREDICTABLE = /__has_(?:include|embed)|include_next|\bembed\b|incbin|__DATE__|__TIME(?:STAMP)?__/;

/** The part of an entry that says when it holds and what the compiler said. */
export interface Manifest {
  readonly key: string;
  /** Files of the workspace by relative path, with their SHA-256. */
  readonly own: readonly (readonly [path: string, digest: string])[];
  /** Files outside of it by absolute path, with size and time of change. */
  readonly foreign: readonly (readonly [path: string, state: string])[];
  /** Relative paths at which a file of the workspace would have been taken in place of a foreign one. */
  readonly absent: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What the object depends on, hashed now. */
export async function describeInputs(
  job: CompileJob,
  outcome: Extract<CompileOutcome, { status: 'ok' }>,
): Promise<Manifest> {
  const { dependencies, diagnostics } = outcome;
  const own = dependencies.filter((path) => !isAbsolute(path) && normalize(path) !== job.source);
  const foreign = dependencies.filter((path) => isAbsolute(path));
  const digests = await Promise.all(
    own.map(async (path) => [path, await digestOf(job.directory, path)] as const),
  );
  const states = await Promise.all(foreign.map(async (path) => [path, await stateOf(path)] as const));
  const key = createHash('sha256')
    .update(entryKey)
    .update(JSON.stringify([digests, states]));
  return {
    key: key.digest('hex'),
    own: digests,
    foreign: states,
    absent: shadowable(job, foreign),
    diagnostics,
  };
}

/** A quoted include looks into the workspace first, so a new file there can replace a foreign header. */
function shadowable(job: CompileJob, foreign: readonly string[]): readonly string[] {
  const { headers, architecture, directory } = job;
  const folders = [join(headers.gadget, 'gadget', architecture), headers.gadget, headers.libbpf];
  const names = foreign.flatMap((path) => {
    const folder = folders.find((parent) => path.startsWith(`${parent}/`));
    return folder === undefined ? [] : [path.slice(folder.length + 1)];
  });
  return names.filter((name) => !existsSync(join(directory, name)));
}

/** True if every file is still as it was. */
export async function holds(manifest: Manifest, directory: string): Promise<boolean> {
  if (manifest.absent.some((name) => existsSync(join(directory, name)))) return false;
  const own = manifest.own.map(async ([path, digest]) => (await digestOf(directory, path)) === digest);
  const foreign = manifest.foreign.map(async ([path, state]) => (await stateOf(path)) === state);
  return (await Promise.all([...own, ...foreign])).every((same) => same);
}

/** False if what clang read may differ from what was hashed, or could differ next time unseen. */
export async function isSteady(job: CompileJob, manifest: Manifest, startedAt: number): Promise<boolean> {
  const now = await readFile(join(job.directory, job.source)).catch(() => undefined);
  if (now === undefined || !now.equals(job.content) || UNPREDICTABLE.test(now.toString('latin1')))
    return false;
  const checks = manifest.own.map(async ([path, digest]) => {
    const file = join(job.directory, path);
    const entry = await stat(file).catch(() => undefined);
    const text = await readFile(file, 'latin1').catch(() => undefined);
    // File systems may keep times in whole seconds or coarse clock ticks.
    const settled = entry !== undefined && entry.ctimeMs < startedAt - 20;
    return digest !== '' && settled && text !== undefined && !UNPREDICTABLE.test(text);
  });
  return (await Promise.all(checks)).every((steady) => steady);
}

async function digestOf(directory: string, path: string): Promise<string> {
  const content = await readFile(join(directory, path)).catch(() => undefined);
  return content === undefined ? '' : createHash('sha256').update(content).digest('hex');
}

async function stateOf(path: string): Promise<string> {
  const entry = await stat(path).catch(() => undefined);
  return entry === undefined ? '' : `${entry.size} ${entry.mtimeMs}`;
}


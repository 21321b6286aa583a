import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { Diagnostic } from '../model/artifact.ts';
import { addsFolders } from './build-file/cflags.ts';
import type { CompileOutcome } from './compile.ts';
import type { CompileJob } from './compile-job.ts';

/** What can make the same text mean something else, without a trace in the list of files that were read. */
const UNPREDICTABLE = /__has_(?:include|embed)|include_next|\bembed\b|incbin|__DATE__|__TIME(?:STAMP)?__/;

const CLOCK_TICK_MS = 20;
const LARGEST_HEADER = 16 * 1024 ** 2;

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
  entryKey: string,
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

/** A quoted include looks into the source's folder first, so a new file there can replace a foreign header. */
function shadowable(job: CompileJob, foreign: readonly string[]): readonly string[] {
  const { headers, architecture, directory } = job;
  const folders = [join(headers.gadget, 'gadget', architecture), headers.gadget, headers.libbpf];
  const names = foreign.flatMap((path) => {
    const folder = folders.find((parent) => path.startsWith(`${parent}/`));
    return folder === undefined ? [] : [join(dirname(job.source), path.slice(folder.length + 1))];
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
  // In an own include folder, a new file could stand for any other; `-D` can hold what a source can.
  if (addsFolders(job.cflags) || UNPREDICTABLE.test(job.cflags.join(' '))) return false;
  const source = await readPlain(join(job.directory, job.source));
  if (!source?.equals(job.content) || UNPREDICTABLE.test(source.toString('latin1'))) return false;
  const headers = manifest.own.map(([path]) => isSteadyHeader(join(job.directory, path), startedAt));
  return (await Promise.all(headers)).every((steady) => steady);
}

async function isSteadyHeader(path: string, startedAt: number): Promise<boolean> {
  const entry = await stat(path).catch(() => undefined);
  const content = await readPlain(path);
  if (entry === undefined || content === undefined || UNPREDICTABLE.test(content.toString('latin1')))
    return false;
  // File systems keep times in coarse clock ticks.
  return entry.ctimeMs < startedAt - CLOCK_TICK_MS;
}

async function digestOf(directory: string, path: string): Promise<string> {
  const content = await readPlain(join(directory, path));
  return content === undefined ? '' : createHash('sha256').update(content).digest('hex');
}

/** Undefined for what is no plain file of a sensible size: a device or a file of /proc may never end. */
async function readPlain(path: string): Promise<Buffer | undefined> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry?.isFile() || entry.size > LARGEST_HEADER) return undefined;
  return entry.size === 0 ? Buffer.alloc(0) : readFile(path).catch(() => undefined);
}

async function stateOf(path: string): Promise<string> {
  const entry = await stat(path).catch(() => undefined);
  return entry === undefined ? '' : `${entry.size} ${entry.mtimeMs}`;
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import type { Diagnostic } from '../model/artifact.ts';
import { type CompileJob, type CompileOutcome, compileFlags } from './compile.ts';
import { cacheDirectory, isTemporary, storeFile } from './store.ts';

/** Raised whenever an entry's meaning or form changes. */
const FORMAT = 'gadget-lab-object-1';
const MOST_ENTRIES = 200;
const MOST_BYTES = 64 * 1024 ** 2;
const TEMPORARY_AGE_MS = 60 * 60 * 1000;

/** What can make the same text mean something else, without a trace in the list of files that were read. */
const UNPREDICTABLE = /__has_(?:include|embed)|include_next|\bembed\b|incbin|__DATE__|__TIME(?:STAMP)?__/;

export interface CachedObject {
  readonly object: Buffer;
  readonly key: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The part of an entry that says when it holds and what the compiler said. */
interface Manifest {
  readonly key: string;
  /** Files of the workspace by relative path, with their SHA-256. */
  readonly own: readonly (readonly [path: string, digest: string])[];
  /** Files outside of it by absolute path, with size and time of change. */
  readonly foreign: readonly (readonly [path: string, state: string])[];
  /** Relative paths at which a file of the workspace would have been taken in place of a foreign one. */
  readonly absent: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The object that was built before from the same source, headers, flags and compiler; undefined if there is none. */
export async function fetchObject(job: CompileJob): Promise<CachedObject | undefined> {
  const path = entryPath(job);
  const entry = await readEntry(path);
  if (entry === undefined || !(await holds(entry.manifest, job.directory))) return undefined;
  // The time of change tells the last use to the clean-up.
  await utimes(path, new Date(), new Date()).catch(() => undefined);
  const { key, diagnostics } = entry.manifest;
  return { object: entry.object, key, diagnostics };
}

/**
 * Keeps a fresh object for the next time, unless a file changed while it was compiled, and returns the key of the
 * build.
 */
export async function keepObject(
  job: CompileJob,
  outcome: Extract<CompileOutcome, { status: 'ok' }>,
  options: { readonly startedAt: number; readonly store: boolean },
): Promise<string> {
  const manifest = await describe(job, outcome);
  const steady = options.store && (await isSteady(job, manifest, options.startedAt));
  if (steady && (await storeFile(entryPath(job), serialise(manifest, outcome.object)))) {
    await cleanUp(objectsDirectory());
  }
  return manifest.key;
}

function objectsDirectory(): string {
  return join(cacheDirectory(), 'objects');
}

function entryPath(job: CompileJob): string {
  const { compiler, headers, architecture, source, content } = job;
  const flags = compileFlags(headers, architecture);
  const facts = [FORMAT, compiler.identity, headers.version, source, ...flags];
  const hash = createHash('sha256').update(JSON.stringify(facts)).update('\0').update(content);
  return join(objectsDirectory(), hash.digest('hex'));
}

async function describe(
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
    .update(entryPath(job))
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

async function holds(manifest: Manifest, directory: string): Promise<boolean> {
  if (manifest.absent.some((name) => existsSync(join(directory, name)))) return false;
  const own = manifest.own.map(async ([path, digest]) => (await digestOf(directory, path)) === digest);
  const foreign = manifest.foreign.map(async ([path, state]) => (await stateOf(path)) === state);
  return (await Promise.all([...own, ...foreign])).every((same) => same);
}

/** False if what clang read may differ from what was hashed, or could differ next time unseen. */
async function isSteady(job: CompileJob, manifest: Manifest, startedAt: number): Promise<boolean> {
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

/** Three lines and the object: format, SHA-256 of the rest, manifest. */
function serialise(manifest: Manifest, object: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), object]);
  const digest = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([Buffer.from(`${FORMAT}\n${digest}\n`), body]);
}

/** Undefined for an entry that is missing, of another format, or damaged. */
async function readEntry(path: string): Promise<{ manifest: Manifest; object: Buffer } | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const header = FORMAT.length + 1 + 64 + 1;
  const [format, digest] = bytes.subarray(0, header).toString('latin1').split('\n');
  const body = bytes.subarray(header);
  if (format !== FORMAT || createHash('sha256').update(body).digest('hex') !== digest) return undefined;
  const end = body.indexOf('\n');
  // The digest vouches for the form: only this file's `serialise` makes such an entry.
  const manifest = JSON.parse(body.subarray(0, end).toString('utf8')) as Manifest;
  return { manifest, object: body.subarray(end + 1) };
}

/** Removes the entries that were used longest ago, and what killed writers left. */
async function cleanUp(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  const entries = await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      const entry = await stat(path).catch(() => undefined);
      return { path, temporary: isTemporary(name), used: entry?.mtimeMs ?? 0, size: entry?.size ?? 0 };
    }),
  );
  const abandoned = entries.filter(
    ({ temporary, used }) => temporary && used < Date.now() - TEMPORARY_AGE_MS,
  );
  const objects = entries.filter(({ temporary }) => !temporary).sort((a, b) => b.used - a.used);
  let bytes = 0;
  const surplus = objects.filter(({ size }, index) => {
    bytes += size;
    return index >= MOST_ENTRIES || bytes > MOST_BYTES;
  });
  await Promise.all(
    [...abandoned, ...surplus].map(({ path }) => rm(path, { force: true }).catch(() => undefined)),
  );
}

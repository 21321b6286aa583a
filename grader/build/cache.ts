import { createHash } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../model/artifact.ts';
import { FORMAT, readEntry, serialiseEntry } from './cache-entry.ts';
import { describeInputs, holds, isSteady } from './cache-manifest.ts';
import { type CompileJob, type CompileOutcome, compileFlags } from './compile.ts';
import { keepNewest } from './prune.ts';
import { cacheDirectory, storeFile } from './store.ts';

const LIMITS = { entries: 200, bytes: 64 * 1024 ** 2 };

export interface CachedObject {
  readonly object: Uint8Array;
  readonly key: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The object that was built before from the same source, headers, flags and compiler; undefined if there is none. */
export async function fetchObject(job: CompileJob): Promise<CachedObject | undefined> {
  const path = join(objectsDirectory(), entryKey(job));
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
  const manifest = await describeInputs(job, entryKey(job), outcome);
  const steady = options.store && (await isSteady(job, manifest, options.startedAt));
  if (steady && (await storeFile(join(objectsDirectory(), entryKey(job)), serialiseEntry(manifest, outcome.object)))) {
    await keepNewest(objectsDirectory(), LIMITS);
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

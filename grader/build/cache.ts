import { createHash } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../model/artifact.ts';
import { readEntry, serialiseEntry } from './cache-entry.ts';
import { describeInputs, holds, isSteady, type Manifest } from './cache-manifest.ts';
import { type CompileOutcome, compileFlags } from './compile.ts';
import type { CompileJob } from './compile-job.ts';
import { keepNewest } from './prune.ts';
import { cacheDirectory, storeFile } from './store.ts';

const FORMAT = 'gadget-lab-object-1';
const LIMITS = { entries: 200, bytes: 64 * 1024 ** 2 };

export interface CachedObject {
  readonly object: Uint8Array;
  readonly key: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The object that was built before from the same source, headers, flags and compiler; undefined if there is none. */
export async function fetchObject(job: CompileJob): Promise<CachedObject | undefined> {
  const path = join(objectsDirectory(), entryKey(job));
  const entry = await readEntry<Manifest>(FORMAT, path);
  if (entry === undefined || !(await holds(entry.facts, job.directory))) return undefined;
  // The time of change tells the last use to the clean-up.
  await utimes(path, new Date(), new Date()).catch(() => undefined);
  const { key, diagnostics } = entry.facts;
  return { object: entry.bytes, key, diagnostics };
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
  const name = entryKey(job);
  const manifest = await describeInputs(job, name, outcome);
  if (options.store && (await isSteady(job, manifest, options.startedAt))) {
    const entry = serialiseEntry(FORMAT, { facts: manifest, bytes: outcome.object });
    await storeFile(join(objectsDirectory(), name), entry);
    await keepNewest(objectsDirectory(), LIMITS);
  }
  return manifest.key;
}

function objectsDirectory(): string {
  return join(cacheDirectory(), 'objects');
}

/** SHA-256 (hex) over all that is known before clang runs; the files that it includes are in the manifest. */
function entryKey(job: CompileJob): string {
  const { compiler, headers, source, content, reproducible } = job;
  const flags = compileFlags(job);
  const facts = [FORMAT, compiler.identity, headers.version, source, reproducible, ...flags];
  return createHash('sha256').update(JSON.stringify(facts)).update('\0').update(content).digest('hex');
}

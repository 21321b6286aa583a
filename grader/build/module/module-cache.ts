import { createHash } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../model/artifact.ts';
import { readEntry, serialiseEntry } from '../cache-entry.ts';
import { keepNewest } from '../prune.ts';
import { cacheDirectory, storeFile } from '../store.ts';
import { GO_FLAGS } from './compile-go.ts';
import type { GoJob } from './go-job.ts';

const FORMAT = 'gadget-lab-module-1';
const LIMITS = { entries: 50, bytes: 128 * 1024 ** 2 };

interface Facts {
  readonly unused: readonly Diagnostic[];
}

export interface CachedModule extends Facts {
  readonly bytes: Uint8Array;
}

/**
 * SHA-256 (hex) over all that a module of one file is made of: its text and name, go.mod and go.sum as Go is given
 * them (they fix the version, and so the content, of every other Go module), Go with its standard library, the flags,
 * and the pinned API. What else can be compiled in is the learner's own folders; see {@link isSelfContained}.
 */
export function moduleKey(job: GoJob): string {
  const { source, goMod, go, pinned } = job;
  const facts = [
    FORMAT,
    source,
    goMod.file,
    goMod.privateMod,
    goMod.privateSum,
    go.identity,
    pinned,
    ...GO_FLAGS,
  ];
  return createHash('sha256').update(JSON.stringify(facts)).update('\0').update(job.content).digest('hex');
}

/**
 * False where files of the workspace other than the source may be compiled in: embedded ones, modules that go.mod
 * replaces, packages in folders beside or below go.mod. Such modules are never taken from the cache, nor put there;
 * Go's own cache makes them quick enough.
 */
export async function isSelfContained(job: GoJob): Promise<boolean> {
  if (job.content.includes('go:embed') || /^[ \t]*replace\b/m.test(job.goMod.text)) return false;
  const root = join(job.workspace, dirname(job.goMod.file));
  const entries = await readdir(root, { withFileTypes: true }).catch(() => undefined);
  return entries?.every((entry) => !entry.isDirectory() && !entry.isSymbolicLink()) ?? false;
}

/** The module that was built before of the same; undefined if there is none. */
export async function fetchModule(key: string): Promise<CachedModule | undefined> {
  const path = join(modulesDirectory(), key);
  const entry = await readEntry<Facts>(FORMAT, path);
  if (entry === undefined) return undefined;
  // The time of change tells the last use to the clean-up.
  await utimes(path, new Date(), new Date()).catch(() => undefined);
  return { bytes: entry.bytes, unused: entry.facts.unused };
}

/** Keeps a module for the next time. */
export async function keepModule(key: string, { bytes, unused }: CachedModule): Promise<void> {
  await storeFile(join(modulesDirectory(), key), serialiseEntry(FORMAT, { facts: { unused }, bytes }));
  await keepNewest(modulesDirectory(), LIMITS);
}

function modulesDirectory(): string {
  return join(cacheDirectory(), 'modules');
}

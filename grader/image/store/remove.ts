import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageReference } from '../name.ts';
import { type Entry, findExactly, referenceOf } from './entries.ts';
import { prepareStore } from './ingest.ts';
import { readList, writeList } from './list-file.ts';
import type { StorePlaces } from './places.ts';
import { namedIn, reachable } from './reach.ts';
import type { Removed } from './store.ts';
import { imageNotFound } from './trouble.ts';

const BLOB = /^[0-9a-f]{64}$/;

/** {@link Store.remove}, for the one writer. The list is written first: killed in between, only garbage is left. */
export async function removeImage(places: StorePlaces, reference: ImageReference): Promise<Removed> {
  const list = await readList(places);
  const gone = findExactly(list.entries, reference);
  if (gone === undefined) throw imageNotFound(reference, list.entries);
  await prepareStore(places);
  const { digest } = gone.descriptor;
  const others = list.entries.filter((entry) => entry !== gone);
  if (reference.kind === 'name' && others.some((entry) => isNamed(entry, digest))) {
    await writeList(places, list, others);
    return { kind: 'untagged', digest };
  }
  const { entries, alive } = await without(places, list.entries, gone);
  await writeList(places, list, entries);
  return { kind: 'deleted', digest, bytes: await collectGarbage(places, alive) };
}

/** What is left of the list without an image under all its names and without its platforms, and all that it leads to. */
async function without(places: StorePlaces, entries: readonly Entry[], gone: Entry) {
  const platforms = new Set((await namedIn(places, gone.descriptor)).map(({ digest }) => digest));
  const isPlatform = (entry: Entry): boolean =>
    referenceOf(entry) === undefined && platforms.has(entry.descriptor.digest);
  const others = entries.filter(({ descriptor }) => descriptor.digest !== gone.descriptor.digest);
  const roots = others.filter((entry) => !isPlatform(entry)).map(({ descriptor }) => descriptor);
  const alive = await reachable(places, roots);
  return {
    entries: others.filter((entry) => !isPlatform(entry) || alive.has(entry.descriptor.digest)),
    alive,
  };
}

/** @returns the bytes of the removed blobs */
async function collectGarbage({ blobs }: StorePlaces, alive: ReadonlySet<string>): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(blobs)) {
    if (!BLOB.test(name) || alive.has(`sha256:${name}`)) continue;
    const path = join(blobs, name);
    bytes += (await stat(path)).size;
    await rm(path);
  }
  return bytes;
}

function isNamed(entry: Entry, digest: string): boolean {
  return referenceOf(entry) !== undefined && entry.descriptor.digest === digest;
}

import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ImageIndex } from '../oci/descriptor.ts';
import { goJson } from '../oci/json.ts';
import { MEDIA_TYPES } from '../oci/media-types.ts';
import { readIndexJson } from '../oci/read-json.ts';
import { type Entry, entryOf } from './entries.ts';
import { placeFile } from './ingest.ts';
import type { StorePlaces } from './places.ts';
import { storeDamaged } from './trouble.ts';

/** What index.json held at one moment. */
export interface StoreList {
  readonly entries: readonly Entry[];
  /** Changes with every write: whoever finds a blob missing learns by it whether the list is still the same. */
  readonly version: string;
  /** The rest of the document. */
  readonly document: ImageIndex;
}

/** Bytes; thousands of images have less. */
const LARGEST = 64n * 1024n ** 2n;

const NEW: ImageIndex = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests: [] };

/**
 * Reads index.json. It is only ever replaced as a whole, so no lock is needed.
 * @throws LabError `store-damaged`
 */
export async function readList(places: StorePlaces): Promise<StoreList> {
  const file = await openExisting(places.list);
  if (file === undefined) return { entries: [], version: 'none', document: NEW };
  try {
    const { ino, mtimeNs, size } = await requirePlain(file, places);
    if (size > LARGEST) throw storeDamaged(places, `it has ${size} bytes`);
    const document = readIndexJson(await file.readFile(), (problem) => storeDamaged(places, problem));
    return { entries: document.manifests.map(entryOf), version: `${ino} ${mtimeNs}`, document };
  } finally {
    await file.close();
  }
}

/** Replaces index.json; what is in it beside the list stays. */
export function writeList(
  places: StorePlaces,
  { document }: StoreList,
  entries: readonly Entry[],
): Promise<void> {
  const manifests = entries.map(({ descriptor }) => descriptor);
  return placeFile(places, places.list, goJson({ ...document, manifests }), 0o644);
}

async function requirePlain(file: FileHandle, places: StorePlaces): Promise<BigIntStats> {
  const entry = await file.stat({ bigint: true });
  if (entry.isFile()) return entry;
  throw storeDamaged(places, 'it is not an ordinary file');
}

function openExisting(path: string): Promise<FileHandle | undefined> {
  // A named pipe in its place would wait for a writer for ever.
  return open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

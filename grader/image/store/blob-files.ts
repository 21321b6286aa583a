import { constants } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import type { Descriptor } from '../oci/descriptor.ts';
import { placeFile } from './ingest.ts';
import { blobPath, type StorePlaces } from './places.ts';

/** As `ig` keeps them: nobody changes a blob. */
const READ_ONLY = 0o444;

/** A blob as it is on disk, not yet verified; undefined where there is none. */
export async function readBlobFile(
  places: StorePlaces,
  { digest, size }: Descriptor,
): Promise<Uint8Array | undefined> {
  try {
    const file = await open(blobPath(places, digest), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      // A file of another size is no blob; how much larger it is does not matter.
      const { size: found } = await file.stat();
      return found === size ? await file.readFile() : Buffer.alloc(Math.min(found, size + 1));
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes the blobs that are not there yet, or that are damaged. */
export async function keepBlobs(places: StorePlaces, blobs: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await Promise.all(
    [...blobs].map(async ([digest, bytes]) => {
      const path = blobPath(places, digest);
      if (!(await holds(path, bytes))) await placeFile(places, path, bytes, READ_ONLY);
    }),
  );
}

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== bytes.length) return false;
  return (await readFile(path)).equals(bytes);
}

import type { GadgetImage } from '../gadget-image.ts';
import type { ImageReference } from '../name.ts';
import { createdOf } from '../oci/created.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { readIndexJson } from '../oci/read-json.ts';
import { about, LIMITS, readGadgetImage } from '../verify/index.ts';
import { readBlobFile } from './blob-files.ts';
import { type Entry, findEntry, isImage, referenceOf } from './entries.ts';
import { readList } from './list-file.ts';
import type { StorePlaces } from './places.ts';
import type { StoredImage } from './store.ts';
import { imageNotFound } from './trouble.ts';

/**
 * {@link Store.read}. What is missing may have been taken away by another process, together with its line in the
 * list: so it is tried once more, and again as long as the list changes.
 */
export async function readImage(places: StorePlaces, reference: ImageReference): Promise<GadgetImage> {
  for (let before = ''; ; ) {
    const { entries, version } = await readList(places);
    const entry = findEntry(entries, reference);
    if (entry === undefined) throw imageNotFound(reference, entries);
    try {
      return await readEntry(places, entry);
    } catch (error) {
      if (version === before) throw error;
      before = version;
    }
  }
}

function readEntry(places: StorePlaces, { descriptor, name }: Entry): Promise<GadgetImage> {
  const { mediaType, digest, size } = descriptor;
  const image = readGadgetImage({ mediaType, digest, size }, (blob) => readBlobFile(places, blob));
  return about(name?.full ?? digest, image);
}

/** {@link Store.list} */
export async function listImages(places: StorePlaces): Promise<readonly StoredImage[]> {
  const images = (await readList(places)).entries.filter(isImage);
  const named = images.filter(({ name }) => name !== undefined);
  const seen = new Set(named.map(({ descriptor }) => descriptor.digest));
  const nameless = images.filter((entry) => {
    const isNew = referenceOf(entry) === undefined && !seen.has(entry.descriptor.digest);
    seen.add(entry.descriptor.digest);
    return isNew;
  });
  const sorted = named.toSorted((a, b) => ((a.name?.full ?? '') < (b.name?.full ?? '') ? -1 : 1));
  return Promise.all([...sorted, ...nameless].map((entry) => describe(places, entry)));
}

async function describe(places: StorePlaces, { descriptor, name }: Entry): Promise<StoredImage> {
  const created = createdOf(descriptor.annotations) ?? (await createdInside(places, descriptor));
  return { name, digest: descriptor.digest, created };
}

/** The entry of an image that `ig` pulled has no annotations; the image itself has. */
async function createdInside(places: StorePlaces, descriptor: Descriptor): Promise<string | undefined> {
  if (descriptor.size > LIMITS.document) return undefined;
  try {
    const bytes = await readBlobFile(places, descriptor);
    return createdOf(readIndexJson(bytes ?? new Uint8Array(), (problem) => new Error(problem)).annotations);
  } catch {
    return undefined;
  }
}

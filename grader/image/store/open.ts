import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LabError } from '../../model/error.ts';
import { exclusively } from '../../process/exclusive.ts';
import type { ImageName, ImageReference } from '../name.ts';
import type { PackedImage } from '../oci/packed-image.ts';
import { keepBlobs } from './blob-files.ts';
import { findEntry, withImage, withName } from './entries.ts';
import { prepareStore } from './ingest.ts';
import { readList, writeList } from './list-file.ts';
import { placesIn, type StorePlaces, storeDirectory } from './places.ts';
import { listImages, readImage } from './read.ts';
import { removeImage } from './remove.ts';
import type { Store, StoreOptions } from './store.ts';
import { imageNotFound, inStore } from './trouble.ts';

/** The store in a folder. Nothing is read or made before it is used. */
export function openStore({ directory, signal }: StoreOptions = {}): Store {
  const places = placesIn(directory === undefined ? storeDirectory() : resolve(directory));
  const write = <T>(work: () => Promise<T>): Promise<T> =>
    inStore(places, async () => exclusively(await subjectOf(places.directory), signal, work)).catch(
      (error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      },
    );
  return {
    directory: places.directory,
    list: () => inStore(places, () => listImages(places)),
    read: (reference) => inStore(places, () => readImage(places, reference)),
    add: (image, name) => write(() => addImage(places, image, name)),
    tag: (source, target) => write(() => tagImage(places, source, target)),
    remove: (reference) => write(() => removeImage(places, reference)),
  };
}

/** Whoever comes through a link must wait for the same writer, also where the store is still to be made. */
function subjectOf(path: string): Promise<string> {
  return realpath(path).catch(async () =>
    dirname(path) === path ? path : join(await subjectOf(dirname(path)), basename(path)),
  );
}

async function addImage(places: StorePlaces, image: PackedImage, name: ImageName | undefined): Promise<void> {
  await prepareStore(places);
  const list = await readList(places);
  await keepBlobs(places, image.blobs);
  await writeList(places, list, withImage(list.entries, image, name));
}

async function tagImage(places: StorePlaces, source: ImageReference, target: ImageName): Promise<string> {
  if (target.digest !== undefined) throw digestAsName(target);
  const list = await readList(places);
  const entry = findEntry(list.entries, source);
  if (entry === undefined) throw imageNotFound(source, list.entries);
  await prepareStore(places);
  await writeList(places, list, withName(list.entries, entry, target));
  return entry.descriptor.digest;
}

function digestAsName({ full }: ImageName): LabError {
  return new LabError({
    kind: 'request',
    code: 'bad-image-name',
    message: `${full} cannot be given as a name: its digest is decided by the image.`,
    hint: 'Leave out what begins with @.',
  });
}

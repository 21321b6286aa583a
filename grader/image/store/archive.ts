import type { GadgetImage } from '../gadget-image.ts';
import type { ImageName, ImageReference } from '../name.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { goJson } from '../oci/json.ts';
import { MEDIA_TYPES } from '../oci/media-types.ts';
import { parseObject, readIndexJson } from '../oci/read-json.ts';
import { about, LIMITS, quoted, readGadgetImage } from '../verify/index.ts';
import { type Entry, entryOf, isImage, isSignature, referenceOf, withImage } from './entries.ts';
import { MARKER } from './ingest.ts';
import type { Store } from './store.ts';
import { ARCHIVE_LIMITS } from './tar/limits.ts';
import { readTar } from './tar/read.ts';
import { badArchive } from './tar/trouble.ts';
import { writeTar } from './tar/write.ts';

/** An image of an archive, verified. */
export interface ArchivedImage {
  readonly name: ImageName | undefined;
  readonly image: GadgetImage;
}

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Writes images into one file, a tar of an OCI layout, as `ig image export` does; what was in the file before is
 * replaced. The same images give the same bytes.
 * @throws LabError what {@link Store.read} throws, and `archive-unwritable`
 */
export async function exportImages(
  store: Store,
  references: readonly ImageReference[],
  file: string,
): Promise<void> {
  const blobs = new Map<string, Uint8Array>();
  let entries: readonly Entry[] = [];
  for (const reference of references) {
    const image = await store.read(reference);
    for (const [digest, bytes] of image.blobs) blobs.set(digest, bytes);
    entries = withImage(entries, image, reference.kind === 'name' ? reference.name : undefined);
  }
  const manifests = entries.map(({ descriptor }) => descriptor).toSorted(byDigest);
  const list = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests };
  await writeTar(file, [
    ...[...blobs]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([digest, content]) => ({ name: blobName(digest), content, mode: 0o444 })),
    { name: 'index.json', content: goJson(list), mode: 0o644 },
    { name: 'oci-layout', content: MARKER, mode: 0o644 },
  ]);
}

/**
 * Adds the images of an archive to a store; nothing is added before all of them are verified.
 * @returns the full names of those that have one
 * @throws LabError what {@link readArchive} and {@link Store.add} throw
 */
export async function importArchive(store: Store, file: string): Promise<readonly string[]> {
  const images = await readArchive(file);
  for (const { name, image } of images) await store.add(image, name);
  return images.flatMap(({ name }) => (name === undefined ? [] : [name.full]));
}

/**
 * The gadget images of an archive: made by `lab image export`, `ig image export`, or skopeo (`oci-archive:`).
 * @throws LabError request `no-archive`, `bad-archive`, `bad-image`; machine `digest-mismatch`
 */
export async function readArchive(file: string): Promise<readonly ArchivedImage[]> {
  const files = await readTar(file);
  const read = new Map<string, Promise<GadgetImage>>();
  const images: ArchivedImage[] = [];
  for (const { name, descriptor } of listed(file, files)) {
    const { digest } = descriptor;
    const image = read.get(digest) ?? about(name?.full ?? digest, readFrom(files, descriptor));
    read.set(digest, image);
    images.push({ name, image: await image });
  }
  return images;
}

function readFrom(files: Files, { mediaType, digest, size }: Descriptor): Promise<GadgetImage> {
  return readGadgetImage({ mediaType, digest, size }, async (blob) => files.get(blobName(blob.digest)));
}

/** The images in index.json, without platforms and signatures. */
function listed(file: string, files: Files): readonly Entry[] {
  const [marker, list] = [files.get('oci-layout'), files.get('index.json')];
  if (marker === undefined || list === undefined) throw badArchive(file, 'it is not an OCI layout');
  const { imageLayoutVersion } = parseObject(marker, (problem) => badArchive(file, `oci-layout: ${problem}`));
  if (imageLayoutVersion !== '1.0.0') throw badArchive(file, 'its layout is not of version 1.0.0');
  if (list.length > LIMITS.document) throw badArchive(file, 'index.json has more than 1 MiB');
  const { manifests } = readIndexJson(list, (problem) => badArchive(file, `index.json: ${problem}`));
  const entries = manifests
    .map(entryOf)
    .filter((entry) => isImage(entry) && !isSignature(referenceOf(entry) ?? ''));
  if (entries.length === 0) throw badArchive(file, 'there is no gadget image in it');
  if (entries.length > ARCHIVE_LIMITS.images)
    throw badArchive(file, `it has more than ${ARCHIVE_LIMITS.images} images`);
  const unnamed = entries.find((entry) => entry.name === undefined && referenceOf(entry) !== undefined);
  if (unnamed)
    throw badArchive(file, `it calls an image ${quoted(referenceOf(unnamed) ?? '')}, which is no name`);
  return entries;
}

function blobName(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function byDigest(a: Descriptor, b: Descriptor): number {
  return a.digest < b.digest ? -1 : Number(a.digest > b.digest);
}

import { type ImageName, type ImageReference, parseImageName } from '../name.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { orderedDescriptor, sortedAnnotations } from '../oci/json.ts';
import { ANNOTATIONS, MEDIA_TYPES } from '../oci/media-types.ts';
import type { PackedImage } from '../oci/packed-image.ts';

/** One line of index.json. */
export interface Entry {
  readonly descriptor: Descriptor;
  /** Undefined for platform manifests, superseded images, and what is no image's name. */
  readonly name: ImageName | undefined;
}

/** Under such names `ig` keeps signatures beside the images, by cosign's convention. */
const SIGNATURE = /^sha256-[0-9a-f]{64}(?:\.sig)?$/;

export function isSignature(reference: string): boolean {
  return SIGNATURE.test(reference);
}

export function entryOf(descriptor: Descriptor): Entry {
  const reference = descriptor.annotations?.[ANNOTATIONS.refName];
  return { descriptor, name: reference === undefined ? undefined : nameOf(reference) };
}

/** Others may have left a name that is not complete; it then means what it would mean on a command line. */
function nameOf(reference: string): ImageName | undefined {
  if (isSignature(reference)) return undefined;
  try {
    return parseImageName(reference);
  } catch {
    return undefined;
  }
}

/** The entry that a reference means; a digest after a name is enough, whatever the image is called here. */
export function findEntry(entries: readonly Entry[], reference: ImageReference): Entry | undefined {
  const exact = findExactly(entries, reference);
  if (exact !== undefined || reference.kind === 'digest' || reference.name.digest === undefined) return exact;
  return findExactly(entries, { kind: 'digest', digest: reference.name.digest });
}

/** The entry with this name, or the first image with this digest. */
export function findExactly(entries: readonly Entry[], reference: ImageReference): Entry | undefined {
  return reference.kind === 'name'
    ? entries.find(({ name }) => name?.full === reference.name.full)
    : entries.find((entry) => isImage(entry) && entry.descriptor.digest === reference.digest);
}

/** The entries with one image more. Who had its name becomes nameless. */
export function withImage(
  entries: readonly Entry[],
  { index, manifests }: PackedImage,
  name: ImageName | undefined,
): readonly Entry[] {
  const own = entryOf(orderedDescriptor(renamed(index, name?.full)));
  const platforms = manifests.map((manifest) => entryOf(orderedDescriptor(renamed(manifest, undefined))));
  return tidy([...withoutName(entries, name), own, ...platforms]);
}

/** The entries with one more name for an image. */
export function withName(
  entries: readonly Entry[],
  { descriptor }: Entry,
  name: ImageName,
): readonly Entry[] {
  return tidy([...withoutName(entries, name), entryOf(renamed(descriptor, name.full))]);
}

function withoutName(entries: readonly Entry[], name: ImageName | undefined): readonly Entry[] {
  return entries.map((entry) =>
    name !== undefined && entry.name?.full === name.full
      ? entryOf(renamed(entry.descriptor, undefined))
      : entry,
  );
}

/** Named ones by name, then nameless ones, each digest once and only where it has no name, as `ig` keeps them. */
function tidy(entries: readonly Entry[]): readonly Entry[] {
  const named = entries
    .filter((entry) => referenceOf(entry) !== undefined)
    .toSorted((a, b) => ((referenceOf(a) ?? '') < (referenceOf(b) ?? '') ? -1 : 1));
  const seen = new Set(named.map(({ descriptor }) => descriptor.digest));
  const nameless = entries.filter((entry) => {
    const isNew = referenceOf(entry) === undefined && !seen.has(entry.descriptor.digest);
    if (isNew) seen.add(entry.descriptor.digest);
    return isNew;
  });
  return [...named, ...nameless];
}

/** What the entry is listed under, be it an image's name or not. */
export function referenceOf({ descriptor }: Entry): string | undefined {
  return descriptor.annotations?.[ANNOTATIONS.refName];
}

/** Whatever an image says about its own name does not count. */
function renamed(descriptor: Descriptor, reference: string | undefined): Descriptor {
  const { annotations = {}, ...rest } = descriptor;
  const { [ANNOTATIONS.refName]: _, ...others } = annotations;
  const named = reference === undefined ? others : { ...others, [ANNOTATIONS.refName]: reference };
  if (Object.keys(named).length === 0) return rest;
  return { ...rest, annotations: sortedAnnotations(Object.entries(named)) };
}

/** A platform's manifest is listed too, but it is not an image. */
export function isImage({ descriptor }: Entry): boolean {
  return descriptor.mediaType === MEDIA_TYPES.index;
}

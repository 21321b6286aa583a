import type { Descriptor } from '../oci/descriptor.ts';
import { isDigest } from '../oci/digest.ts';
import { readBlobFile } from './blob-files.ts';
import type { StorePlaces } from './places.ts';

/** Documents that name other blobs: indexes and manifests, of OCI and of docker. */
const NAMES_OTHERS = /\.(?:index|manifest|manifest\.list)\.v\d+\+json$/;
/** Bytes. Others may have larger ones in the store than gadgets have. */
const LARGEST = 8 * 1024 ** 2;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The digests of everything that can be come to from these descriptors. Whatever is there beside gadgets counts too,
 * so nothing is taken from it; a document that cannot be read leads nowhere.
 */
export async function reachable(
  places: StorePlaces,
  roots: readonly Descriptor[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const open = [...roots];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next.digest)) continue;
    found.add(next.digest);
    open.push(...(await namedIn(places, next)));
  }
  return found;
}

/** What a document names; nothing where it is no document. */
export async function namedIn(places: StorePlaces, descriptor: Descriptor): Promise<readonly Descriptor[]> {
  if (!NAMES_OTHERS.test(descriptor.mediaType) || descriptor.size > LARGEST) return [];
  const { manifests, layers, blobs, config, subject } = parse(await readBlobFile(places, descriptor));
  return [manifests, layers, blobs, config, subject].flat().filter(isDescriptor);
}

function parse(bytes: Uint8Array | undefined): JsonObject {
  try {
    return Object(JSON.parse(Buffer.from(bytes ?? []).toString('utf8'))) as JsonObject;
  } catch {
    return {};
  }
}

function isDescriptor(value: unknown): value is Descriptor {
  const { digest, size, mediaType } = Object(value) as JsonObject;
  return (
    typeof digest === 'string' &&
    isDigest(digest) &&
    Number.isSafeInteger(size) &&
    typeof mediaType === 'string'
  );
}

import type { Descriptor } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import { badImage, digestMismatch, partName } from './failure.ts';

/** Where an image's blobs come from; undefined where there is none. */
export type FetchBlob = (descriptor: Descriptor) => Promise<Uint8Array | undefined>;

/** Blobs that are what their descriptors promise. */
export interface VerifiedBlobs {
  /** What was taken so far, by digest. */
  readonly taken: ReadonlyMap<string, Uint8Array>;
  /**
   * @param what for errors: `eBPF program for amd64`
   * @throws LabError `bad-image`, `digest-mismatch`
   */
  take(descriptor: Descriptor, what: string): Promise<Uint8Array>;
}

/** Fetches each blob once, however often an image names it. */
export function verifiedBlobs(fetch: FetchBlob): VerifiedBlobs {
  const taken = new Map<string, Uint8Array>();
  return {
    taken,
    async take(descriptor, what) {
      const part = partName(what, descriptor);
      const bytes = taken.get(descriptor.digest) ?? (await fetch(descriptor));
      if (bytes === undefined) throw badImage(`${part} is missing.`);
      checkBytes(descriptor, bytes, part);
      taken.set(descriptor.digest, bytes);
      return bytes;
    },
  };
}

function checkBytes({ digest, size }: Descriptor, bytes: Uint8Array, part: string): void {
  if (bytes.length !== size)
    throw digestMismatch(
      `${part} has ${bytes.length < size ? 'fewer' : 'more'} bytes than the ${size} that were promised.`,
    );
  const found = digestOf(bytes);
  if (found !== digest) throw digestMismatch(`${part} has other content: its digest is ${found}.`);
}

/**
 * Some readers take a descriptor's member `data` for the blob, others fetch the blob: both must get the same.
 * @throws LabError `bad-image`
 */
export function checkInline(descriptor: Descriptor, what: string): void {
  const { data, digest, size } = descriptor;
  if (data === undefined) return;
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length === size && digestOf(bytes) === digest && bytes.toString('base64') === data) return;
  throw badImage(`${partName(what, descriptor)} differs from the copy in its descriptor's member "data".`);
}

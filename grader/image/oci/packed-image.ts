import type { Descriptor } from './descriptor.ts';

/** A whole image in memory. */
export interface PackedImage {
  /** Of the index; its digest is the image's. */
  readonly index: Descriptor;
  /** Everything that the index leads to, itself included, by digest. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /** The index' manifests: a store lists them. */
  readonly manifests: readonly Descriptor[];
}

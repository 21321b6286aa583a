import type { ImageManifest } from './oci/descriptor.ts';
import type { PackedImage } from './oci/packed-image.ts';

/** A gadget image whose digests, sizes and media types all hold: it may be looked into, run, and passed on. */
export interface GadgetImage extends PackedImage {
  /** In the index' order; at least one. */
  readonly platforms: readonly PlatformImage[];
  /** RFC 3339, as the index' annotations have it; pulled images have it as well. */
  readonly created: string | undefined;
}

/** What a gadget is for one architecture. */
export interface PlatformImage {
  /** `amd64`, `arm64`. */
  readonly architecture: string;
  readonly digest: string;
  readonly manifest: ImageManifest;
  /** The eBPF object; undefined for a gadget of a module alone. */
  readonly program: Uint8Array | undefined;
  /** The WASM module. */
  readonly module: Uint8Array | undefined;
  /** gadget.yaml's text. */
  readonly metadata: string | undefined;
}

/** The parts of the OCI image specification v1.1 that gadget images use; members in the order of their JSON. */

export interface Platform {
  readonly architecture: string;
  readonly os: string;
}

export type Annotations = Readonly<Record<string, string>>;

/** A reference to a blob. */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly annotations?: Annotations;
  /** The blob itself, as base64, where it is tiny. */
  readonly data?: string;
  readonly platform?: Platform;
}

/** The parts of a gadget for one architecture. */
export interface ImageManifest {
  readonly schemaVersion: 2;
  readonly artifactType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations?: Annotations;
}

/** The manifests of a gadget, one for each architecture; also the form of a store's index.json. */
export interface ImageIndex {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
  readonly annotations?: Annotations;
}

import type { GadgetMetadata } from '../gadget/metadata/metadata.ts';
import type { Annotations, Descriptor, ImageIndex, ImageManifest } from './oci/descriptor.ts';
import { describeBlob } from './oci/digest.ts';
import { goJson, orderedDescriptor, sortedAnnotations } from './oci/json.ts';
import { ANNOTATIONS, ARTIFACT_TYPE, MEDIA_TYPES } from './oci/media-types.ts';
import type { PackedImage } from './oci/packed-image.ts';

/** What an image is made of. */
export interface ImageParts {
  /** Stripped objects by architecture (`amd64`). */
  readonly programs: ReadonlyMap<string, Uint8Array>;
  readonly module: Uint8Array | undefined;
  /** gadget.yaml, byte for byte, and what it says. */
  readonly metadata: { readonly bytes: Uint8Array; readonly said: GadgetMetadata } | undefined;
  /** RFC 3339. */
  readonly created: string;
}

/** The version of Inspektor Gadget whose headers and formats the lab follows; `ig run` compares it with its own. */
export const BUILDER_VERSION = 'v0.46.0';

const EMPTY = Buffer.from('{}');

/**
 * Packs a gadget as Inspektor Gadget v0.46.0 does (pkg/oci/build.go), down to the order of the keys: the same parts
 * give the same digest.
 */
export function packImage(parts: ImageParts): PackedImage {
  const blobs = new Map<string, Uint8Array>();
  const keep = (mediaType: string, bytes: Uint8Array): Descriptor => {
    const blob = describeBlob(mediaType, bytes);
    blobs.set(blob.digest, bytes);
    return blob;
  };
  const annotations = imageAnnotations(parts);
  const architectures = [...parts.programs].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const manifests = architectures.map(([architecture, program]): Descriptor => {
    const manifest = manifestOf(parts, program, annotations, keep);
    const platform = { architecture, os: 'linux' };
    return orderedDescriptor({ ...keep(MEDIA_TYPES.manifest, goJson(manifest)), annotations, platform });
  });
  const index: ImageIndex = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests, annotations };
  return {
    index: orderedDescriptor({ ...keep(MEDIA_TYPES.index, goJson(index)), annotations }),
    blobs,
    manifests,
  };
}

function manifestOf(
  { module, metadata }: ImageParts,
  program: Uint8Array,
  annotations: Annotations,
  keep: (mediaType: string, bytes: Uint8Array) => Descriptor,
): ImageManifest {
  const config = metadata
    ? keep(MEDIA_TYPES.metadata, metadata.bytes)
    : { ...keep(MEDIA_TYPES.emptyConfig, EMPTY), data: EMPTY.toString('base64') };
  const layers = [
    keep(MEDIA_TYPES.program, program),
    ...(module === undefined ? [] : [keep(MEDIA_TYPES.module, module)]),
  ];
  return {
    schemaVersion: 2,
    artifactType: ARTIFACT_TYPE,
    config: orderedDescriptor({ ...config, annotations }),
    layers,
    annotations,
  };
}

/** Of the config, the manifests and the index alike. What gadget.yaml leaves out is empty, not missing. */
function imageAnnotations({ metadata, created }: ImageParts): Annotations {
  if (metadata === undefined) return { [ANNOTATIONS.created]: created };
  const { said } = metadata;
  return sortedAnnotations([
    [ANNOTATIONS.title, said.name],
    [ANNOTATIONS.description, said.description],
    [ANNOTATIONS.url, said.homepageURL],
    [ANNOTATIONS.documentation, said.documentationURL],
    [ANNOTATIONS.source, said.sourceURL],
    [ANNOTATIONS.builderVersion, BUILDER_VERSION],
    ...Object.entries(said.annotations),
    [ANNOTATIONS.created, created],
  ]);
}

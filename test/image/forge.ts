import type { Descriptor } from '../../grader/image/oci/descriptor.ts';
import { describeBlob } from '../../grader/image/oci/digest.ts';
import { ARTIFACT_TYPE, MEDIA_TYPES } from '../../grader/image/oci/media-types.ts';
import { CREATED, tinyProgram } from './gadgets.ts';

type Json = Readonly<Record<string, unknown>>;

/** An image that nobody checked: its blobs, and what leads into it. */
export interface ForgedImage {
  readonly index: Descriptor;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/** What is changed of a good image for amd64 and arm64; documents are described anew, so that digests hold. */
export interface Forgery {
  readonly program?: Uint8Array;
  /** Layers beside the program's. */
  readonly extraLayers?: readonly Json[];
  readonly layer?: (layer: Json) => Json;
  readonly config?: (config: Json) => Json;
  readonly manifest?: (manifest: Json) => Json | string;
  /** A line of the index. */
  readonly entry?: (entry: Json) => Json;
  readonly index?: (index: Json) => Json | string;
  readonly top?: (index: Descriptor) => Json;
}

const same = <T>(value: T): T => value;
const EMPTY = Buffer.from('{}');

export function forge(forgery: Forgery = {}): ForgedImage {
  const blobs = new Map<string, Uint8Array>();
  const keep = (mediaType: string, content: Uint8Array | Json | string): Json => {
    const bytes = content instanceof Uint8Array ? content : Buffer.from(textOf(content));
    const descriptor = describeBlob(mediaType, bytes);
    blobs.set(descriptor.digest, bytes);
    return { ...descriptor };
  };
  const { manifest = same, entry = same, index = same, top = same } = forgery;
  const manifests = ['amd64', 'arm64'].map((architecture) => {
    const kept = keep(MEDIA_TYPES.manifest, manifest(manifestFor(architecture, forgery, keep)));
    return entry({ ...kept, platform: { architecture, os: 'linux' } });
  });
  const annotations = { 'org.opencontainers.image.created': CREATED };
  const document = index({ schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests, annotations });
  // What reads it shall find out what is wrong with it, so the type is only claimed.
  return {
    index: top(keep(MEDIA_TYPES.index, document) as unknown as Descriptor) as unknown as Descriptor,
    blobs,
  };
}

function manifestFor(
  architecture: string,
  { program, extraLayers = [], layer = same, config = same }: Forgery,
  keep: (mediaType: string, content: Uint8Array) => Json,
): Json {
  const own = keep(MEDIA_TYPES.program, program ?? tinyProgram(architecture));
  return {
    schemaVersion: 2,
    artifactType: ARTIFACT_TYPE,
    config: config(keep(MEDIA_TYPES.emptyConfig, EMPTY)),
    layers: [layer(own), ...extraLayers],
  };
}

function textOf(content: Json | string): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

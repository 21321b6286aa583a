import type { Descriptor, ImageManifest } from '../oci/descriptor.ts';
import { ARTIFACT_TYPE, MEDIA_TYPES } from '../oci/media-types.ts';
import { parseObject } from '../oci/read-json.ts';
import { notGadget, quoted } from './failure.ts';

/** Docker's own types, from before there was a common specification, and the configs of containers. */
const DOCKER = /^application\/vnd\.docker\./;
const CONTAINER_CONFIG = 'application/vnd.oci.image.config.v1+json';

/**
 * The media type of a document whose sender did not tell it: its own word, else what its members look like. Empty
 * where it is none of OCI's; an index where it is not even JSON, as reading it as one says so.
 */
export function sniffMediaType(bytes: Uint8Array): string {
  const { mediaType, ...members } = membersOf(bytes);
  if (typeof mediaType === 'string') return mediaType;
  if ('manifests' in members) return MEDIA_TYPES.index;
  return 'layers' in members ? MEDIA_TYPES.manifest : '';
}

function membersOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return parseObject(bytes, (problem) => new Error(problem));
  } catch {
    return { mediaType: MEDIA_TYPES.index };
  }
}

/** @throws LabError `bad-image` where an image does not begin with an index */
export function requireIndex({ mediaType }: Pick<Descriptor, 'mediaType'>): void {
  if (mediaType === MEDIA_TYPES.index) return;
  if (DOCKER.test(mediaType)) throw notGadget('it is a container image');
  if (mediaType === MEDIA_TYPES.manifest)
    throw notGadget('it is a single manifest, where a gadget has an index with one for each architecture');
  throw notGadget(`it does not begin with an index but with the type ${quoted(mediaType)}`);
}

/** @throws LabError `bad-image` where a manifest is not a gadget's */
export function requireGadget({ artifactType, config }: ImageManifest): void {
  if (artifactType === ARTIFACT_TYPE) return;
  if (config.mediaType === CONTAINER_CONFIG || DOCKER.test(config.mediaType))
    throw notGadget('it is a container image');
  throw notGadget(`its artifact type is ${quoted(artifactType)}, where gadgets have ${ARTIFACT_TYPE}`);
}

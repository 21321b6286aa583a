import type { GadgetImage, PlatformImage } from '../gadget-image.ts';
import { createdOf } from '../oci/created.ts';
import type { Descriptor, ImageManifest } from '../oci/descriptor.ts';
import { orderedDescriptor } from '../oci/json.ts';
import { MEDIA_TYPES } from '../oci/media-types.ts';
import { type FetchBlob, type VerifiedBlobs, verifiedBlobs } from './blobs.ts';
import { moduleProblem, programProblem, textOf } from './content.ts';
import { badImage, partName } from './failure.ts';
import { type PlatformOutline, readOutline } from './outline.ts';
import { configName, layerName } from './parts.ts';

/**
 * Reads a whole image from its index on. Each blob is used only once its size and digest hold, and everything is
 * checked before the image is handed out: see {@link GadgetImage}.
 * @param blob is asked for each blob once, and only within the limits of `limits.ts`
 * @throws LabError request `bad-image` (its form; or a part is missing); machine `digest-mismatch`
 */
export async function readGadgetImage(descriptor: Descriptor, blob: FetchBlob): Promise<GadgetImage> {
  const blobs = verifiedBlobs(blob);
  const { index, platforms } = await readOutline(descriptor, blobs);
  const { mediaType, digest, size } = descriptor;
  const { annotations } = index;
  const images: PlatformImage[] = [];
  for (const platform of platforms) images.push(await readPlatform(platform, blobs));
  return {
    index: orderedDescriptor({ mediaType, digest, size, ...(annotations && { annotations }) }),
    blobs: blobs.taken,
    manifests: index.manifests,
    platforms: images,
    created: createdOf(annotations),
  };
}

async function readPlatform(platform: PlatformOutline, blobs: VerifiedBlobs): Promise<PlatformImage> {
  const { architecture, descriptor, manifest } = platform;
  const metadata = await readMetadata(platform, blobs);
  const layers = new Map<string, Uint8Array>();
  for (const layer of manifest.layers)
    layers.set(layer.mediaType, await readLayer(architecture, layer, blobs));
  return {
    architecture,
    digest: descriptor.digest,
    manifest: knownMembers(manifest),
    program: layers.get(MEDIA_TYPES.program),
    module: layers.get(MEDIA_TYPES.module),
    metadata,
  };
}

async function readLayer(architecture: string, layer: Descriptor, blobs: VerifiedBlobs): Promise<Uint8Array> {
  const what = layerName(architecture, layer);
  const bytes = await blobs.take(layer, what);
  const problem = contentProblem(layer.mediaType, bytes);
  if (problem !== undefined) throw badImage(`${partName(what, layer)} ${problem}.`);
  return bytes;
}

function contentProblem(mediaType: string, bytes: Uint8Array): string | undefined {
  if (mediaType === MEDIA_TYPES.program) return programProblem(bytes);
  return mediaType === MEDIA_TYPES.module ? moduleProblem(bytes) : undefined;
}

async function readMetadata(
  { architecture, manifest: { config } }: PlatformOutline,
  blobs: VerifiedBlobs,
): Promise<string | undefined> {
  const what = configName(architecture);
  const text = textOf(await blobs.take(config, what));
  const part = partName(what, config);
  if (text === undefined) throw badImage(`${part} is not text in UTF-8.`);
  if (config.mediaType === MEDIA_TYPES.metadata) return text;
  if (text !== '{}') throw badImage(`${part} is called empty and is not {}.`);
  return undefined;
}

/** The members that the lab knows, in the order of Go's structure. */
function knownMembers({ artifactType, config, layers, annotations }: ImageManifest): ImageManifest {
  return { schemaVersion: 2, artifactType, config, layers, ...(annotations && { annotations }) };
}

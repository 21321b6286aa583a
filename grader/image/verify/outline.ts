import type { Descriptor, ImageIndex, ImageManifest } from '../oci/descriptor.ts';
import { MEDIA_TYPES } from '../oci/media-types.ts';
import { readIndexJson, readManifestJson } from '../oci/read-json.ts';
import { checkInline, type VerifiedBlobs } from './blobs.ts';
import { badImage, notGadget, partName, quoted } from './failure.ts';
import { requireGadget, requireIndex } from './kind.ts';
import { LIMITS, mebibytes } from './limits.ts';
import { checkParts } from './parts.ts';

/** What an image consists of, as its index and manifests say. No layer has been looked at. */
export interface Outline {
  readonly index: ImageIndex;
  readonly platforms: readonly PlatformOutline[];
  /** Of all blobs together. */
  readonly bytes: number;
}

export interface PlatformOutline {
  readonly architecture: string;
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
}

const ARCHITECTURE = /^[a-z0-9_]{1,20}$/;

/**
 * Reads the index and the manifests, and refuses an image whose parts are too large, too many, or of the wrong type:
 * before anything of them is fetched.
 * @throws LabError `bad-image`, `digest-mismatch`
 */
export async function readOutline(descriptor: Descriptor, blobs: VerifiedBlobs): Promise<Outline> {
  requireIndex(descriptor);
  checkDocument(descriptor, 'index');
  const part = partName('index', descriptor);
  const fail = (problem: string): Error => badImage(`${part} is not well-formed: ${problem}.`);
  const index = readIndexJson(await blobs.take(descriptor, 'index'), fail);
  if (index.mediaType !== '') requireIndex(index);
  const listed = checkListed(descriptor, index);
  const platforms: PlatformOutline[] = [];
  for (const entry of listed) platforms.push(await readPlatform(entry, blobs));
  return { index, platforms, bytes: checkTotal(descriptor, platforms) };
}

interface Listed {
  readonly architecture: string;
  readonly descriptor: Descriptor;
}

function checkListed({ digest }: Descriptor, { manifests }: ImageIndex): readonly Listed[] {
  const part = partName('index', { digest });
  if (manifests.length === 0) throw badImage(`${part} lists no manifest.`);
  if (manifests.length > LIMITS.manifests)
    throw notGadget(
      `its index lists ${manifests.length} manifests, where a gadget has ${LIMITS.manifests} at most`,
    );
  const listed = manifests.map((descriptor) => checkEntry(part, descriptor));
  const twice = listed.find(
    (one, at) => listed.findIndex((other) => other.architecture === one.architecture) < at,
  );
  if (twice) throw badImage(`${part} lists more than one manifest for ${twice.architecture}.`);
  return listed;
}

/** An index can list no index, and by its digest not even itself: nothing here goes round in circles. */
function checkEntry(part: string, descriptor: Descriptor): Listed {
  const { digest, mediaType, platform } = descriptor;
  if (mediaType === MEDIA_TYPES.index) throw badImage(`${part} lists another index, ${digest}.`);
  if (mediaType !== MEDIA_TYPES.manifest)
    throw badImage(`${part} lists something of the type ${quoted(mediaType)}, which is no manifest.`);
  if (platform === undefined) throw badImage(`${part} does not say for which architecture ${digest} is.`);
  if (platform.os !== 'linux')
    throw badImage(`${part} lists a manifest for ${quoted(platform.os)}, and gadgets are for linux.`);
  const { architecture } = platform;
  if (!ARCHITECTURE.test(architecture))
    throw badImage(`${part} lists a manifest for ${quoted(architecture)}, which is no architecture.`);
  checkDocument(descriptor, `manifest for ${architecture}`);
  return { architecture, descriptor };
}

async function readPlatform(
  { architecture, descriptor }: Listed,
  blobs: VerifiedBlobs,
): Promise<PlatformOutline> {
  const what = `manifest for ${architecture}`;
  const part = partName(what, descriptor);
  const fail = (problem: string): Error => badImage(`${part} is not well-formed: ${problem}.`);
  const manifest = readManifestJson(await blobs.take(descriptor, what), fail);
  if (manifest.mediaType !== undefined && manifest.mediaType !== MEDIA_TYPES.manifest)
    throw badImage(`${part} calls itself ${quoted(manifest.mediaType)}, and the index a manifest.`);
  requireGadget(manifest);
  checkParts(part, architecture, manifest);
  return { architecture, descriptor, manifest };
}

function checkDocument(descriptor: Descriptor, what: string): void {
  if (descriptor.size > LIMITS.document)
    throw badImage(
      `${partName(what, descriptor)} would have ${descriptor.size} bytes, and 1 MiB is the most.`,
    );
  checkInline(descriptor, what);
}

function checkTotal(index: Descriptor, platforms: readonly PlatformOutline[]): number {
  const all = [
    index,
    ...platforms.flatMap(({ descriptor, manifest }) => [descriptor, manifest.config, ...manifest.layers]),
  ];
  const sizes = new Map(all.map(({ digest, size }) => [digest, size]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total <= LIMITS.total) return total;
  throw badImage(
    `The image would have ${mebibytes(total)} in all, and ${mebibytes(LIMITS.total)} is the most for a gadget.`,
  );
}

import { makeTemp } from '../../build/temp.ts';
import { LabError } from '../../model/error.ts';
import type { GadgetImage } from '../gadget-image.ts';
import type { ImageName } from '../name.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { describeBlob, digestOf } from '../oci/digest.ts';
import {
  about,
  badImage,
  digestMismatch,
  readGadgetImage,
  readOutline,
  sizeText,
  sniffMediaType,
  verifiedBlobs,
} from '../verify/index.ts';
import { fetchFailure, type InspectOptions, inspectRaw } from './inspect.ts';
import { LAYOUT, readBlob } from './layout.ts';
import { accessOptions, dockerReference, type Remote, type RemoteOptions, remoteOf } from './remote.ts';
import { skopeo } from './skopeo.ts';

export interface PullOptions extends RemoteOptions {
  readonly name: ImageName;
  readonly signal?: AbortSignal | undefined;
  /** Told what is being done: `fetching 1 MiB`. */
  readonly onStage?: ((stage: string) => void) | undefined;
}

/**
 * Fetches an image from its registry, every architecture, and verifies all of it. Index and manifests come first: what
 * is not a gadget, or too large, is refused before a layer is asked for. Into which store it goes is the caller's.
 * @throws LabError request `image-not-found`, `bad-image`; machine `digest-mismatch`, `no-skopeo`, `registry-down`,
 * `registry-denied`, `transfer-failed`; or the signal's reason
 */
export async function pullImage({ name, signal, onStage, ...access }: PullOptions): Promise<GadgetImage> {
  const remote = remoteOf(name, access);
  const temp = await makeTemp();
  const options = { folder: temp.path, signal };
  try {
    onStage?.('asking the registry');
    const index = await about(name.full, findIndex(remote, options));
    const bytes = await about(name.full, checkOutline(index, remote, options));
    onStage?.(`fetching ${sizeText(bytes)}`);
    await about(name.full, copyImage(index, remote, options));
    onStage?.('verifying');
    return await about(
      name.full,
      readGadgetImage(index, ({ digest }) => readFetched(temp.path, digest)),
    );
  } finally {
    await temp.remove();
  }
}

/**
 * The digest of what the registry has under a name, be it a gadget image or not.
 * @throws LabError as {@link pullImage}, without `bad-image`
 */
export async function registryDigest({ name, signal, ...access }: PullOptions): Promise<string> {
  const temp = await makeTemp();
  try {
    const options = { folder: temp.path, signal };
    return digestOf(await inspectRaw(dockerReference(name), remoteOf(name, access), options));
  } finally {
    await temp.remove();
  }
}

/** What an image's name stands for now. From here on only digests are asked for. */
async function findIndex(remote: Remote, options: InspectOptions): Promise<Descriptor> {
  const bytes = await inspectRaw(dockerReference(remote.name), remote, options);
  const index = describeBlob(sniffMediaType(bytes), bytes);
  const wanted = remote.name.digest;
  if (wanted === undefined || wanted === index.digest) return index;
  throw digestMismatch(`The registry sends something with the digest ${index.digest} for it.`);
}

/** @returns the bytes that the image has in all */
async function checkOutline(index: Descriptor, remote: Remote, options: InspectOptions): Promise<number> {
  const blobs = verifiedBlobs(({ digest }) =>
    orMissing(inspectRaw(byDigest(remote, digest), remote, options)),
  );
  return (await readOutline(index, blobs)).bytes;
}

/** skopeo verifies each blob's digest as it comes, and keeps none that differs. */
async function copyImage(index: Descriptor, remote: Remote, options: InspectOptions): Promise<void> {
  const copy = ['copy', '--all', '--preserve-digests', ...accessOptions(remote, 'src-')];
  const outcome = await skopeo([...copy, byDigest(remote, index.digest), LAYOUT], options);
  if (outcome.code === 0) return;
  const failure = await fetchFailure(outcome, remote);
  // The manifests were there a moment ago.
  throw failure.code === 'image-not-found' ? badImage('A part of it is missing in the registry.') : failure;
}

function byDigest({ name }: Remote, digest: string): string {
  return `docker://${name.repository}@${digest}`;
}

async function orMissing<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (error instanceof LabError && error.code === 'image-not-found') return undefined;
    throw error;
  });
}

async function readFetched(folder: string, digest: string): Promise<Uint8Array | undefined> {
  return readBlob(folder, digest).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

import { performance } from 'node:perf_hooks';
import { LabError } from '../../model/error.ts';
import type {
  RegistryAnswer,
  SharedFrom,
  SharedImage,
  SharedName,
  ShareFile,
  ShareOutcome,
} from '../../model/share.ts';
import type { GadgetImage } from '../gadget-image.ts';
import { type ImageName, parseImageName } from '../name.ts';
import { openStore } from '../store/index.ts';
import { pullImage } from '../transfer/pull.ts';
import { readSharedArchive } from './archive.ts';
import { readShareFile } from './share-file.ts';

export interface ShareRequest {
  /** The workspace; it is only read. */
  readonly directory: string;
  /** `amd64` or `arm64`: whose program is wanted. */
  readonly architecture: string;
  /** The learner's store of images; left out for this user's. */
  readonly store?: string | undefined;
  readonly signal: AbortSignal;
}

/** An image that was found, or why what was found is none. */
type Found = { readonly image: GadgetImage } | { readonly refused: string } | undefined;

/**
 * Gets the image that share.yaml names, as somebody else would: from its registry, into no store at all. Where that
 * does not have it, from share.oci.tar (whether that counts is the judge's to say); and where it was not pushed, from the learner's own store. Nothing of an
 * image is given back before all of its digests, sizes and media types hold.
 * @throws LabError machine `no-skopeo` and others that are neither the learner's nor the registry's doing;
 * `interrupted`
 */
export async function fetchShare({
  directory,
  architecture,
  store,
  signal,
}: ShareRequest): Promise<ShareOutcome> {
  const started = performance.now();
  const declared = await readShareFile(directory);
  const { name, parsed } = nameOf(declared);
  const { answer, found } = parsed && mayBeTheirs(parsed) ? await askRegistry(parsed, signal) : NOT_ASKED;
  const image = await imageOf({ directory, architecture, store, parsed, found });
  return { declared, name, registry: answer, image, durationMs: performance.now() - started };
}

const NOT_ASKED: { readonly answer: RegistryAnswer; readonly found: Found } = {
  answer: { kind: 'notAsked' },
  found: undefined,
};

/** Where only Inspektor Gadget's developers can push, there is nothing of a learner's: `open` is a gadget of theirs. */
function mayBeTheirs({ repository }: ImageName): boolean {
  return !repository.startsWith('ghcr.io/inspektor-gadget/');
}

function nameOf({ image, diagnostics }: ShareFile): {
  readonly name: SharedName;
  readonly parsed?: ImageName;
} {
  if (diagnostics.some(({ severity }) => severity === 'error') || image === undefined)
    return { name: { kind: 'missing' } };
  try {
    const parsed = parseImageName(image);
    const { registry, repository, full } = parsed;
    return { name: { kind: 'name', registry, repository, full }, parsed };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { name: { kind: 'bad', message: error.message } };
  }
}

const ANSWERS: Readonly<Record<string, 'absent' | 'denied' | 'unreachable'>> = {
  'image-not-found': 'absent',
  'registry-denied': 'denied',
  'registry-down': 'unreachable',
  'transfer-failed': 'unreachable',
};

/** Errors of the image are the image's; those of the way to it are the answer; the others are this machine's. */
async function askRegistry(name: ImageName, signal: AbortSignal): Promise<typeof NOT_ASKED> {
  try {
    const image = await pullImage({ name, signal });
    return { answer: { kind: 'has', digest: image.index.digest }, found: { image } };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const { code, message } = error;
    const kind = ANSWERS[code];
    if (kind !== undefined) return { answer: { kind, message }, found: undefined };
    if (code !== 'bad-image' && code !== 'digest-mismatch') throw error;
    return { answer: { kind: 'has', digest: '' }, found: { refused: message } };
  }
}

interface Sources {
  readonly directory: string;
  readonly architecture: string;
  readonly store: string | undefined;
  readonly parsed: ImageName | undefined;
  readonly found: Found;
}

async function imageOf({ directory, architecture, store, parsed, found }: Sources): Promise<SharedImage> {
  if (found !== undefined) return shared('registry', found, architecture);
  const archived = await readSharedArchive(directory, parsed);
  if (archived !== undefined) return shared('archive', archived, architecture);
  const stored = parsed && (await fromStore(parsed, store));
  return stored ? shared('store', stored, architecture) : { kind: 'none' };
}

async function fromStore(name: ImageName, directory: string | undefined): Promise<Found> {
  try {
    return { image: await openStore({ directory }).read({ kind: 'name', name }) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return error.code === 'image-not-found' ? undefined : { refused: error.message };
  }
}

function shared(from: SharedFrom, found: NonNullable<Found>, architecture: string): SharedImage {
  if ('refused' in found) return { kind: 'refused', from, message: found.refused };
  const { index, platforms } = found.image;
  return {
    kind: 'image',
    from,
    digest: index.digest,
    // A module alone has nothing for the kernel.
    architectures: platforms.flatMap((platform) => (platform.program ? [platform.architecture] : [])),
    manifests: platforms.map(({ architecture, digest }) => ({ architecture, digest })),
    program: platforms.find((platform) => platform.architecture === architecture)?.program,
  };
}

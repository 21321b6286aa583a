import { hostArchitecture } from '../../grader/build/index.ts';
import { parseMetadata } from '../../grader/gadget/metadata/parse.ts';
import type { GadgetImage, PlatformImage } from '../../grader/image/gadget-image.ts';
import { type ImageReference, parseImageReference } from '../../grader/image/name.ts';
import { openStore } from '../../grader/image/store/index.ts';
import { pullImage } from '../../grader/image/transfer/pull.ts';
import { LabError } from '../../grader/model/error.ts';
import type { PullPolicy } from './pull-policy.ts';
import type { RunBuild } from './run-build.ts';

export interface ImageRequest {
  readonly reference: string;
  readonly pull: PullPolicy;
  readonly insecure: boolean;
  readonly authfile: string | undefined;
  readonly signal: AbortSignal;
  readonly onStage: (stage: string) => void;
}

/** Where the metadata of an image comes from, for messages. */
const METADATA = 'gadget.yaml';

/** The gadget of an image, out of the store or its registry. Nothing of it is used before it is verified. @throws LabError */
export async function imageForRun(request: ImageRequest): Promise<RunBuild> {
  const reference = parseImageReference(request.reference);
  const image = await getImage(reference, request);
  const { program, module, metadata } = platformHere(image, request.reference);
  if (program === undefined) throw unfit(`${request.reference} has no eBPF program`);
  const source = request.reference;
  const artifact = { object: program, source, key: image.index.digest };
  const wasm = module && { bytes: module, source, key: image.index.digest, unused: [] };
  const readyMade = { artifact, program: undefined, module: wasm };
  if (metadata === undefined)
    return { gadget: { ...readyMade, metadata: undefined }, diagnostics: [], diagnoses: [] };
  const { metadata: said, diagnostics } = await parseMetadata(metadata, METADATA);
  if (diagnostics.some(({ severity }) => severity === 'error'))
    return { gadget: undefined, diagnostics, diagnoses: [] };
  return { gadget: { ...readyMade, metadata: { said, file: METADATA } }, diagnostics, diagnoses: [] };
}

async function getImage(reference: ImageReference, request: ImageRequest): Promise<GadgetImage> {
  const { pull, insecure, authfile, signal, onStage } = request;
  const store = openStore({ signal });
  // What only a digest names cannot be asked for: nobody knows in which registry.
  if (reference.kind === 'digest' || pull === 'never') return store.read(reference);
  const kept = pull === 'missing' ? await store.read(reference).catch(undefinedIfMissing) : undefined;
  if (kept !== undefined) return kept;
  const { name } = reference;
  const image = await pullImage({ name, insecure, authfile, signal, onStage }).catch(nowhere(request));
  await store.add(image, name.digest === undefined ? name : undefined);
  return image;
}

/** Whoever mistypes a name of their own must not believe that it is about a registry. */
function nowhere({ reference, pull }: ImageRequest): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof LabError) || pull === 'always') throw error;
    const { kind, code, message, hint } = error;
    const here = `Your store has no ${reference} either (lab image list), and there is no folder of that name.`;
    throw new LabError({ kind, code, message, hint: [here, hint].filter(Boolean).join(' '), cause: error });
  };
}

function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof LabError) || error.code !== 'image-not-found') throw error;
}

function platformHere({ platforms }: GadgetImage, reference: string): PlatformImage {
  const here = hostArchitecture();
  const platform = platforms.find(({ architecture }) => architecture === here);
  if (platform !== undefined) return platform;
  const there = platforms.map(({ architecture }) => architecture).join(', ');
  throw unfit(`${reference} has nothing for ${here}, only for ${there}`);
}

function unfit(what: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'image-unfit',
    message: `${what}.`,
    hint: 'lab image inspect shows what is in an image; `lab image build` puts both architectures into one.',
  });
}

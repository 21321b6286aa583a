import { isDigest } from '../../../image/oci/digest.ts';
import { SHARE_ARCHIVE, type ShareOutcome } from '../../../model/share.ts';
import {
  countsAsPushed,
  fromWhere,
  lackingArchitectures,
  sharedDigest,
  withoutStop,
} from '../../share-facts.ts';
import type { ShareCause } from './share-cause.ts';

/** The image itself: refused, not there, or incomplete. */
export function imageCause({ name, registry, image }: ShareOutcome): ShareCause | undefined {
  const common = { at: 'image', fails: ['imageFormed'] } as const;
  if (name.kind !== 'name') return undefined;
  if (image.kind === 'refused') {
    const message = `The image ${fromWhere(image.from)} is refused: ${withoutStop(image.message)}. Nothing of it was run.`;
    return { id: 'not-a-gadget-image', message, ...common };
  }
  if (image.kind === 'none') {
    if (registry.kind !== 'absent') return undefined;
    const message = `${name.full} is neither in its registry nor in the store of this machine. If the name is right, build the image, and push it.`;
    return { id: 'no-image', message, ...common };
  }
  const lacking = lackingArchitectures(image.architectures);
  if (lacking.length === 0) return undefined;
  const message = `The image has no program for ${lacking.join(' and ')}. lab image build makes one for each architecture.`;
  return { id: 'architecture-missing', message, ...common };
}

/** Nobody else can get the image, or nobody here can tell. */
export function pushCause(share: ShareOutcome): ShareCause | undefined {
  const { name, registry, image } = share;
  if (name.kind !== 'name' || countsAsPushed(share)) return undefined;
  const fails: ShareCause['fails'] = image.kind === 'none' ? ['imagePushed', 'imageFormed'] : ['imagePushed'];
  const common = { at: 'image', fails } as const;
  if (registry.kind === 'absent' && image.kind !== 'none') {
    const message = `The image is only ${fromWhere(image.from)}, where nobody else gets at it: lab image push ${name.full}`;
    return { id: 'not-pushed', message, ...common };
  }
  if (registry.kind === 'denied') {
    const message = `${withoutStop(registry.message)}: it was never pushed, or is not public.`;
    return { id: 'registry-denied', message, ...common };
  }
  if (registry.kind === 'unreachable') {
    const message = `${withoutStop(registry.message)}. If that cannot be helped: lab image export ${name.full} ${SHARE_ARCHIVE}`;
    return { id: 'registry-unreachable', message, ...common };
  }
  return undefined;
}

/** Others get another image than the one that share.yaml speaks of. */
export function digestCause(share: ShareOutcome): ShareCause | undefined {
  const right = sharedDigest(share);
  const { digest } = share.declared;
  if (right === undefined || digest === right) return undefined;
  const common = { at: 'digest', fails: ['digestDeclared'] } as const;
  if (digest === undefined) {
    const message = 'There is no digest here yet. lab image push prints it at the end of its last line.';
    return { id: 'no-digest', message, ...common };
  }
  if (!isDigest(digest)) {
    const message = `This is no digest. One is sha256: and 64 digits from 0 to 9 and from a to f.${slip(digest)}`;
    return { id: 'bad-digest', message, ...common };
  }
  return { id: 'digest-differs', message: whyOther(digest, right, share), ...common };
}

/** What copying from push's last line easily goes wrong by. */
function slip(text: string): string {
  if (/.sha256:[0-9a-f]{64}$/i.test(text)) return ' Only what follows the @ belongs here.';
  if (/^[0-9a-f]{64}$/i.test(text)) return ' Put sha256: in front.';
  return /^sha256:[0-9a-f]{64}$/i.test(text) ? ' The letters must be small.' : '';
}

function whyOther(digest: string, right: string, { image }: ShareOutcome): string {
  const manifests = image.kind === 'image' ? image.manifests : [];
  const manifest = manifests.find((listed) => listed.digest === digest);
  if (manifest !== undefined) {
    return `This is the digest of the manifest for ${manifest.architecture}, which is one part of the image. The image is known by the digest of its index: ${right}`;
  }
  const where = fromWhere(image.kind === 'none' ? 'registry' : image.from);
  return `The image ${where} has another digest, ${right}. Was it built again after the push, or pushed again since?`;
}

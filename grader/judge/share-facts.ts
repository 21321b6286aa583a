import { SHARE_FILE, type SharedFrom, type ShareOutcome } from '../model/share.ts';
import { isAnonymous } from './image-names.ts';

/** What every gadget image of the course has a program for: `ig image build` and `lab image build` make both. */
export const ARCHITECTURES = ['amd64', 'arm64'] as const;

export function lackingArchitectures(architectures: readonly string[]): readonly string[] {
  return ARCHITECTURES.filter((architecture) => !architectures.includes(architecture));
}

const PLACES: { readonly [From in SharedFrom]: string } = {
  registry: 'in the registry',
  archive: 'in share.oci.tar',
  store: 'in the store of this machine',
};

/** Completes "the image …". */
export function fromWhere(from: SharedFrom): string {
  return PLACES[from];
}

/** Why share.yaml names no image that could be asked for; undefined where it does. No full stop at its end. */
export function whyNoName({ declared, name }: ShareOutcome): string | undefined {
  if (!declared.exists) return `there is no ${SHARE_FILE}`;
  if (declared.diagnostics.some(({ severity }) => severity === 'error'))
    return `${SHARE_FILE} cannot be used`;
  if (name.kind === 'missing') return `${SHARE_FILE} names no image`;
  return name.kind === 'bad' ? withoutStop(name.message) : undefined;
}

/**
 * Whether the archive stands in for the registry: that gives no answer to go by, or is one that forgets images after
 * some time.
 */
export function countsAsPushed({ name, registry, image }: ShareOutcome): boolean {
  if (image.kind !== 'image' || image.from !== 'archive' || name.kind !== 'name') return false;
  if (registry.kind === 'absent') return isAnonymous(name.registry);
  return registry.kind === 'unreachable' || registry.kind === 'denied';
}

/**
 * The digest that the shared image is known by to others; undefined where nobody else can get one. The registry's
 * is empty where what it has is refused.
 */
export function sharedDigest(share: ShareOutcome): string | undefined {
  const { registry, image } = share;
  if (registry.kind === 'has' && registry.digest !== '') return registry.digest;
  return countsAsPushed(share) && image.kind === 'image' ? image.digest : undefined;
}

/** A sentence as a part of another. */
export function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

import type { RegistryAnswer, SharedImage, ShareOutcome } from '../model/share.ts';
import type { ShareVerdict } from '../model/verdict.ts';

/** The shared image as the verdict holds it. */
export function shareVerdict({ declared, name, registry, image, durationMs }: ShareOutcome): ShareVerdict {
  return {
    ...(name.kind === 'name' && { image: name.full }),
    registry: registryVerdict(registry),
    ...imageVerdict(image),
    durationMs: Math.round(durationMs),
    diagnostics: declared.diagnostics,
  };
}

function registryVerdict(registry: RegistryAnswer): ShareVerdict['registry'] {
  switch (registry.kind) {
    case 'notAsked':
      return { status: 'notAsked' };
    case 'has':
      return { status: 'has', ...(registry.digest !== '' && { digest: registry.digest }) };
    default:
      return { status: registry.kind, message: registry.message };
  }
}

function imageVerdict(
  image: SharedImage,
): Pick<ShareVerdict, 'from' | 'digest' | 'architectures' | 'refusal'> {
  switch (image.kind) {
    case 'none':
      return {};
    case 'refused':
      return { from: image.from, refusal: image.message };
    case 'image':
      return { from: image.from, digest: image.digest, architectures: image.architectures };
  }
}

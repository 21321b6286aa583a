import { SHARE_FILE, type ShareOutcome } from '../../../model/share.ts';
import { type NamedImage, type NameFault, nameFault } from '../../image-names.ts';
import type { ShareCause } from './share-cause.ts';

/** Why share.yaml names no image that anything could be said of. */
export function fileCause({ declared, name }: ShareOutcome): ShareCause | undefined {
  const fails = ['imageFormed', 'imageShareable', 'imagePushed', 'digestDeclared'] as const;
  if (!declared.exists) {
    const message = `There is no ${SHARE_FILE} in the folder. It says which image you shared.`;
    return { id: 'no-share-file', message, fails };
  }
  const broken = declared.diagnostics.find(({ severity }) => severity === 'error');
  if (broken !== undefined) return { id: 'bad-share-file', message: broken.message, at: broken, fails };
  if (name.kind === 'missing') {
    const message = 'No image is named here yet. Write the name that you built and pushed yours by.';
    return { id: 'no-image-name', message, at: 'image', fails };
  }
  if (name.kind === 'bad') return { id: 'bad-image-name', message: name.message, at: 'image', fails };
  return undefined;
}

/** Why the name is not one to share an image by. */
export function nameCause({ name }: ShareOutcome): ShareCause | undefined {
  const fault = name.kind === 'name' ? nameFault(name) : undefined;
  if (fault === undefined || name.kind !== 'name') return undefined;
  return { ...explain(fault, name), at: 'image', fails: ['imageShareable'] };
}

function explain(fault: NameFault, { full, registry }: NamedImage): Pick<ShareCause, 'id' | 'message'> {
  if (fault.kind === 'guessable') {
    const message = `Anybody may push to ${registry} under any name, and so overwrite your image. Take a name that nobody else comes upon: ID=$(uuidgen).`;
    return { id: 'guessable-name', message };
  }
  const message = `${full} is in the namespace of ${fault.owner}, where you cannot push. Put a registry of your own in front of the name.`;
  return { id: 'default-namespace', message };
}

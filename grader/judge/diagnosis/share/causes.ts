import type { ShareOutcome } from '../../../model/share.ts';
import type { ShareCause } from './share-cause.ts';
import { digestCause, imageCause, pushCause } from './share-image.ts';
import { fileCause, nameCause } from './share-name.ts';

/** What is wrong with a shared image. Of what only follows from another cause nothing is said. */
export function causesOf(share: ShareOutcome): readonly ShareCause[] {
  const file = fileCause(share);
  if (file !== undefined) return [file];
  const name = nameCause(share);
  const causes =
    name === undefined
      ? [imageCause(share), pushCause(share), digestCause(share)]
      : // Under another name it may well be there, and will have to be pushed anyhow.
        [name, share.image.kind === 'none' ? undefined : imageCause(share)];
  return causes.filter((cause) => cause !== undefined);
}

import { join } from 'node:path';
import { leadsOut } from '../../build/inside.ts';
import { LabError } from '../../model/error.ts';
import { SHARE_ARCHIVE } from '../../model/share.ts';
import type { GadgetImage } from '../gadget-image.ts';
import type { ImageName } from '../name.ts';
import { readArchive } from '../store/index.ts';

/** The image of that name in the workspace's archive, else its only one; undefined where there is no archive. */
export async function readSharedArchive(
  directory: string,
  name: ImageName | undefined,
): Promise<{ readonly image: GadgetImage } | { readonly refused: string } | undefined> {
  if (await leadsOut(directory, SHARE_ARCHIVE))
    return { refused: `${SHARE_ARCHIVE} is a symbolic link that leads out of the folder.` };
  try {
    const images = await readArchive(join(directory, SHARE_ARCHIVE));
    const named = images.find((archived) => archived.name?.full === name?.full);
    const chosen = named ?? (images.length === 1 ? images[0] : undefined);
    if (chosen !== undefined) return { image: chosen.image };
    return { refused: `${SHARE_ARCHIVE} has ${images.length} images, none of them called ${name?.full}.` };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return error.code === 'no-archive' ? undefined : { refused: error.message };
  }
}

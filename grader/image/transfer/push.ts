import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemp } from '../../build/temp.ts';
import { LabError } from '../../model/error.ts';
import type { ImageName } from '../name.ts';
import type { PackedImage } from '../oci/packed-image.ts';
import { transferFailure } from './failure.ts';
import { LAYOUT, writeLayout } from './layout.ts';
import { accessOptions, dockerReference, type RemoteOptions, remoteOf } from './remote.ts';
import { skopeo } from './skopeo.ts';

export interface PushOptions extends RemoteOptions {
  readonly image: PackedImage;
  readonly name: ImageName;
  readonly signal?: AbortSignal | undefined;
}

/** Not in the folder of the layout, which belongs to skopeo. */
const DIGEST_FILE = 'pushed';

/**
 * Copies an image into its registry, every architecture, byte for byte; what is there already is not sent again.
 * @returns the digest that the registry has it by, which is the image's own
 * @throws LabError `no-skopeo`, `registry-down`, `registry-denied`, `digest-mismatch`, `transfer-failed`
 */
export async function pushImage({ image, name, signal, ...access }: PushOptions): Promise<string> {
  const remote = remoteOf(name, access);
  const temp = await makeTemp();
  try {
    await writeLayout(temp.path, image);
    const copy = ['copy', '--all', '--preserve-digests', '--digestfile', DIGEST_FILE];
    const args = [...copy, ...accessOptions(remote, 'dest-'), LAYOUT, dockerReference(name)];
    const outcome = await skopeo(args, { folder: temp.path, signal });
    if (outcome.code !== 0) throw await transferFailure(outcome, remote);
    const pushed = (await readFile(join(temp.path, DIGEST_FILE), 'utf8')).trim();
    if (pushed !== image.index.digest) throw otherDigest(name, pushed, image.index.digest);
    return pushed;
  } finally {
    await temp.remove();
  }
}

function otherDigest(name: ImageName, pushed: string, own: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'digest-mismatch',
    message: `${name.full} became ${pushed} on its way, and was ${own}.`,
    hint: 'The registry changes images; take another one, for example the one of lab registry start.',
  });
}

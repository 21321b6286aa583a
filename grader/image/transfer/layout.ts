import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goJson } from '../oci/json.ts';
import { ANNOTATIONS, MEDIA_TYPES } from '../oci/media-types.ts';
import type { PackedImage } from '../oci/packed-image.ts';

/** The one image of a passing OCI layout, for skopeo: relative to the folder that the layout lies in. */
export const LAYOUT = 'oci:layout:image';
const FOLDER = 'layout';

/** Writes an image as an OCI layout of its own into `folder`: what others do to the store meanwhile does not matter. */
export async function writeLayout(folder: string, { index, blobs }: PackedImage): Promise<void> {
  const root = join(folder, FOLDER);
  await mkdir(join(root, 'blobs', 'sha256'), { recursive: true });
  const named = { ...index, annotations: { [ANNOTATIONS.refName]: 'image' } };
  const list = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests: [named] };
  await Promise.all([
    ...[...blobs].map(([digest, bytes]) => writeFile(blobPath(root, digest), bytes)),
    writeFile(join(root, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}'),
    writeFile(join(root, 'index.json'), goJson(list)),
  ]);
}

/** A blob of the layout that skopeo wrote into `folder`. `digest` must be a checked one: it becomes a path. */
export function readBlob(folder: string, digest: string): Promise<Buffer> {
  return readFile(blobPath(join(folder, FOLDER), digest));
}

function blobPath(root: string, digest: string): string {
  return join(root, 'blobs', ...digest.split(':'));
}

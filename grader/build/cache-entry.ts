import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Manifest } from './cache-manifest.ts';

/** Raised whenever an entry's meaning or form changes. */
export const FORMAT = 'gadget-lab-object-1';

/** Three lines and the object: format, SHA-256 of the rest, manifest. */
export function serialiseEntry(manifest: Manifest, object: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), object]);
  const digest = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([Buffer.from(`${FORMAT}\n${digest}\n`), body]);
}

/** Undefined for an entry that is missing, of another format, or damaged. */
export async function readEntry(
  path: string,
): Promise<{ manifest: Manifest; object: Uint8Array } | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const header = FORMAT.length + 1 + 64 + 1;
  const [format, digest] = bytes.subarray(0, header).toString('latin1').split('\n');
  const body = bytes.subarray(header);
  if (format !== FORMAT || createHash('sha256').update(body).digest('hex') !== digest) return undefined;
  const end = body.indexOf('\n');
  // The digest vouches for the form: only {@link serialiseEntry} makes such an entry.
  const manifest = JSON.parse(body.subarray(0, end).toString('utf8')) as Manifest;
  return { manifest, object: new Uint8Array(body.subarray(end + 1)) };
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** An entry of the cache: what was built, and what is known of it, as JSON keeps it. */
export interface CacheEntry<Facts> {
  readonly facts: Facts;
  readonly bytes: Uint8Array;
}

/**
 * Three lines and the bytes: format, SHA-256 of the rest, facts.
 *
 * @param format Is raised whenever an entry's meaning or form changes.
 */
export function serialiseEntry<Facts>(format: string, { facts, bytes }: CacheEntry<Facts>): Buffer {
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(facts)}\n`), bytes]);
  const digest = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([Buffer.from(`${format}\n${digest}\n`), body]);
}

/** Undefined for an entry that is missing, of another format, or damaged. */
export async function readEntry<Facts>(format: string, path: string): Promise<CacheEntry<Facts> | undefined> {
  const file = await readFile(path).catch(() => undefined);
  if (file === undefined) return undefined;
  const header = format.length + 1 + 64 + 1;
  const [found, digest] = file.subarray(0, header).toString('latin1').split('\n');
  const body = file.subarray(header);
  if (found !== format || createHash('sha256').update(body).digest('hex') !== digest) return undefined;
  const end = body.indexOf('\n');
  // The digest vouches for the form: only {@link serialiseEntry} makes such an entry.
  const facts = JSON.parse(body.subarray(0, end).toString('utf8')) as Facts;
  return { facts, bytes: new Uint8Array(body.subarray(end + 1)) };
}

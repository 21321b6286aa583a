import { createHash } from 'node:crypto';
import type { Descriptor } from './descriptor.ts';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** `sha256:` and the hash in hex. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The only form that the lab takes; it is safe as a file's name. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

export function describeBlob(mediaType: string, bytes: Uint8Array): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

import type { Annotations, Descriptor, ImageIndex, ImageManifest } from './descriptor.ts';

/**
 * JSON as Go's encoding/json writes it, compact and with `<`, `>`, `&` and the two line separators escaped. Members
 * stay in their order, so this is what a digest can be made of.
 */
export function goJson(value: ImageIndex | ImageManifest | object): Buffer {
  const escaped = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(escaped, 'utf8');
}

/** A map as Go writes it: by the bytes of its keys. */
export function sortedAnnotations(entries: Iterable<readonly [string, string]>): Annotations {
  const byKey = new Map([...entries].map(([key, value]) => [key, value]));
  return Object.fromEntries(
    [...byKey].toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
}

/** A descriptor with its members in the order of Go's structure. */
export function orderedDescriptor(descriptor: Descriptor): Descriptor {
  const { mediaType, digest, size, annotations, data, platform } = descriptor;
  return {
    mediaType,
    digest,
    size,
    ...(annotations && Object.keys(annotations).length > 0
      ? { annotations: sortedAnnotations(Object.entries(annotations)) }
      : {}),
    ...(data === undefined ? {} : { data }),
    ...(platform === undefined ? {} : { platform }),
  };
}

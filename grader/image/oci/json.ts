import type { Annotations, Descriptor, ImageIndex, ImageManifest } from './descriptor.ts';

/**
 * JSON as Go's encoding/json writes it, compact and with `<`, `>`, `&` and the two line separators escaped. Members
 * stay in their order, and annotations, which are a map in Go, are sorted by the bytes of their keys: this is what a
 * digest can be made of. JavaScript itself would put keys such as "9" first.
 */
export function goJson(value: ImageIndex | ImageManifest | object): Buffer {
  const escaped = write(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(escaped, 'utf8');
}

function write(value: unknown, key = ''): string {
  if (Array.isArray(value)) return `[${value.map((item) => write(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const ordered = key === 'annotations' ? entries.toSorted(byKey) : entries;
  return `{${ordered.map(([name, member]) => `${JSON.stringify(name)}:${write(member, name)}`).join(',')}}`;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A map as Go writes it: by the bytes of its keys. */
export function sortedAnnotations(entries: Iterable<readonly [string, string]>): Annotations {
  return Object.fromEntries([...new Map(entries)].toSorted(byKey));
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

import { nearest } from '../../course/nearest.ts';
import { FIELD_ANNOTATIONS, FOREIGN_ANNOTATIONS, SOURCE_ANNOTATIONS } from './annotations.ts';
import type { Annotation, DataSourceMetadata, FieldMetadata } from './metadata.ts';
import type { Entry, Reader } from './reader.ts';

/** Reads `datasources`. */
export function readSources(reader: Reader, entry: Entry | undefined): readonly DataSourceMetadata[] {
  return reader.entries(entry?.value ?? null, '`datasources`').map((source) => readSource(reader, source));
}

function readSource(reader: Reader, { key: name, place, value }: Entry): DataSourceMetadata {
  const keys = reader.known(value, `data source \`${name}\``, ['annotations', 'tags', 'fields']);
  reader.texts(keys.get('tags')?.value, '`tags`');
  const annotations = readAnnotations(reader, keys.get('annotations'));
  for (const annotation of annotations) warnOfUnknown(reader, annotation, SOURCE_ANNOTATIONS);
  const fields = reader.entries(keys.get('fields')?.value ?? null, `the fields of \`${name}\``);
  return {
    name,
    place,
    annotations: Object.fromEntries(annotations.map(({ key, value }) => [key, value])),
    fields: fields.map((field) => readField(reader, field)),
  };
}

function readField(reader: Reader, { key: name, place, value }: Entry): FieldMetadata {
  const keys = reader.known(value, `field \`${name}\``, ['annotations', 'tags']);
  reader.texts(keys.get('tags')?.value, '`tags`');
  const annotations = readAnnotations(reader, keys.get('annotations'));
  return { name, place, annotations: annotations.filter((annotation) => isUsable(reader, annotation)) };
}

/** Keys count without regard to case. */
export function readAnnotations(reader: Reader, entry: Entry | undefined): readonly Annotation[] {
  return reader.entries(entry?.value ?? null, '`annotations`').map(({ key, place, value }) => ({
    key: key.toLowerCase(),
    value: reader.text(value, `annotation \`${key}\``),
    place: value ? reader.place(value) : place,
  }));
}

/** A value that cannot be is left out with a warning; upstream shows nothing at all of the data source. */
function isUsable(reader: Reader, annotation: Annotation): boolean {
  const { key, value, place } = annotation;
  const problem = Object.hasOwn(FIELD_ANNOTATIONS, key) ? FIELD_ANNOTATIONS[key]?.(value) : undefined;
  if (problem !== undefined)
    reader.report('warning', place, `\`${key}: ${value}\` is ignored; it must be ${problem}`);
  else warnOfUnknown(reader, annotation, Object.keys(FIELD_ANNOTATIONS));
  return problem === undefined;
}

/** Annotations are open: only what looks like a slip of the pen gets a word. */
function warnOfUnknown(reader: Reader, { key, place }: Annotation, known: readonly string[]): void {
  if (known.includes(key) || FOREIGN_ANNOTATIONS.some((prefix) => key.startsWith(prefix))) return;
  const near = nearest(key, known);
  const advice = near === undefined ? '' : `; did you mean \`${near}\`?`;
  reader.report('warning', place, `annotation \`${key}\` means nothing to the lab${advice}`);
}

import type { DataSource, Field } from '../source/field.ts';

/** A field with the fields below it. */
export interface FieldNode {
  readonly field: Field;
  readonly children: readonly FieldNode[];
}

/** The fields as a tree, names on each level sorted by their bytes. */
export function fieldTree(source: DataSource, parent?: number): readonly FieldNode[] {
  return source.fields
    .filter((field) => field.parent === parent && field.skippedInJson !== true)
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
    .map((field) => ({ field, children: fieldTree(source, field.index) }));
}

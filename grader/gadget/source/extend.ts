import { isScalar, type Kind, scalarSize } from '../decode/kind.ts';
import { type ColumnStyle, DEFAULT_STYLE } from './column.ts';
import type { DataSource, Field, SlotValue, Storage } from './field.ts';

/** A field that an operator or a module adds. */
export interface NewField {
  readonly name: string;
  /** Index of the field to add it below; undefined for the root. */
  readonly parent?: number | undefined;
  readonly kind: Kind;
  readonly style?: ColumnStyle;
  readonly hidden?: boolean;
  /** Position among the default columns; by default after everything that is there. */
  readonly order?: number;
}

/** A data source with one more field. */
export interface Extended {
  readonly source: DataSource;
  readonly field: Field;
}

/** Adds a field, with a slot for its value; undefined where one of that full name exists. */
export function addField(source: DataSource, added: NewField): Extended | undefined {
  if (added.kind === 'none') return register(source, added, { at: 'none' });
  const extended = register(source, added, { at: 'slot', slot: source.slots.length });
  const slots = [...source.slots, initialValue(added.kind)];
  return extended && { ...extended, source: { ...extended.source, slots } };
}

/** Adds a field that a module fills, with a buffer for its value; undefined where one of that full name exists. */
export function addBufferField(source: DataSource, added: NewField): Extended | undefined {
  const extended = register(source, added, { at: 'buffer', buffer: source.buffers.length });
  const buffers = [...source.buffers, isScalar(added.kind) ? scalarSize(added.kind) : 0];
  return extended && { ...extended, source: { ...extended.source, buffers } };
}

/** Lets a field go by one more type's name, so that operators know it by that. */
export function addType(source: DataSource, index: number, type: string): DataSource {
  const fields = source.fields.map((field) =>
    field.index === index && !field.types.includes(type)
      ? { ...field, types: [...field.types, type] }
      : field,
  );
  return { ...source, fields };
}

function register(source: DataSource, added: NewField, storage: Storage): Extended | undefined {
  const parent = added.parent === undefined ? undefined : source.fields[added.parent];
  const fullName = parent ? `${parent.fullName}.${added.name}` : added.name;
  if (source.fields.some((field) => field.fullName === fullName)) return undefined;
  const index = source.fields.length;
  const field: Field = {
    index,
    name: added.name,
    fullName,
    parent: added.parent,
    kind: added.kind,
    storage,
    types: [],
    order: added.order ?? index,
    style: added.style ?? DEFAULT_STYLE,
    hidden: added.hidden ?? false,
  };
  return { source: { ...source, fields: [...source.fields, field] }, field };
}

/** Takes a field, and all below it, off the columns shown at first. */
export function hideField(source: DataSource, index: number): DataSource {
  const hidden = (field: Field | undefined): boolean =>
    field !== undefined &&
    (field.index === index || (field.parent !== undefined && hidden(source.fields[field.parent])));
  return {
    ...source,
    fields: source.fields.map((field) => (hidden(field) ? { ...field, hidden: true } : field)),
  };
}

/** Fields whose C type goes by this name, in order of registration. */
export function fieldsOfType(source: DataSource, type: string): readonly Field[] {
  return source.fields.filter((field) => field.types.includes(type));
}

function initialValue(kind: Kind): SlotValue {
  if (kind === 'bool') return false;
  if (kind === 'int64' || kind === 'uint64') return 0n;
  return kind === 'string' || kind === 'cstring' || kind === 'bytes' ? '' : 0;
}

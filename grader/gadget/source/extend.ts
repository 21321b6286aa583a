import type { Kind } from '../decode/kind.ts';
import { type ColumnStyle, DEFAULT_STYLE } from './column.ts';
import type { DataSource, Field, SlotValue } from './field.ts';

/** A field that an operator adds. */
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

/** Adds a field; undefined where one of that full name exists. */
export function addField(source: DataSource, added: NewField): Extended | undefined {
  const parent = added.parent === undefined ? undefined : source.fields[added.parent];
  const fullName = parent ? `${parent.fullName}.${added.name}` : added.name;
  if (source.fields.some((field) => field.fullName === fullName)) return undefined;
  const index = source.fields.length;
  const empty = added.kind === 'none';
  const field: Field = {
    index,
    name: added.name,
    fullName,
    parent: added.parent,
    kind: added.kind,
    storage: empty ? { at: 'none' } : { at: 'slot', slot: source.slots.length },
    types: [],
    order: added.order ?? index,
    style: added.style ?? DEFAULT_STYLE,
    hidden: added.hidden ?? false,
  };
  const slots = empty ? source.slots : [...source.slots, initialValue(added.kind)];
  return { source: { ...source, fields: [...source.fields, field], slots }, field };
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

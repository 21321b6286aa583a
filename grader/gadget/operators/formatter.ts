import type { Kind } from '../decode/kind.ts';
import { type ColumnStyle, DEFAULT_STYLE } from '../source/column.ts';
import { addField, fieldsOfType, hideField } from '../source/extend.ts';
import type { DataSource, Field } from '../source/field.ts';
import { fieldReader } from '../source/packet.ts';
import type { Enrich, Operator, Step } from './operator.ts';

/** Words for the values of one C type. */
export interface Formatter {
  /** The C type's name: `gadget_errno`. */
  readonly type: string;
  /** Fields of this type but another kind (arrays of it) are left alone. */
  readonly kind: Kind;
  readonly style?: ColumnStyle;
  readonly hidden?: boolean;
  /** Called once per field; the result once per event. */
  readonly format: () => (value: number | bigint) => string;
}

/**
 * The operator for a formatter: next to every field `x_raw` of its type it puts a text field `x`, and hides the raw
 * one. A field that is not called so is not formatted, nor is one whose target's name is taken.
 */
export function formatterOperator(formatter: Formatter): Operator {
  return (source) => {
    let step: Step = { source, enrich: [] };
    for (const field of fieldsOfType(source, formatter.type)) {
      if (field.kind === formatter.kind) step = formatField(step, field, formatter) ?? step;
    }
    return step;
  };
}

function formatField(step: Step, field: Field, formatter: Formatter): Step | undefined {
  const target = addTarget(step.source, field, formatter);
  if (!target) return undefined;
  const read = fieldReader(field);
  const format = formatter.format();
  const enrich: Enrich = (packet) => {
    const value = read(packet);
    if (typeof value === 'number' || typeof value === 'bigint') packet.values[target.slot] = format(value);
  };
  return { source: target.source, enrich: [...step.enrich, enrich] };
}

/** Adds the text field `x` for a field `x_raw` and hides the latter; undefined where that cannot be. */
export function addTarget(
  source: DataSource,
  field: Field,
  look: { readonly style?: ColumnStyle; readonly hidden?: boolean },
): { readonly source: DataSource; readonly slot: number } | undefined {
  if (!field.name.endsWith('_raw')) return undefined;
  return addText(hideField(source, field.index), field, { ...look, name: field.name.slice(0, -4) });
}

/** Adds a text field beside another one; undefined where one of that name is there already. */
export function addText(
  source: DataSource,
  sibling: Field,
  look: { readonly name: string; readonly style?: ColumnStyle; readonly hidden?: boolean },
): { readonly source: DataSource; readonly slot: number } | undefined {
  const { name, style = DEFAULT_STYLE, hidden = false } = look;
  const added = addField(source, { name, parent: sibling.parent, kind: 'string', style, hidden });
  if (added?.field.storage.at !== 'slot') return undefined;
  return { source: added.source, slot: added.field.storage.slot };
}

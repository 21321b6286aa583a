import type { Place } from '../../build/place.ts';
import { isScalar } from '../decode/kind.ts';
import { type ColumnStyle, typeWidth } from '../source/column.ts';
import type { DataSource, Field } from '../source/field.ts';
import { NAMED_TEMPLATES } from '../source/templates.ts';
import type { Annotation, FieldMetadata } from './metadata.ts';

interface Around {
  readonly source: DataSource;
  /** Takes a word on what cannot be. */
  readonly say: (place: Place, message: string) => void;
}

/** The field as its annotations want it. */
export function lookOf(field: Field, { annotations }: FieldMetadata, around: Around): Field {
  const template = annotations.find(({ key }) => key === 'template');
  const { hidden = field.hidden, ...style } = NAMED_TEMPLATES[template?.value ?? ''] ?? {};
  const look: Field = { ...field, hidden, style: { ...field.style, ...style } };
  for (const annotation of annotations) Object.assign(look, change(look, annotation, around));
  return look;
}

/** What one annotation changes. Its value has been checked as far as it can be without the field. */
function change(field: Field, annotation: Annotation, around: Around): Partial<Field> {
  const { key, value } = annotation;
  const style = (changed: Partial<ColumnStyle>): Partial<Field> => ({
    style: { ...field.style, ...changed },
  });
  switch (key) {
    case 'columns.width':
      return sized(field, annotation, around, (width) => style({ width }));
    case 'columns.minwidth':
      return sized(field, annotation, around, (minWidth) => style({ minWidth }));
    case 'columns.maxwidth':
      return sized(field, annotation, around, (maxWidth) => style({ maxWidth }));
    case 'columns.alignment':
      return style({ alignment: value === 'right' ? 'right' : 'left' });
    case 'columns.ellipsis':
      return style({ ellipsis: value === 'start' || value === 'middle' || value === 'end' ? value : 'none' });
    case 'columns.hidden':
      return { hidden: value === 'true' };
    case 'columns.fixed':
      return style({ fixed: value === 'true' });
    case 'columns.hex':
      return style({ hex: value === 'true' });
    case 'columns.alias':
      return style({ alias: value });
    case 'columns.precision':
      return style({ precision: Number(value) });
    case 'columns.replace':
      return replaced(annotation, around);
    case 'json.skip':
      return { skippedInJson: value === 'true' };
    default:
      return {};
  }
}

/** `type` is the width that a number of the field's kind needs; so is 0 as a width. */
function sized(
  { fullName, kind }: Field,
  { key, value, place }: Annotation,
  { say }: Around,
  set: (width: number) => Partial<Field>,
): Partial<Field> {
  const zero = key === 'columns.width' && Number(value) === 0;
  if (value !== 'type' && !zero) return set(Number(value));
  const width = isScalar(kind) ? typeWidth(kind) : undefined;
  if (width !== undefined) return set(width);
  say(
    place,
    `\`${key}: ${value}\` is ignored: only integers and bool have a width by type, \`${fullName}\` has not`,
  );
  return {};
}

function replaced({ value, place }: Annotation, { source, say }: Around): Partial<Field> {
  const replacement = source.fields.find(({ fullName }) => fullName.toLowerCase() === value.toLowerCase());
  if (replacement && replacement.kind !== 'none') return { replacement };
  say(place, `\`columns.replace\` is ignored: there is no field \`${value}\``);
  return {};
}

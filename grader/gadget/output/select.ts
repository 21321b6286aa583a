import type { DataSource, Field } from '../source/field.ts';

/** Which fields to show as columns, or the name that no field has. */
export type Selection =
  | { readonly kind: 'columns'; readonly fields: readonly Field[] }
  | { readonly kind: 'unknown'; readonly name: string };

/**
 * Picks a data source's columns.
 * @param expression what `--fields` says for it, undefined where it was not given: `a,b` shows exactly these, `+x`
 *   adds, `-x` removes (last, and by exact full name); with only those, or nothing, the base is all visible fields
 *   in order of registration. Names count without regard to case, short headings too.
 */
export function selectColumns(source: DataSource, expression: string | undefined): Selection {
  if (expression === undefined) return { kind: 'columns', fields: defaultColumns(source) };
  const names = selectedNames(
    expression,
    visible(source).map(({ fullName }) => fullName),
  );
  const fields: Field[] = [];
  for (const name of names) {
    const field = findColumn(source, name);
    if (!field) return { kind: 'unknown', name };
    fields.push(field);
  }
  return { kind: 'columns', fields };
}

/** Names of all fields that can be a column, for a message about one that cannot. */
export function columnNames(source: DataSource): readonly string[] {
  return columns(source).map(({ fullName }) => fullName);
}

/** The part of `a,b` or `ds:a,b;ds2:c` that speaks of one data source. */
export function fieldsFor(dataSource: string, expression: string | undefined): string | undefined {
  if (expression === undefined) return undefined;
  let fallback: string | undefined;
  for (const part of expression.split(';')) {
    const colon = part.indexOf(':');
    if (colon < 0) fallback = part;
    else if (part.slice(0, colon).trim() === dataSource) return part.slice(colon + 1);
  }
  return fallback;
}

function defaultColumns(source: DataSource): readonly Field[] {
  return [...visible(source)].sort((a, b) => a.order - b.order);
}

function visible(source: DataSource): readonly Field[] {
  return columns(source).filter(({ hidden }) => !hidden);
}

function columns(source: DataSource): readonly Field[] {
  return source.fields.filter(({ kind }) => kind !== 'none');
}

function selectedNames(expression: string, base: readonly string[]): readonly string[] {
  const words = expression
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const starting = (sign: string): readonly string[] =>
    words.filter((word) => word.startsWith(sign)).map((word) => word.slice(1));
  const explicit = words.filter((word) => !/^[+-]/.test(word));
  const names = new Set([...(explicit.length > 0 ? explicit : base), ...starting('+')]);
  for (const removed of starting('-')) names.delete(removed);
  return [...names];
}

/** A full name wins over a heading; of equal headings the first registered wins (`comm` is the process's own). */
function findColumn(source: DataSource, name: string): Field | undefined {
  const wanted = name.toLowerCase();
  const all = columns(source);
  return (
    all.find(({ fullName }) => fullName.toLowerCase() === wanted) ??
    all.find(({ style }) => style.alias?.toLowerCase() === wanted)
  );
}

import { nearest } from '../../course/nearest.ts';
import { fieldsOfType } from '../source/extend.ts';
import type { DataSource, Field } from '../source/field.ts';
import { lookOf } from './look.ts';
import type { FieldMetadata, GadgetMetadata } from './metadata.ts';

export interface Applied {
  readonly source: DataSource;
  /** What could not be done as it is written: one sentence each, with its place. */
  readonly notes: readonly string[];
}

/**
 * Lets fields look as gadget.yaml says: each keeps what it has, then the template that the yaml names counts, then
 * the yaml's own keys. Doing it again, after more fields have come, changes nothing of the fields done before.
 */
export function applyMetadata(source: DataSource, metadata: GadgetMetadata, file = 'gadget.yaml'): Applied {
  const described = metadata.dataSources.find(({ name }) => same(name, source.name));
  if (!described) return { source, notes: [] };
  const pinned = pinnedFields(source);
  const notes: string[] = [];
  let refined = source;
  for (const entry of described.fields) {
    const field = refined.fields.find(({ fullName }) => same(fullName, entry.name));
    const say = ({ line, column }: FieldMetadata['place'], message: string): void =>
      void notes.push(`${file}:${line}:${column}: ${message}`);
    if (!field) {
      say(entry.place, unknownField(entry.name, source));
      continue;
    }
    const changed = lookOf(field, entry, { source, say });
    refined = withField(refined, pinned.has(field.index) ? { ...changed, hidden: true } : changed);
  }
  return { source: refined, notes };
}

/** A word on data sources that gadget.yaml describes and the gadget does not have. */
export function unknownSources(
  names: readonly string[],
  metadata: GadgetMetadata,
  file = 'gadget.yaml',
): readonly string[] {
  return metadata.dataSources
    .filter(({ name }) => !names.some((candidate) => same(candidate, name)))
    .map(({ name, place }) => {
      const message = `the gadget has no data source \`${name}\`${didYouMean(name, names)}`;
      return `${file}:${place.line}:${place.column}: ${message}`;
    });
}

/** Ids and names of users and groups stay hidden whatever is written, as they do upstream. */
function pinnedFields(source: DataSource): ReadonlySet<number> {
  const owners = (['user', 'group'] as const).flatMap((target) =>
    fieldsOfType(source, target === 'user' ? 'gadget_uid' : 'gadget_gid').flatMap((id) => {
      const name = id.name.endsWith('_raw') ? id.name.slice(0, -4) : target;
      const named = source.fields.find((field) => field.parent === id.parent && field.name === name);
      return named ? [id.index, named.index] : [id.index];
    }),
  );
  return new Set(owners);
}

function withField(source: DataSource, changed: Field): DataSource {
  return {
    ...source,
    fields: source.fields.map((field) => (field.index === changed.index ? changed : field)),
  };
}

function unknownField(name: string, source: DataSource): string {
  const names = source.fields.map(({ fullName }) => fullName);
  return `\`${source.name}\` has no field \`${name}\`${didYouMean(name, names)}`;
}

function didYouMean(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

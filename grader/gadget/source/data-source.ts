import type { TracerFacts } from '../../model/capture.ts';
import type { Member, TypeLayout } from '../../model/layout.ts';
import { kindOf } from '../decode/kind.ts';
import { membersOf, nestedMembers, typeNames } from '../decode/members.ts';
import { DEFAULT_STYLE } from './column.ts';
import type { DataSource, Field } from './field.ts';
import { ALIASED_STRUCTS, type Template, TYPE_TEMPLATES } from './templates.ts';

/**
 * The data source of a tracer, with a field per struct member in the struct's order. A nested struct or union is a
 * field itself, followed by its members. Members whose name starts with two underscores, pointers and types without
 * a kind give no field.
 */
export function dataSource(tracer: TracerFacts): DataSource {
  const fields: Field[] = [];
  addMembers(fields, tracer.struct.members, { base: 0, struct: tracer.struct.name, parent: undefined });
  return { name: tracer.dataSource, structSize: tracer.struct.size, fields, slots: [], buffers: [] };
}

interface Level {
  /** Offset of the struct from the outermost one. */
  readonly base: number;
  /** The struct's tag. */
  readonly struct: string;
  readonly parent: Field | undefined;
}

function addMembers(fields: Field[], members: readonly Member[], level: Level): void {
  for (const member of membersOf(members, level.base)) {
    if (member.name.startsWith('__')) continue;
    const field = memberField(fields.length, member, level);
    if (!field) continue;
    fields.push(field);
    const inner = nestedMembers(member.type);
    if (inner) addMembers(fields, inner, { base: member.offset, struct: tagOf(member.type), parent: field });
  }
}

function memberField(
  index: number,
  member: { readonly name: string; readonly offset: number; readonly type: TypeLayout },
  { struct, parent }: Level,
): Field | undefined {
  const { name, offset, type } = member;
  const kind = kindOf(type);
  if (kind === undefined) return undefined;
  const types = typeNames(type);
  const { hidden = false, ...style } = templateOf(types);
  const alias = ALIASED_STRUCTS.includes(struct) ? { alias: name } : {};
  const elementSize = type.kind === 'array' ? type.element.size : 0;
  return {
    index,
    name,
    fullName: parent ? `${parent.fullName}.${name}` : name,
    parent: parent?.index,
    kind,
    storage: { at: 'struct', offset, size: type.size, elementSize },
    types,
    ...(type.kind === 'enum' ? { constants: { name: type.name, values: type.values } } : {}),
    order: 0,
    style: { ...DEFAULT_STYLE, ...style, ...alias },
    hidden,
  };
}

function templateOf(types: readonly string[]): Template {
  return Object.assign({}, ...types.map((name) => TYPE_TEMPLATES[name] ?? {}));
}

function tagOf(type: TypeLayout): string {
  return type.kind === 'struct' || type.kind === 'union' ? type.name : '';
}

/** The data source that a module makes: no struct, and no fields yet. */
export function emptyDataSource(name: string): DataSource {
  return { name, structSize: 0, fields: [], slots: [], buffers: [] };
}

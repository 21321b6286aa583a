import type { FieldRef } from '../../model/check-spec.ts';
import type { Member, StructLayout, TypeLayout } from '../../model/layout.ts';
import { membersOf, nestedMembers, type PlacedMember, typeNames } from './members.ts';
import { readerOf } from './reader.ts';
import type { FieldValue } from './value.ts';

/** Access to one field of a struct's samples. */
export interface FieldReader {
  /** Dotted name from the outermost struct: `proc.creds.uid`. */
  readonly path: string;
  readonly type: TypeLayout;
  /** Bytes from the start of the outermost struct. */
  readonly offset: number;
  readonly size: number;
  /** Reads the value; bytes past the end of a short sample count as 0. */
  read(bytes: Uint8Array): FieldValue;
}

/**
 * Finds the field that a step's check speaks of: by its path, or below the first member (depth first) that has
 * the struct or typedef `inside`. Undefined where the struct has no such field.
 */
export function findField(struct: StructLayout, ref: FieldRef): FieldReader | undefined {
  if (typeof ref === 'string') return findPath(struct.members, ref, { path: '', offset: 0 });
  const outer = findByTypedef(struct, ref.inside);
  const members = outer && nestedMembers(outer.type);
  return members && findPath(members, ref.name, outer);
}

/** Finds the first member (depth first) that has this typedef or struct tag, whatever it is called. */
export function findByTypedef(struct: StructLayout, name: string): FieldReader | undefined {
  return firstOfType(struct.members, name, { path: '', offset: 0 });
}

interface Start {
  readonly path: string;
  readonly offset: number;
}

function findPath(members: readonly Member[], path: string, start: Start): FieldReader | undefined {
  const [name = '', ...rest] = path.split('.');
  const member = membersOf(members, start.offset).find((candidate) => candidate.name === name);
  if (!member) return undefined;
  const found = fieldReader(member, start);
  if (rest.length === 0) return found;
  const inner = nestedMembers(member.type);
  return inner && findPath(inner, rest.join('.'), found);
}

function firstOfType(members: readonly Member[], name: string, start: Start): FieldReader | undefined {
  for (const member of membersOf(members, start.offset)) {
    const here = fieldReader(member, start);
    if (typeNames(member.type).includes(name)) return here;
    const inner = nestedMembers(member.type);
    const below = inner && firstOfType(inner, name, here);
    if (below) return below;
  }
  return undefined;
}

function fieldReader(member: PlacedMember, start: Start): FieldReader {
  const { type, offset } = member;
  const read = readerOf(type, offset);
  return {
    path: start.path === '' ? member.name : `${start.path}.${member.name}`,
    type,
    offset,
    size: type.size,
    read: (bytes) => read(bytes),
  };
}

import type { Member, TypeLayout } from '../../model/layout.ts';

/** A member with its offset from the start of the outermost struct. */
export interface PlacedMember {
  readonly name: string;
  readonly offset: number;
  readonly type: TypeLayout;
}

/** The members of a struct, those of anonymous structs and unions taken as its own. */
export function membersOf(members: readonly Member[], base = 0): readonly PlacedMember[] {
  return members.flatMap((member): readonly PlacedMember[] => {
    const offset = base + member.offset;
    const inner = nestedMembers(member.type);
    if (member.name === '') return inner === undefined ? [] : membersOf(inner, offset);
    return [{ name: member.name, offset, type: member.type }];
  });
}

/** The members of a struct or union type, also behind typedefs; undefined for other types. */
export function nestedMembers(type: TypeLayout): readonly Member[] | undefined {
  return type.kind === 'struct' || type.kind === 'union' ? type.members : undefined;
}

/**
 * All names that a type goes by, outermost first: its typedefs, then its own name. An array goes by its element's
 * names too: that is how `gadget_comm comm[16]` is known.
 */
export function typeNames(type: TypeLayout): readonly string[] {
  if (type.kind === 'array') return [...type.typedefs, ...typeNames(type.element)];
  if (type.kind === 'pointer') return type.typedefs;
  return type.name === '' ? type.typedefs : [...type.typedefs, type.name];
}

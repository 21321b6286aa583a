import type { Member, StructLayout } from '../../model/layout.ts';
import { kindOf } from './kind.ts';
import { membersOf, nestedMembers } from './members.ts';
import { readerOf } from './reader.ts';
import type { DecodedStruct, FieldValue } from './value.ts';

/** Turns a sample into a record; `offset` is where the struct starts in `bytes`. */
export type Decoder = (bytes: Uint8Array, offset?: number) => DecodedStruct;

/**
 * Compiles a struct's layout into a decoder, once; decoding then looks at no layout any more. Samples shorter than
 * the struct read as if filled up with zeros, what is longer is ignored. Left out are pointers, members whose name
 * starts with two underscores, and types that have no kind (see {@link kindOf}). A bit-field gives its whole unit.
 */
export function compileDecoder(struct: StructLayout): Decoder {
  return compileMembers(struct.members, 0);
}

function compileMembers(members: readonly Member[], base: number): Decoder {
  const parts = membersOf(members, base)
    .filter((member) => !member.name.startsWith('__') && kindOf(member.type) !== undefined)
    .map((member): readonly [string, (bytes: Uint8Array, offset: number) => FieldValue | DecodedStruct] => {
      const nested = nestedMembers(member.type);
      const read = nested ? compileMembers(nested, member.offset) : readerOf(member.type, member.offset);
      return [member.name, read];
    });
  return (bytes, offset = 0) => {
    const record: Record<string, FieldValue | DecodedStruct> = {};
    for (const [name, read] of parts) record[name] = read(bytes, offset);
    return record;
  };
}

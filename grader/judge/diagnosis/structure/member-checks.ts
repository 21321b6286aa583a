import { findField } from '../../../gadget/decode/find-field.ts';
import { membersOf, type PlacedMember } from '../../../gadget/decode/members.ts';
import type { MemberSpec, WitnessField } from '../../../model/check-spec.ts';
import type { StructLayout } from '../../../model/layout.ts';
import { eventValue, fitting, sameValue, type Value, witnessValue } from '../../values.ts';
import type { Evidence } from '../evidence.ts';
import type { Scene } from './scene.ts';

/** A failed check of a member, of a struct whose layout is known. */
export interface FailedMember {
  /** Of the check. */
  readonly id: string;
  readonly spec: MemberSpec;
  readonly struct: StructLayout;
  /** The member that the check is about, where it is there. */
  readonly member: PlacedMember | undefined;
}

export function failedMembers({ failed }: Evidence, { graded }: Scene): readonly FailedMember[] {
  if (graded === undefined) return [];
  return failed.flatMap(({ spec }): FailedMember[] => {
    if (spec.kind !== 'member') return [];
    const { struct } = graded;
    const member = membersOf(struct.members).find(({ name }) => name === spec.name);
    return [{ id: spec.id, spec, struct, member }];
  });
}

/** What the members of the course's names hold. */
const HOLDS: Readonly<Record<string, WitnessField>> = { filename: 'path', flags: 'flags', mode: 'mode' };

/** The members, other than those of time and process, that hold in every event what this one ought to. */
export function holders(scene: Scene, { spec, struct }: FailedMember): readonly PlacedMember[] {
  const witness = HOLDS[spec.name ?? ''];
  const { pairs } = scene.facts.pairing;
  if (witness === undefined || pairs.length === 0) return [];
  const expected = pairs.map(({ record }) => witnessValue(record, witness));
  // One value in all calls may be in any member by chance.
  if (new Set(expected.map(show)).size < 2) return [];
  return membersOf(struct.members).filter(({ name }) => {
    const field = findField(struct, name);
    return (
      field !== undefined &&
      pairs.every(({ event }, index) => {
        const value = eventValue(field, event.bytes);
        const wanted = expected[index];
        if (value === undefined || wanted === undefined) return false;
        return sameValue(low(value), fitting(wanted, field));
      })
    );
  });
}

/** A wider integer may hold the value with or without its sign. */
function low(value: Value): Value {
  return value.kind === 'number' ? { kind: 'number', value: BigInt.asUintN(32, value.value) } : value;
}

function show(value: Value): string {
  return value.kind === 'number' ? value.value.toString() : Buffer.from(value.bytes).toString('latin1');
}

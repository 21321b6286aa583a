import { findByTypedef, findField } from '../../gadget/decode/find-field.ts';
import { membersOf, typeNames } from '../../gadget/decode/members.ts';
import type { MemberSpec } from '../../model/check-spec.ts';
import type { StructLayout, TypeLayout } from '../../model/layout.ts';
import type { Facts } from '../facts.ts';
import type { Outcome } from '../outcome.ts';
import { listShort } from '../text.ts';
import { describeType, isCharArray } from '../types.ts';

/** The event struct has such a member. */
export function member(spec: MemberSpec, { graded }: Facts): Outcome {
  const expected = `a member ${describeSpec(spec)}`;
  if (graded === undefined) {
    return { status: 'failed', expected, actual: 'the program has no GADGET_TRACER, so there is no event' };
  }
  const problem =
    spec.name === undefined ? unnamed(spec, graded.struct) : named(spec.name, spec, graded.struct);
  const evidence = {
    struct: graded.struct.name,
    members: membersOf(graded.struct.members).map(({ name }) => name),
  };
  if (problem === undefined) return { status: 'passed', expected, evidence };
  return { status: 'failed', expected, actual: problem, evidence };
}

function describeSpec({ name, type, atLeast }: MemberSpec): string {
  const what = atLeast === undefined ? `of type ${type}` : `that is an array of at least ${atLeast} ${type}`;
  return name === undefined ? what : `\`${name}\` ${what}`;
}

function named(name: string, spec: MemberSpec, struct: StructLayout): string | undefined {
  const field = findField(struct, name);
  if (field !== undefined) return mismatch(`\`${name}\``, field.type, spec);
  const names = membersOf(struct.members).map((other) => other.name);
  return `struct ${struct.name} has no member \`${name}\`; it has ${listShort(names, 6) || 'none'}`;
}

function unnamed(spec: MemberSpec, struct: StructLayout): string | undefined {
  const fits = membersOf(struct.members).some(({ type }) => mismatch('', type, spec) === undefined);
  const deeper = spec.atLeast === undefined && findByTypedef(struct, tagOf(spec.type)) !== undefined;
  return fits || deeper ? undefined : `struct ${struct.name} has no member of that type`;
}

/** What is wrong with a member's type; undefined if nothing is. */
function mismatch(who: string, type: TypeLayout, { type: wanted, atLeast }: MemberSpec): string | undefined {
  if (type.kind === 'pointer') {
    return `${who} is a pointer (${type.size} bytes): an event has to hold the value itself, not its address`;
  }
  if (wanted === 'char') return charMismatch(who, type, atLeast);
  if (atLeast !== undefined) return arrayMismatch(who, type, wanted, atLeast);
  const fits = wanted === 'int' ? isInt(type) : typeNames(type).includes(tagOf(wanted));
  return fits ? undefined : `${who} is ${describeType(type)}`;
}

function charMismatch(who: string, type: TypeLayout, atLeast: number | undefined): string | undefined {
  if (atLeast === undefined && type.kind === 'int' && type.char) return undefined;
  if (!isCharArray(type)) return `${who} is ${describeType(type)}`;
  return atLeast === undefined || type.count >= atLeast ? undefined : tooShort(who, type.count);
}

function arrayMismatch(who: string, type: TypeLayout, wanted: string, atLeast: number): string | undefined {
  const element = type.kind === 'array' ? type.element : undefined;
  const fits = element && (wanted === 'int' ? isInt(element) : typeNames(element).includes(tagOf(wanted)));
  if (type.kind !== 'array' || !fits) return `${who} is ${describeType(type)}`;
  return type.count >= atLeast ? undefined : tooShort(who, type.count);
}

function tooShort(who: string, length: number): string {
  return `${who} has room for ${length} only`;
}

/** Any integer of four bytes: `int`, `__u32`, a typedef of it, an enum. */
function isInt(type: TypeLayout): boolean {
  return (type.kind === 'int' || type.kind === 'enum') && type.size === 4;
}

function tagOf(type: string): string {
  return type.replace(/^(struct|union|enum) /, '');
}

import type { Member, TypeLayout } from '../../../model/layout.ts';
import { type Copy, copiesOf } from './origins/copies.ts';
import { bare, numberOf } from './origins/expression.ts';
import { aimOf } from './origins/target.ts';
import { declarationOf } from './origins/variables.ts';
import type { Scope } from './scope.ts';

/** How many bytes a copying call was told. */
export interface Sized {
  readonly copy: Copy;
  readonly bytes: number;
  /** Where it is the size of a pointer: of what. */
  readonly pointer?: string;
}

const POINTER = 8;

/** The copies that the field's text goes through, buffers on the way included, as far as their sizes can be told. */
export function sizedCopies(scope: Scope): readonly Sized[] {
  const { source, origins } = scope;
  if (source === undefined) return [];
  const copies = new Set(
    origins.flatMap(({ write, steps }) => [
      ...(write.copy === undefined || write.whole ? [] : [write.copy]),
      ...copiesOf(source).filter(({ value }) => steps.some(({ from }) => from === value?.from)),
    ]),
  );
  return [...copies].flatMap((copy) => {
    const size = sizeOf(scope, copy);
    return size === undefined ? [] : [{ copy, ...size }];
  });
}

type Size = Omit<Sized, 'copy'>;

const known = new WeakMap<Copy, { readonly size: Size | undefined }>();

/** The size that a copy was told; undefined where the text does not show it. */
export function sizeOf(scope: Scope, copy: Copy): Size | undefined {
  const before = known.get(copy);
  if (before !== undefined) return before.size;
  const size = measure(scope, copy);
  known.set(copy, { size });
  return size;
}

function measure(scope: Scope, { size, call }: Copy): Size | undefined {
  const { source } = scope;
  if (source === undefined || size === undefined) return undefined;
  const text = bare(size.text);
  const number = numberOf(source, text);
  if (number !== undefined) return { bytes: Number(number) };
  const [, operand] = SIZEOF.exec(text) ?? [];
  if (operand !== undefined) return sizeOfOperand(scope, operand.trim(), call);
  return behindVariable(scope, text, call) ?? sumOf(scope, text, call);
}

const SIZEOF = /^sizeof\s*\(([^()]*|[^()]*\([^()]*\)[^()]*)\)$/;

/** `sizeof(event->filename) - 1`, from the left to the right; undefined where a part is unknown. */
function sumOf(scope: Scope, text: string, call: Copy['call']): Size | undefined {
  const tokens = text.match(/sizeof\s*\((?:[^()]|\([^()]*\))*\)|\w+|[-+*/]/g) ?? [];
  let sum: number | undefined;
  for (let at = 0; at < tokens.length; at += 2) {
    const part = partOf(scope, tokens[at] ?? '', call);
    const operator = tokens[at - 1];
    if (part === undefined) return undefined;
    sum = sum === undefined || operator === undefined ? part : calculate(sum, operator, part);
  }
  return sum === undefined || tokens.length < 2 ? undefined : { bytes: sum };
}

function partOf(scope: Scope, token: string, call: Copy['call']): number | undefined {
  const [, operand] = SIZEOF.exec(token) ?? [];
  if (operand !== undefined) return sizeOfOperand(scope, operand.trim(), call)?.bytes;
  const number = scope.source && numberOf(scope.source, token);
  return number === undefined ? undefined : Number(number);
}

function calculate(one: number, operator: string, other: number): number {
  if (operator === '/') return Math.floor(one / other);
  if (operator === '*') return one * other;
  return operator === '-' ? one - other : one + other;
}

/** `const int size = 16;`, or an enum's. */
function behindVariable(
  { source }: Scope,
  text: string,
  { function: inside }: Copy['call'],
): Size | undefined {
  if (source === undefined || !/^\w+$/.test(text)) return undefined;
  const declaration = declarationOf(source, inside, text);
  const [, value] = new RegExp(`\\b${text}\\s*=\\s*([^;,]+)`).exec(declaration?.text ?? '') ?? [];
  const number = value === undefined ? undefined : numberOf(source, value);
  return number === undefined ? undefined : { bytes: Number(number) };
}

function sizeOfOperand(scope: Scope, operand: string, call: Copy['call']): Size | undefined {
  if (/\*$/.test(operand) || operand.startsWith('&')) return { bytes: POINTER, pointer: operand };
  const type = TYPE_SIZES[operand.replace(/\b(const|unsigned|signed)\s+/g, '')];
  if (type !== undefined) return { bytes: type };
  const declared = /^\w+$/.test(operand) ? sizeOfVariable(scope, operand, call) : undefined;
  return declared ?? sizeOfMember(scope, operand, call);
}

const TYPE_SIZES: Readonly<Record<string, number>> = {
  char: 1,
  short: 2,
  int: 4,
  long: 8,
  __u8: 1,
  __u16: 2,
  __u32: 4,
  __u64: 8,
};

function sizeOfVariable({ source }: Scope, name: string, call: Copy['call']): Size | undefined {
  const declaration = source && declarationOf(source, call.function, name);
  if (source === undefined || declaration === undefined) return undefined;
  const [, elements] = new RegExp(`\\b${name}\\s*\\[\\s*(\\w+)\\s*\\]`).exec(declaration.text) ?? [];
  // An array as a parameter is a pointer.
  if (elements !== undefined && declaration.kind !== 'parameter') {
    const count = numberOf(source, elements);
    return count === undefined ? undefined : { bytes: Number(count) };
  }
  const isPointer = new RegExp(`\\*\\s*(?:const\\s+)?${name}\\b`).test(declaration.text);
  return isPointer || elements !== undefined ? { bytes: POINTER, pointer: name } : undefined;
}

/** `event->filename`, `*event` or `struct event` */
function sizeOfMember({ source, facts }: Scope, operand: string, call: Copy['call']): Size | undefined {
  const struct = facts.graded?.struct;
  if (source === undefined || struct === undefined) return undefined;
  if (new RegExp(`^struct\\s+${struct.name}$`).test(operand)) return { bytes: struct.size };
  const member = placesIn(struct.members).find(
    ({ path }) => aimOf({ source, struct, path }, operand, call.function) === 'member',
  );
  if (member === undefined) {
    const [, event] = /^\*\s*(\w+)$/.exec(operand) ?? [];
    const declaration = event && declarationOf(source, call.function, event);
    return declaration && new RegExp(`\\bstruct\\s+${struct.name}\\b`).test(declaration.text)
      ? { bytes: struct.size }
      : undefined;
  }
  const { type } = member;
  const isElement = /\[[^\]]*\]\s*$|^\*/.test(operand);
  if (type.kind === 'pointer') return { bytes: POINTER, pointer: operand };
  return { bytes: isElement && type.kind === 'array' ? type.element.size : type.size };
}

/** A member with its place in the outermost struct. */
export interface PlacedField {
  readonly path: string;
  readonly offset: number;
  readonly type: TypeLayout;
}

/** Every member that is no struct itself. */
export function placesIn(members: readonly Member[], start = 0, prefix = ''): readonly PlacedField[] {
  return members.flatMap(({ name, offset, type }): readonly PlacedField[] => {
    const path = [prefix, name].filter((part) => part !== '').join('.');
    if (type.kind === 'struct' || type.kind === 'union') return placesIn(type.members, start + offset, path);
    return [{ path, offset: start + offset, type }];
  });
}

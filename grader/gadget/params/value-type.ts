import type { TypeLayout } from '../../model/layout.ts';

/** What a parameter's value must be. */
export type ValueType =
  | { readonly kind: 'bool' }
  | { readonly kind: 'integer'; readonly signed: boolean; readonly size: number }
  | { readonly kind: 'float'; readonly size: number }
  /** `size`: bytes that there is room for; undefined where there is no limit. */
  | { readonly kind: 'text'; readonly size: number | undefined }
  /** Durations, addresses and the like: handed to the module as they are. */
  | { readonly kind: 'any'; readonly name: string }
  /** Nothing that can be written on a command line. */
  | { readonly kind: 'unsettable'; readonly name: string };

/** What a `const volatile` variable of this type takes. */
export function typeOfVariable(type: TypeLayout): ValueType {
  switch (type.kind) {
    case 'int':
      if (type.bool) return { kind: 'bool' };
      return { kind: 'integer', signed: type.signed, size: type.size };
    case 'enum':
      return { kind: 'integer', signed: type.signed, size: type.size };
    case 'float':
      return { kind: 'float', size: type.size };
    case 'array':
      if (type.element.kind === 'int' && type.element.char) return { kind: 'text', size: type.size };
      return { kind: 'unsettable', name: 'an array' };
    case 'struct':
    case 'union':
    case 'unsupported':
      return { kind: 'unsettable', name: `${type.kind} ${type.name}`.trim() };
    case 'pointer':
      return { kind: 'unsettable', name: 'a pointer' };
  }
}

/** What a module's parameter takes, by its `typeHint` in gadget.yaml. */
export function typeOfHint(hint: string): ValueType {
  const [, unsigned, kind, bits] = /^(u?)(int|float)(\d*)$/.exec(hint) ?? [];
  const size = bits === '' ? 8 : Number(bits) / 8;
  if (kind === 'float') return { kind: 'float', size };
  if (kind === 'int') return { kind: 'integer', signed: unsigned === '', size };
  if (hint === 'bool') return { kind: 'bool' };
  return hint === '' || hint === 'string' ? { kind: 'text', size: undefined } : { kind: 'any', name: hint };
}

/** In words, for help and complaints: `a whole number from 0 to 255`. */
export function typeText(type: ValueType): string {
  switch (type.kind) {
    case 'bool':
      return 'true or false';
    case 'integer': {
      const { least, most } = range(type);
      return `a whole number from ${least} to ${most}`;
    }
    case 'float':
      return 'a number';
    case 'text':
      return type.size === undefined ? 'a text' : `a text of at most ${type.size} bytes`;
    case 'any':
    case 'unsettable':
      return type.name;
  }
}

/** The least and the largest value of an integer type. */
export function range({ signed, size }: { readonly signed: boolean; readonly size: number }) {
  const bits = BigInt(size * 8);
  return signed
    ? { least: -(1n << (bits - 1n)), most: (1n << (bits - 1n)) - 1n }
    : { least: 0n, most: (1n << bits) - 1n };
}

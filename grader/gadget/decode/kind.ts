import type { TypeLayout } from '../../model/layout.ts';

const SCALAR_SIZES = {
  bool: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  float32: 4,
  float64: 8,
} as const;

/** What fits one machine word. */
export type ScalarKind = keyof typeof SCALAR_SIZES;

/**
 * How a field's bytes are to be understood. `cstring` ends at its first NUL, `string` is text that an operator
 * made, `bytes` have no meaning to us, `none` is a mere parent without a value of its own.
 */
export type Kind = ScalarKind | 'cstring' | 'string' | 'bytes' | 'none' | `${ScalarKind}[]` | 'cstring[]';

/** Whether a name is that of a scalar kind. */
export function isScalar(name: string): name is ScalarKind {
  return Object.hasOwn(SCALAR_SIZES, name);
}

/** Size of a scalar in bytes. */
export function scalarSize(kind: ScalarKind): number {
  return SCALAR_SIZES[kind];
}

/** The element kind of an array kind; undefined for everything else. */
export function elementKind(kind: Kind): ScalarKind | 'cstring' | undefined {
  if (!kind.endsWith('[]')) return undefined;
  const name = kind.slice(0, -2);
  return isScalar(name) ? name : 'cstring';
}

/**
 * The kind of a member's type. Undefined where Inspektor Gadget makes no field of it: pointers, 128-bit integers,
 * arrays of structs.
 */
export function kindOf(type: TypeLayout): Kind | undefined {
  switch (type.kind) {
    case 'int':
    case 'enum':
    case 'float':
      return scalarOf(type);
    case 'struct':
    case 'union':
      return 'bytes';
    case 'array':
      return type.count === 0 ? undefined : arrayOf(type.element);
    default:
      return undefined;
  }
}

function scalarOf(type: TypeLayout): ScalarKind | undefined {
  const name = scalarName(type, type.size * 8);
  return isScalar(name) ? name : undefined;
}

function scalarName(type: TypeLayout, bits: number): string {
  if (type.kind === 'float') return `float${bits}`;
  if (type.kind !== 'int' && type.kind !== 'enum') return '';
  if (type.kind === 'int' && type.bool) return 'bool';
  return `${type.signed ? 'int' : 'uint'}${bits}`;
}

function arrayOf(element: TypeLayout): Kind | undefined {
  if (element.kind === 'int' && element.char) return 'cstring';
  if (element.kind === 'array') return nestedArray(element);
  const scalar = scalarOf(element);
  return scalar === undefined ? undefined : `${scalar}[]`;
}

/** Arrays of C strings keep their strings; other arrays of arrays are bytes, as they are upstream. */
function nestedArray(inner: TypeLayout): Kind | undefined {
  const kind = kindOf(inner);
  if (kind === undefined) return undefined;
  return kind === 'cstring' ? 'cstring[]' : 'bytes';
}

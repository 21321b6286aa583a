import type { TypeLayout } from '../model/layout.ts';

/** The C name of a type for a sentence: `unsigned int (4 bytes)`, `a pointer (8 bytes)`, `char[256]`. */
export function describeType(type: TypeLayout): string {
  switch (type.kind) {
    case 'pointer':
      return `a pointer (${type.size} bytes)`;
    case 'array':
      return `an array of ${type.count} × ${nameOf(type.element)}`;
    case 'struct':
    case 'union':
      return `a ${type.kind} ${nameOf(type)}`.trimEnd();
    default:
      return `${nameOf(type)} (${type.size} ${type.size === 1 ? 'byte' : 'bytes'})`;
  }
}

/** An array of `char`, however the type is called: what Inspektor Gadget shows as text. */
export function isCharArray(type: TypeLayout): type is Extract<TypeLayout, { kind: 'array' }> {
  return type.kind === 'array' && type.element.kind === 'int' && type.element.char;
}

function nameOf(type: TypeLayout): string {
  const typedef = type.typedefs[0];
  if (typedef !== undefined) return typedef;
  if (type.kind === 'pointer') return 'pointer';
  if (type.kind === 'array') return `${nameOf(type.element)}[${type.count}]`;
  return type.name;
}

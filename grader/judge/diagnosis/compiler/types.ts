import type { CSource } from '../source/c-source.ts';
import { SIGNATURES, STRUCTS } from './signatures.ts';
import { type Declared, meaningOf } from './variables.ts';

/** What a function takes, each as it is declared: `const char *filename`. Undefined for one that nobody knows. */
export function parametersOf(program: CSource, name: string): readonly string[] | undefined {
  const own = program.functions.find((other) => other.name === name);
  if (own === undefined) return SIGNATURES.get(name);
  const texts = own.parameters.map(({ text }) => text.replace(/\s+/g, ' '));
  return texts.length === 1 && texts[0] === 'void' ? [] : texts;
}

/** The members of a struct that the program or a header defines, by name, with the struct that each one is itself. */
export function membersOf(program: CSource, struct: string): ReadonlyMap<string, string> | undefined {
  const own = program.structs.find(({ name }) => name === struct);
  if (own === undefined) {
    const theirs = STRUCTS.get(struct);
    return theirs && new Map(Object.entries(theirs));
  }
  return new Map(own.members.map(({ name, text }) => [name, structIn(text) ?? '']));
}

/** `struct event *` → `event` */
export function structIn(type: string): string | undefined {
  return /\b(?:struct|union)\s+(\w+)/.exec(type)?.[1];
}

/** Of `event->proc.pid` read from its start to the last point or arrow: the struct in which the member is looked for. */
export function structBefore(program: CSource, path: readonly string[], offset: number): string | undefined {
  const [variable = '', ...members] = path;
  let struct = structIn(meaningOf(program, variable, offset)?.type ?? '');
  for (const member of members) struct = struct && membersOf(program, struct)?.get(member);
  return struct;
}

/** Written as in a declaration: `const char *filename`. */
export function describe({ type, stars, name, array }: Declared): string {
  const brackets = array === undefined ? '' : `[${array}]`;
  return `${type} ${'*'.repeat(stars)}${name}${brackets}`;
}

import type { Member, StructLayout } from '../../../../model/layout.ts';
import type { CSource } from '../../source/c-source.ts';
import type { CFunction } from '../../source/functions.ts';
import { argumentsOf } from './copies.ts';
import { bare } from './expression.ts';
import { declarationOf } from './variables.ts';

/** How deep addresses are followed through variables and parameters. */
const DEEPEST = 4;

/**
 * Whether an expression names the member of the event at this path (`proc.pid`), or what holds it, or a part of it.
 * `whole`: a struct that the member is in (`proc`, or the event itself).
 */
export type Aim = 'member' | 'whole' | undefined;

interface Target {
  readonly source: CSource;
  readonly struct: StructLayout;
  readonly path: string;
}

/** What of the event an expression such as `&event->proc`, `p->pid`, `*flags` or `event->filename[i]` names. */
export function aimOf(target: Target, text: string, inside: CFunction | undefined, depth = 0): Aim {
  const aims = pathsOf(target, text, inside, depth);
  if (aims.includes(target.path)) return 'member';
  return aims.some((path) => path === '' || target.path.startsWith(`${path}.`)) ? 'whole' : undefined;
}

/** Paths in the event that the expression may name; the empty one is the event itself. */
function pathsOf(
  target: Target,
  text: string,
  inside: CFunction | undefined,
  depth: number,
): readonly string[] {
  const flat = flatten(text);
  const [, base, rest = ''] = /^([A-Za-z_]\w*)((?:\.\w+)*)/.exec(flat) ?? [];
  if (base === undefined || depth > DEEPEST) return [];
  const member = rest.replace(/^\./, '');
  return basesOf(target, base, inside, depth).flatMap((prefix) => {
    const path = [prefix, member].filter((part) => part !== '').join('.');
    return hasPath(target.struct.members, path) ? [path] : [];
  });
}

/** `(&(*event).proc)->pid` → `event.proc.pid`; subscripts and offsets are left out. */
function flatten(text: string): string {
  return bare(text.replace(/\[[^[\]]*\]/g, ''))
    .replace(/\(\s*(?:const\s+)?(?:struct\s+)?\w+\s*\*+\s*\)\s*/g, '')
    .replace(/[&*()\s]/g, '')
    .replace(/->/g, '.')
    .replace(/[+-]\w+$/, '');
}

/** Where in the event a variable points, by the struct that it is declared to be, or by what it was given. */
function basesOf(
  target: Target,
  name: string,
  inside: CFunction | undefined,
  depth: number,
): readonly string[] {
  const { source, struct } = target;
  const declaration = declarationOf(source, inside, name);
  if (declaration === undefined) return [''];
  const [, tag] = /\bstruct\s+(\w+)/.exec(declaration.text) ?? [];
  const held = tag === undefined ? [] : pathsOfStruct(struct, tag);
  // A struct of its own, which is no pointer into the event, may be the event itself but no part of one.
  const isPointer = new RegExp(`\\*\\s*(?:const\\s+)?${name}\\b`).test(declaration.text);
  if (held.length > 0) return isPointer ? held : held.filter((path) => path === '');
  if (tag !== undefined) return [];
  if (!SCALARS.test(declaration.text)) return [''];
  const [, value] = new RegExp(`\\b${name}\\s*=\\s*([^;,]+)`).exec(declaration.text) ?? [];
  if (value !== undefined && isAddress(value)) return pathsOf(target, value, inside, depth + 1);
  if (declaration.kind !== 'parameter' || !declaration.text.includes('*')) return [];
  return source.calls
    .filter(({ callee }) => callee === inside?.name)
    .flatMap((call) => {
      const index = inside?.parameters.findIndex((parameter) => parameter.name === name) ?? -1;
      const argument = argumentsOf(source, call)[index];
      return argument === undefined || !isAddress(argument.text)
        ? []
        : pathsOf(target, argument.text, call.function, depth + 1);
    });
}

/** What is declared otherwise may be the event by another name: a typedef, `void *`, `__auto_type`. */
const SCALARS =
  /^(?:static\s+|const\s+|volatile\s+|unsigned\s+|signed\s+)*(?:char|short|int|long|bool|_Bool|gadget_\w+|__?[us]\d+|[us]\d+|pid_t)\b/;

/** Of a member: also an array's name is one. */
function isAddress(text: string): boolean {
  return /^&/.test(bare(text)) || /^[A-Za-z_]\w*\s*->\s*[\w.]+$/.test(bare(text));
}

function pathsOfStruct(struct: StructLayout, tag: string): readonly string[] {
  return [...(struct.name === tag ? [''] : []), ...nestedOf(struct.members, tag, '')];
}

function nestedOf(members: readonly Member[], tag: string, prefix: string): readonly string[] {
  return members.flatMap(({ name, type }) => {
    if (type.kind !== 'struct' && type.kind !== 'union') return [];
    const path = [prefix, name].filter((part) => part !== '').join('.');
    return [...(type.name === tag ? [path] : []), ...nestedOf(type.members, tag, path)];
  });
}

function hasPath(members: readonly Member[], path: string): boolean {
  if (path === '') return true;
  const [name, ...rest] = path.split('.');
  return members.some((member) => {
    const inner = member.type.kind === 'struct' || member.type.kind === 'union' ? member.type.members : [];
    if (member.name === '') return hasPath(inner, path);
    return member.name === name && (rest.length === 0 || hasPath(inner, rest.join('.')));
  });
}

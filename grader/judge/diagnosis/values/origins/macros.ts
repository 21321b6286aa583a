import type { CSource } from '../../source/c-source.ts';

/** How deep macros are looked through. */
const DEEPEST = 3;

/** The text with the program's own macros like functions written out: `ARG(ctx, 3)` → `((ctx)->args[3])`. */
export function expand(source: CSource, text: string, depth = 0): string {
  if (depth > DEEPEST) return text;
  const [macro] = macrosOf(source).filter(({ name }) => new RegExp(`\\b${name}\\s*\\(`).test(text));
  if (macro === undefined) return text;
  const start = text.search(new RegExp(`\\b${macro.name}\\s*\\(`));
  const call = argumentsFrom(text, text.indexOf('(', start));
  if (call === undefined) return text;
  const body = macro.parameters.reduce(
    (filled, parameter, index) =>
      filled.replace(new RegExp(`\\b${parameter}\\b`, 'g'), () => call.given[index] ?? ''),
    macro.body,
  );
  return expand(source, text.slice(0, start) + body + text.slice(call.end), depth + 1);
}

export interface Macro {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: string;
}

const known = new WeakMap<CSource, readonly Macro[]>();

/** The macros like functions that a program defines. */
export function macrosOf(source: CSource): readonly Macro[] {
  const before = known.get(source);
  if (before !== undefined) return before;
  const pattern = /^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^)]*)\)((?:[^\n]*\\\r?\n)*[^\n]*)/gm;
  const found = [...source.text.matchAll(pattern)].map(([, name = '', parameters = '', body = '']) => ({
    name,
    parameters: parameters.split(',').map((parameter) => parameter.trim()),
    body: body.replace(/\\\r?\n/g, ' ').trim(),
  }));
  known.set(source, found);
  return found;
}

/** What stands between the parenthesis at `open` and the one that closes it. */
function argumentsFrom(text: string, open: number): { given: readonly string[]; end: number } | undefined {
  const given: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < text.length; at++) {
    const character = text[at];
    if (character === '(') depth++;
    if (character === ')') depth--;
    const ends = depth === 0 || (depth === 1 && character === ',');
    if (ends) given.push(text.slice(from, at).trim());
    if (ends) from = at + 1;
    if (depth === 0) return { given, end: at + 1 };
  }
  return undefined;
}

import type { CSource } from '../../source/c-source.ts';
import type { CFunction } from '../../source/functions.ts';
import { type Place, placeAt } from '../../source/text.ts';

/** A piece of the learner's program that a value passes on its way into an event. */
export interface Expression extends Place {
  readonly text: string;
  /** Offsets into the program's text. */
  readonly from: number;
  readonly to: number;
  /** Undefined outside of functions. */
  readonly function: CFunction | undefined;
}

export function expressionAt(source: CSource, from: number, to: number): Expression {
  const text = source.text.slice(from, to).trim();
  const start = source.text.indexOf(text, from);
  return {
    text,
    from: start,
    to: start + text.length,
    function: source.functions.find((one) => one.from <= start && start < one.to),
    ...placeAt(source, start),
  };
}

const CAST =
  /^\(\s*(?:(?:const|volatile|unsigned|signed|struct|enum|union)\s+)*[A-Za-z_]\w*[\s\w]*\**\s*\)\s*(?=[\w(&*~"-])/;

/** Without the casts and parentheses around it: `(int)(ctx->args[2])` → `ctx->args[2]`. */
export function bare(text: string): string {
  const inner = text.trim();
  if (CAST.test(inner)) return bare(inner.replace(CAST, ''));
  return isEnclosed(inner) ? bare(inner.slice(1, -1)) : inner;
}

/** Whether the first parenthesis is closed by the very last. */
function isEnclosed(text: string): boolean {
  if (!text.startsWith('(') || !text.endsWith(')')) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}

/** The variables that an expression reads: names that are no member, no function, and in no text. */
export function variablesIn(text: string): readonly string[] {
  const code = text
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
    .replace(/sizeof\s*\([^()]*\)|__builtin_offsetof\s*\([^()]*\)/g, '0');
  const names = [...code.matchAll(/(?<![\w.]|->\s*)[A-Za-z_]\w*(?!\s*\()(?!\w)/g)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !TYPE_WORDS.has(name));
}

const TYPE_WORDS: ReadonlySet<string> = new Set(
  'const volatile unsigned signed struct enum union int long short char void bool __u8 __u16 __u32 __u64 __s8 __s16 __s32 __s64 u8 u16 u32 u64 s8 s16 s32 s64 NULL return'.split(
    ' ',
  ),
);

/** The number that an expression is, looking through `#define` and constants; undefined where it is none. */
export function numberOf(source: CSource, text: string, depth = 0): bigint | undefined {
  const inner = bare(text);
  const [, sign = '', digits] = /^([-~]?)\s*(0[xX][\da-fA-F]+|\d+)[uUlL]*$/.exec(inner) ?? [];
  if (digits !== undefined) return signed(sign, parse(digits));
  if (/^'\\0'$|^NULL$/.test(inner)) return 0n;
  const [, character] = /^'(.)'$/.exec(inner) ?? [];
  if (character !== undefined) return BigInt(character.codePointAt(0) ?? 0);
  const parts = inner.split('|');
  if (depth > 4) return undefined;
  if (parts.length > 1) return union(parts.map((part) => numberOf(source, part, depth + 1)));
  const definition = /^[A-Za-z_]\w*$/.test(inner) ? definitionOf(source, inner) : undefined;
  return definition === undefined ? undefined : numberOf(source, definition, depth + 1);
}

function union(numbers: readonly (bigint | undefined)[]): bigint | undefined {
  return numbers.reduce<bigint | undefined>(
    (sum, number) => (sum === undefined || number === undefined ? undefined : sum | number),
    0n,
  );
}

function signed(sign: string, value: bigint): bigint {
  return sign === '-' ? -value : sign === '~' ? ~value : value;
}

/** A leading 0 means octal. */
function parse(digits: string): bigint {
  return BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

/** The text with the program's own type names replaced by what they stand for. */
export function withoutTypedefs({ text: program }: CSource, text: string): string {
  const typedefs = [...program.matchAll(/\btypedef\s+([^;{}]+?)\s*\b(\w+)\s*;/g)];
  return typedefs.reduce(
    (plain, [, type = '', name = '']) => plain.replace(new RegExp(`\\b${name}\\b`, 'g'), type),
    text,
  );
}

function definitionOf({ text }: CSource, name: string): string | undefined {
  const patterns = [
    new RegExp(`^[ \\t]*#[ \\t]*define[ \\t]+${name}[ \\t]+([^\\n/]+)`, 'm'),
    new RegExp(`\\bconst\\b[^;=\\n]*\\b${name}\\s*=\\s*([^;]+);`),
    new RegExp(`\\benum\\b[^;]*[{,]\\s*${name}\\s*=\\s*([^,}]+)`),
  ];
  return patterns.map((pattern) => pattern.exec(text)?.[1]?.trim()).find((found) => found !== undefined);
}

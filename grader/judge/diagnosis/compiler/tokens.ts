/** The smallest pieces of C, read without a compiler: what is broken for clang is still there, with its place. */
export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'character' | 'sign' | 'other';
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly line: number;
}

/** A quote or comment that begins and does not end where it must. */
export interface Unclosed {
  readonly kind: 'text' | 'character' | 'comment';
  readonly from: number;
  readonly line: number;
}

/** `#include <vmlinux.h>`, with its continued lines. */
export interface Directive {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

export interface Comment {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

export interface Scan {
  readonly tokens: readonly Token[];
  readonly directives: readonly Directive[];
  /** Those between `/*` and its end. */
  readonly comments: readonly Comment[];
  readonly unclosed: readonly Unclosed[];
}

type Kind = Token['kind'] | 'blank' | 'directive' | 'comment';

/** What a text can go on with; the first that fits is taken. */
const PIECES: readonly (readonly [Kind, RegExp])[] = [
  ['blank', /\s+|\/\/[^\n]*|\\\r?\n/y],
  ['comment', /\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))/y],
  ['directive', /#(?:\\\r?\n|\/\*[\s\S]*?\*\/|[^\n])*/y],
  ['text', /"(?:\\(?:\r\n|[\s\S])|[^"\\\n])*"?/y],
  ['character', /'(?:\\(?:\r\n|[\s\S])|[^'\\\n])*'?/y],
  ['name', /[A-Za-z_$][\w$]*/y],
  ['number', /\.?\d(?:[eEpP][+-]|[\w.])*/y],
  ['sign', /->|\+\+|--|<<=|>>=|<<|>>|\.\.\.|&&|\|\||[=!<>+\-*/%&|^]=|[{}()[\];,.:?~!<>=+\-*/%&|^]/y],
  ['other', /[\s\S]/uy],
];

/** Reads a text to its end, whatever it holds. */
export function scan(text: string): Scan {
  const result = { tokens: [], directives: [], comments: [], unclosed: [] } as {
    -readonly [List in keyof Scan]: Scan[List][number][];
  };
  let line = 1;
  for (let from = 0; from < text.length; ) {
    const { kind, piece } = pieceAt(text, from);
    const token = { text: piece, from, to: from + piece.length, line };
    if (kind === 'directive') result.directives.push(token);
    else if (kind === 'comment') result.comments.push(token);
    else if (kind !== 'blank') result.tokens.push({ kind, ...token });
    if (isUnclosed(kind, piece)) result.unclosed.push({ kind, from, line });
    line += piece.split('\n').length - 1;
    from += piece.length;
  }
  return result;
}

function pieceAt(text: string, at: number): { readonly kind: Kind; readonly piece: string } {
  for (const [kind, pattern] of PIECES) {
    if (kind === 'directive' && !startsLine(text, at)) continue;
    pattern.lastIndex = at;
    const piece = pattern.exec(text)?.[0];
    if (piece !== undefined && piece !== '') return { kind, piece };
  }
  return { kind: 'other', piece: text[at] ?? '' };
}

function startsLine(text: string, at: number): boolean {
  return /^\s*$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
}

function isUnclosed(kind: Kind, piece: string): kind is Unclosed['kind'] {
  if (kind === 'comment') return piece.length < 4 || !piece.endsWith('*/');
  const quote = kind === 'text' ? '"' : kind === 'character' ? "'" : undefined;
  return (
    quote !== undefined && (piece.length < 2 || !piece.endsWith(quote) || /[^\\](?:\\\\)*\\.$/.test(piece))
  );
}

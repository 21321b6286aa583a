import type { Failure } from './failure.ts';
import type { Token } from './tokens.ts';

/** The first curly brace that is not as it must be. */
export type BraceFault =
  /** The brace at this index is never closed; `last` is the last token of what it should hold. */
  | { readonly kind: 'unclosed'; readonly open: number; readonly last: number }
  /** What begins at this index, a function or a struct, has no opening brace. */
  | { readonly kind: 'unopened'; readonly header: number; readonly surplus: number }
  /** The closing brace at this index belongs to nothing. */
  | { readonly kind: 'surplus'; readonly close: number };

/**
 * Finds it by counting and, as every brace but one has a partner, by the indentation: a brace that closes further to the
 * left than the innermost open one began tells that that one was forgotten. Undefined where all is in order.
 */
export function braceFault({ tokens, program, brackets }: Failure): BraceFault | undefined {
  const layout: Layout = { tokens, indents: program.lines.map(indentOf) };
  const opened = tokens.filter(({ text }) => text === '{').length;
  const closed = tokens.filter(({ text }) => text === '}').length;
  if (closed > opened) return surplusFault(layout, closed - opened, brackets.partner);
  return opened > closed ? unclosedFault(layout) : undefined;
}

interface Layout {
  readonly tokens: readonly Token[];
  /** By line, from 0. */
  readonly indents: readonly number[];
}

const TAB = 8;

function indentOf(line: string): number {
  const [blank = ''] = /^[ \t]*/.exec(line) ?? [];
  return [...blank].reduce((width, letter) => width + (letter === '\t' ? TAB - (width % TAB) : 1), 0);
}

function unclosedFault(layout: Layout): BraceFault | undefined {
  const { tokens } = layout;
  const stack: number[] = [];
  for (const [index, token] of tokens.entries()) {
    const open = stack.at(-1);
    if (open !== undefined && startsOutside(layout, index, stack)) return unclosed(open, index);
    if (token.text === '{') stack.push(index);
    if (token.text !== '}') continue;
    const isForgotten =
      open !== undefined &&
      isFirst(layout, index) &&
      stack.length > 1 &&
      indentAt(layout, index) < indentAt(layout, open);
    if (isForgotten) return unclosed(open, index);
    stack.pop();
  }
  const open = stack.at(-1);
  return open === undefined ? undefined : unclosed(open, tokens.length);
}

function unclosed(open: number, next: number): BraceFault {
  return { kind: 'unclosed', open, last: next - 1 };
}

/** What only stands outside of all braces, as far to the left as what is still open. */
function startsOutside(layout: Layout, index: number, stack: readonly number[]): boolean {
  const { tokens } = layout;
  const token = tokens[index];
  if (token === undefined || !isFirst(layout, index)) return false;
  if (indentAt(layout, index) > indentAt(layout, stack[0] ?? index)) return false;
  if (/^(SEC|GADGET_\w+|static|typedef|extern)$/.test(token.text)) return true;
  const line = tokens.slice(index, index + 40).filter(({ line }) => line === token.line);
  return (
    line.some(({ text }, at) => text === 'SEC' && line[at + 1]?.text === '(') || isFunction(tokens, index)
  );
}

/** `int name(…) {` */
function isFunction(tokens: readonly Token[], from: number): boolean {
  let index = from;
  while (tokens[index]?.kind === 'name' || tokens[index]?.text === '*') index++;
  if (index - from < 2 || tokens[index]?.text !== '(') return false;
  const close = tokens.findIndex(({ text }, at) => at > index && ');{}'.includes(text));
  return tokens[close]?.text === ')' && tokens[close + 1]?.text === '{';
}

function surplusFault(
  layout: Layout,
  surplus: number,
  partner: ReadonlyMap<number, number>,
): BraceFault | undefined {
  const { tokens } = layout;
  const deep = tokens.flatMap((_, index) => (closesDeeper(layout, index, partner) ? [index] : []));
  const bare = tokens.findIndex(({ text }, index) => text === '}' && !partner.has(index));
  const [deepest] = deep;
  // Somebody who indents every closing brace like that means nothing by it.
  if (deepest !== undefined && deep.length <= surplus && (bare === -1 || deepest < bare)) {
    return { kind: 'surplus', close: deepest };
  }
  if (bare === -1) return undefined;
  const header = headerBefore(tokens, bare, partner);
  return header === undefined
    ? { kind: 'surplus', close: bare }
    : { kind: 'unopened', header, surplus: bare };
}

/** A closing brace further to the right than the beginning of what it closes. */
function closesDeeper(layout: Layout, index: number, partner: ReadonlyMap<number, number>): boolean {
  const open = partner.get(index);
  return (
    layout.tokens[index]?.text === '}' &&
    open !== undefined &&
    isFirst(layout, index) &&
    indentAt(layout, index) > indentAt(layout, open)
  );
}

/** The last function or struct without a brace, between the last thing that is whole and the brace that is too many. */
function headerBefore(
  tokens: readonly Token[],
  surplus: number,
  partner: ReadonlyMap<number, number>,
): number | undefined {
  for (let index = surplus - 1; index > 0; index--) {
    if (tokens[index]?.text === '}') index = partner.get(index) ?? index;
    else if (isHeadless(tokens, index, partner)) return index;
  }
  return undefined;
}

function isHeadless(tokens: readonly Token[], index: number, partner: ReadonlyMap<number, number>): boolean {
  const [before, token, next] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (/^(struct|union|enum)$/.test(before?.text ?? '') && token?.kind === 'name') {
    return next !== undefined && next.line > token.line && next.kind === 'name';
  }
  const close = partner.get(index + 1);
  if (token?.kind !== 'name' || next?.text !== '(' || close === undefined) return false;
  const isTyped =
    before?.kind === 'name' ? !/^(return|else|goto|case)$/.test(before.text) : before?.text === '*';
  const after = tokens[close + 1];
  return isTyped && (after?.kind === 'name' || after?.text === '}');
}

function isFirst({ tokens }: Layout, index: number): boolean {
  return tokens[index - 1]?.line !== tokens[index]?.line;
}

function indentAt({ tokens, indents }: Layout, index: number): number {
  return indents[(tokens[index]?.line ?? 0) - 1] ?? 0;
}

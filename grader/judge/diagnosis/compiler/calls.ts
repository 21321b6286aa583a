import type { Failure } from './failure.ts';
import { isWord } from './syntax.ts';

/** `name(…)`: a call, a macro, or the head of a function. Indices of tokens. */
export interface Call {
  readonly name: string;
  readonly at: number;
  readonly open: number;
  readonly close: number;
  readonly arguments: readonly Argument[];
}

export interface Argument {
  /** First and last token. */
  readonly first: number;
  readonly last: number;
  /** As it is written. */
  readonly text: string;
}

/** The innermost `name(…)` around a token, or the one that it closes; undefined where that is none. */
export function callAround(failure: Failure, index: number): Call | undefined {
  const { tokens, brackets } = failure;
  const closes = tokens[index]?.text === ')' ? brackets.partner.get(index) : undefined;
  const open = closes ?? brackets.around[index];
  return open === undefined ? undefined : callAt(failure, open - 1);
}

/** The call whose name is at an index; undefined where it is none, or has no end. */
export function callAt(failure: Failure, at: number): Call | undefined {
  const { tokens, brackets } = failure;
  const name = tokens[at];
  const open = at + 1;
  const close = brackets.partner.get(open);
  if (name?.kind !== 'name' || isWord(name.text) || tokens[open]?.text !== '(' || close === undefined)
    return undefined;
  return { name: name.text, at, open, close, arguments: argumentsOf(failure, open, close) };
}

function argumentsOf(failure: Failure, open: number, close: number): readonly Argument[] {
  const { tokens, brackets } = failure;
  if (close === open + 1) return [];
  const commas: number[] = [];
  for (let index = open + 1; index < close; index++) {
    if (tokens[index]?.text === ',' && brackets.around[index] === open) commas.push(index);
  }
  const starts = [open, ...commas];
  return starts.map((before, number) => {
    const [first, last] = [before + 1, (commas[number] ?? close) - 1];
    return { first, last, text: textBetween(failure, first, last) };
  });
}

/** The text from the first to the last token. */
export function textBetween({ tokens, program }: Failure, first: number, last: number): string {
  if (last < first) return '';
  const text = program.text.slice(tokens[first]?.from, tokens[last]?.to);
  return text.replace(/\s+/g, ' ');
}

import type { CFunction } from '../source/functions.ts';
import type { CompilerError, Failure } from './failure.ts';
import type { Token } from './tokens.ts';

export const isParse = ({ diagnostic }: CompilerError): boolean => diagnostic.category === 'Parse Issue';

/** What the compiler files under meaning, whether or not it has a flag of its own. */
export const isSemantic = ({ diagnostic }: CompilerError): boolean =>
  diagnostic.category === 'Semantic Issue' || /^-W(?!invalid-pp)/.test(diagnostic.category);

export const isLexical = ({ diagnostic }: CompilerError): boolean =>
  diagnostic.category === 'Lexical or Preprocessor Issue';

/** Words after which a statement or its condition follows. */
export const STATEMENT_WORDS: readonly string[] =
  'return if for while do switch case default break continue goto else'.split(' ');

/** Words that make up types. */
export const TYPE_WORDS: readonly string[] =
  'void char short int long float double signed unsigned _Bool bool struct union enum const volatile'.split(
    ' ',
  );

export const STORAGE_WORDS: readonly string[] = 'static extern inline typedef register __always_inline'.split(
  ' ',
);

export const isWord = (text: string): boolean =>
  [...STATEMENT_WORDS, ...TYPE_WORDS, ...STORAGE_WORDS, 'sizeof', 'typeof'].includes(text);

/** Index of the curly brace around a token. */
export function braceAround({ tokens, brackets }: Failure, index: number): number | undefined {
  let open = brackets.around[Math.min(index, tokens.length - 1)];
  while (open !== undefined && tokens[open]?.text !== '{') open = brackets.around[open];
  return open;
}

/** What a curly brace belongs to: index of the name of a function or struct, or of a word like `if`. */
export function headOf({ tokens, brackets }: Failure, brace: number): number | undefined {
  const before = tokens[brace - 1];
  if (before?.text === ')') {
    const open = brackets.partner.get(brace - 1);
    return open === undefined ? undefined : open - 1;
  }
  if (before?.kind === 'name' && /^(struct|union|enum)$/.test(tokens[brace - 2]?.text ?? ''))
    return brace - 1;
  return before?.kind === 'name' ? brace - 1 : undefined;
}

/** True within the braces of a struct or union. */
export function isInStruct(failure: Failure, index: number): boolean {
  const brace = braceAround(failure, index);
  if (brace === undefined) return false;
  const { tokens } = failure;
  return [tokens[brace - 1], tokens[brace - 2]].some((token) => /^(struct|union)$/.test(token?.text ?? ''));
}

/** Index of the first token of the statement, declaration or member that a token belongs to. */
export function statementStart(
  { tokens, brackets }: Pick<Failure, 'tokens' | 'brackets'>,
  index: number,
): number {
  let start = Math.min(index, tokens.length - 1);
  while (start > 0) {
    const before = start - 1;
    const text = tokens[before]?.text ?? '';
    if (text === '{' || text === ';') return start;
    if (text === '}' && brackets.around[before] === braceAroundPlain(tokens, brackets.around, start))
      return start;
    start = before;
  }
  return start;
}

function braceAroundPlain(
  tokens: readonly Token[],
  around: readonly (number | undefined)[],
  index: number,
): number | undefined {
  let open = around[index];
  while (open !== undefined && tokens[open]?.text !== '{') open = around[open];
  return open;
}

/** The function of the program that holds an offset. */
export function functionAt({ program }: Failure, offset: number | undefined): CFunction | undefined {
  return program.functions.find(({ from, to }) => offset !== undefined && from <= offset && offset < to);
}

/** Where something is missing: right behind the token before an index. */
export function endBefore({ tokens }: Failure, index: number): number {
  return tokens[index - 1]?.to ?? 0;
}

/** True where a type can be: a name follows, with or without stars, or it is all that stands in parentheses. */
export function isTypePlace(failure: Failure, at: number): boolean {
  const { tokens } = failure;
  const before = tokens[at - 1];
  if (/^(\.|->|struct|union|enum)$/.test(before?.text ?? '')) return false;
  const isAfterType = before?.kind === 'name' && !STATEMENT_WORDS.includes(before.text);
  const next = tokens.findIndex(({ text }, index) => index > at && text !== '*');
  const hasStars = next > at + 1;
  if (tokens[next]?.text === ')') return isAfterType || (before?.text === '(' && hasStars);
  if (tokens[next]?.kind !== 'name') return false;
  if (before === undefined || isAfterType || /^[;{}]$/.test(before.text)) return true;
  // `(not event)` in a body is a condition; only heads of functions and `for` declare something in parentheses.
  const isHead = braceAround(failure, at) === undefined || tokens[at - 2]?.text === 'for';
  return /^[(,]$/.test(before.text) ? isHead : !hasStars && before.text === ')';
}

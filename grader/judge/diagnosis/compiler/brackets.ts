import type { Token } from './tokens.ts';

/** Which bracket belongs to which, where a text may be broken; indices are those of the tokens. */
export interface Brackets {
  /** Of both brackets of a pair. */
  readonly partner: ReadonlyMap<number, number>;
  /** The innermost opening bracket around a token; missing at the outermost level. */
  readonly around: readonly (number | undefined)[];
  /** Round and square ones that nothing closes, or nothing opened. */
  readonly odd: readonly number[];
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Pairs what belongs together; a `;` or `}` ends what is still open in round or square brackets. */
export function pairBrackets(tokens: readonly Token[]): Brackets {
  const pairing: Pairing = { tokens, stack: [], partner: new Map(), odd: [] };
  const around: (number | undefined)[] = [];
  for (const [index, { text, kind }] of tokens.entries()) {
    const opener = kind === 'sign' ? CLOSES[text] : undefined;
    if (text === ';' && !isInFor(tokens, pairing.stack.at(-1))) dropRound(pairing);
    if (opener !== undefined) close(pairing, index, opener);
    around.push(pairing.stack.at(-1));
    if (kind === 'sign' && '([{'.includes(text)) pairing.stack.push(index);
  }
  const open = pairing.stack.filter((index) => tokens[index]?.text !== '{');
  return { partner: pairing.partner, around, odd: [...pairing.odd, ...open].sort((a, b) => a - b) };
}

interface Pairing {
  readonly tokens: readonly Token[];
  /** What is open, the innermost last. */
  readonly stack: number[];
  readonly partner: Map<number, number>;
  readonly odd: number[];
}

function topOf({ tokens, stack }: Pairing, below = 1): string | undefined {
  return tokens[stack.at(-below) ?? -1]?.text;
}

function dropRound(pairing: Pairing): void {
  while (/^[([]$/.test(topOf(pairing) ?? '')) pairing.odd.push(pairing.stack.pop() ?? -1);
}

function close(pairing: Pairing, index: number, opener: string): void {
  const { stack, partner, odd } = pairing;
  if (opener === '{') dropRound(pairing);
  // `f(a[2)`: the square one was forgotten, the round one closes.
  if (opener === '(' && topOf(pairing) === '[' && topOf(pairing, 2) === '(') odd.push(stack.pop() ?? -1);
  const match = topOf(pairing) === opener ? stack.pop() : undefined;
  if (match !== undefined) partner.set(match, index).set(index, match);
  else if (opener !== '{') odd.push(index);
}

/** `for (a; b; c)` */
function isInFor(tokens: readonly Token[], opener: number | undefined): boolean {
  return opener !== undefined && tokens[opener]?.text === '(' && tokens[opener - 1]?.text === 'for';
}

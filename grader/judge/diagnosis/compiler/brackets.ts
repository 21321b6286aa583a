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
  const stack: number[] = [];
  const partner = new Map<number, number>();
  const around: (number | undefined)[] = [];
  const odd: number[] = [];
  const top = () => tokens[stack.at(-1) ?? -1]?.text;
  for (const [index, { text, kind }] of tokens.entries()) {
    const opener = kind === 'sign' ? CLOSES[text] : undefined;
    if (text === ';' && !isInFor(tokens, stack.at(-1))) dropRound();
    if (opener !== undefined) close(index, opener);
    around.push(stack.at(-1));
    if (kind === 'sign' && '([{'.includes(text)) stack.push(index);
  }
  odd.push(...stack.filter((index) => tokens[index]?.text !== '{'));
  return { partner, around, odd: odd.sort((a, b) => a - b) };

  function dropRound(): void {
    while (top() === '(' || top() === '[') odd.push(stack.pop() ?? -1);
  }

  function close(index: number, opener: string): void {
    if (opener === '{') dropRound();
    // `f(a[2)`: the square one was forgotten, the round one closes.
    if (opener === '(' && top() === '[' && tokens[stack.at(-2) ?? -1]?.text === '(')
      odd.push(stack.pop() ?? -1);
    const match = top() === opener ? stack.pop() : undefined;
    if (match === undefined) {
      if (opener !== '{') odd.push(index);
      return;
    }
    partner.set(match, index);
    partner.set(index, match);
  }
}

/** `for (a; b; c)` */
function isInFor(tokens: readonly Token[], opener: number | undefined): boolean {
  return opener !== undefined && tokens[opener]?.text === '(' && tokens[opener - 1]?.text === 'for';
}

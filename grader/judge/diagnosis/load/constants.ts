import type { Code } from '../structure/code.ts';

/** Deeper than this no name of a number stands for another name. */
const DEEPEST = 5;

/** The number that an expression comes to, macros without arguments included; undefined where it has other parts. */
export function numberOf(code: Code, expression: string): bigint | undefined {
  let text = expression;
  for (let depth = 0; depth < DEEPEST && /[A-Za-z_]\w*/.test(plain(text)); depth++) {
    const before = text;
    text = text.replace(/\b[A-Za-z_]\w*\b/g, (name) => definition(code, name) ?? name);
    if (text === before) break;
  }
  return calculate(plain(text));
}

function definition({ text }: Code, name: string): string | undefined {
  const value = new RegExp(`^[ \\t]*#[ \\t]*define[ \\t]+${name}[ \\t]+(\\S.*)$`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : `(${value.trim()})`;
}

/** Without the suffixes of numbers: `4096UL`. */
function plain(text: string): string {
  return text.replace(/\b(0x[0-9a-f]+|\d+)[ul]+\b/gi, '$1');
}

/** Sums, products and shifts of numbers; nothing else is in such a text. */
function calculate(text: string): bigint | undefined {
  const tokens = text.match(/0x[0-9a-f]+|\d+|<<|>>|[-+*/()]|\S/gi) ?? [];
  let at = 0;
  const value = level(0);
  return at === tokens.length ? value : undefined;

  function level(strength: number): bigint | undefined {
    let left = strength === LEVELS.length ? operand() : level(strength + 1);
    for (
      let operator = tokens[at];
      operator !== undefined && LEVELS[strength]?.includes(operator);
      operator = tokens[at]
    ) {
      at++;
      const right = strength + 1 === LEVELS.length ? operand() : level(strength + 1);
      left = left === undefined || right === undefined ? undefined : apply(left, operator, right);
    }
    return left;
  }

  function operand(): bigint | undefined {
    const token = tokens[at++] ?? '';
    if (/^\d/.test(token)) return BigInt(/^0\d/.test(token) ? `0o${token.slice(1)}` : token);
    if (token === '-') return negative(operand());
    if (token !== '(') return undefined;
    const inside = level(0);
    return tokens[at++] === ')' ? inside : undefined;
  }
}

const LEVELS: readonly (readonly string[])[] = [
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/'],
];

function negative(value: bigint | undefined): bigint | undefined {
  return value === undefined ? undefined : -value;
}

function apply(left: bigint, operator: string, right: bigint): bigint | undefined {
  switch (operator) {
    case '<<':
      return right >= 0n && right < 128n ? left << right : undefined;
    case '>>':
      return right >= 0n ? left >> right : undefined;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return right === 0n ? undefined : left / right;
  }
}

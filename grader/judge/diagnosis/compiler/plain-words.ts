import type { Diagnostic } from '../../../model/artifact.ts';
import { type Failure, offsetOf, tokenAt } from './failure.ts';
import { braceAround, isInStruct } from './syntax.ts';

/** What stands at an error: the tokens around it, and its line. */
interface Spot {
  readonly before: string;
  readonly token: string;
  readonly after: string;
  readonly line: string;
  readonly inStruct: boolean;
  /** Within braces. */
  readonly inside: boolean;
}

/** Mistakes that can be told from a few tokens, and are too rare for a rule of their own. */
const WORDS: readonly (readonly [(spot: Spot) => boolean, string])[] = [
  [({ line }) => /^\s*#\s*if/.test(line), 'No `#endif` belongs to this line.'],
  [({ line }) => /^\s*#\s*(endif|else|elif)\b/.test(line), 'No `#if` belongs to this line.'],
  [({ line }) => /^\s*#\s*error\b/.test(line), 'This line says that the program is not to be compiled.'],
  [
    ({ line }) => /^\s*#/.test(line),
    'A line that begins with `#` is an order to the compiler, and it does not know this one. A comment begins with `//`.',
  ],
  [({ token, after }) => token === ':' && after === '=', 'In C, a value is given with `=`, not with `:=`.'],
  [({ token }) => token === 'else', 'This `else` has no `if` right before it.'],
  [
    ({ token }) => token === 'break' || token === 'continue',
    'This word leads out of a loop, and here is none. A function is left with `return`.',
  ],
  [({ before }) => before === 'goto', 'The function has no place of that name to go to.'],
  [
    ({ token, inStruct }) => token === '=' && inStruct,
    'A member of a struct cannot be given a value where it is declared.',
  ],
  [
    ({ before, token }) => before === ')' && /^(return|break|continue|goto)$/.test(token),
    'If what stands in parentheses is a condition, the word `if` is missing before it.',
  ],
  [({ before, token }) => before === ',' && token === ',', 'Between two commas, there is nothing.'],
  [({ before, token }) => before === '->' && token === '->', 'There are two arrows in a row.'],
  [
    ({ before, token }) => /^(->|\.)$/.test(before) && !/^\w/.test(token),
    'After the point or arrow, the name of a member is missing.',
  ],
  [
    ({ before, token, inside }) => !inside && token === '{' && /^[;})]$/.test(before),
    'This `{` has nothing before it that it could be the beginning of: the line with the name of the function is missing.',
  ],
  [
    ({ token, after, inside }) => !inside && token === '(' && after.startsWith('"'),
    'Before this text in parentheses, a word like `SEC` is missing.',
  ],
  [({ before, token }) => before === ',' && token === ')', 'The comma before this `)` is one too many.'],
];

/** A sentence for an error that no rule explains; undefined where the text tells nothing. */
export function plainWords(failure: Failure, error: Diagnostic): string | undefined {
  const { tokens, program } = failure;
  const offset = offsetOf(program, error);
  if (offset === undefined) return undefined;
  const index = tokenAt(tokens, offset);
  const spot = {
    before: tokens[index - 1]?.text ?? '',
    token: tokens[index]?.text ?? '',
    after: tokens[index + 1]?.text ?? '',
    line: program.lines[error.line - 1] ?? '',
    inStruct: isInStruct(failure, index),
    inside: braceAround(failure, index) !== undefined,
  };
  return WORDS.find(([fits]) => fits(spot))?.[1];
}

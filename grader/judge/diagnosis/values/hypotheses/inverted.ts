import { numberIn } from '../fit.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { because, believable, rightValue, testChange } from '../own.ts';
import type { Scope } from '../scope.ts';
import { fieldOf, hex, meaningOf, verb } from '../wording.ts';

/** Every bit turned round, or some, or the sign. */
export const inverted: Hypothesis = {
  id: 'value-inverted',
  meaning: 'The bits or the sign of a value were turned round.',
  example: {
    code: 'event->flags = ~flags;',
    message:
      '`flags` always has every bit of the flags turned round: `~flags` does that. Write down the value as it is.',
  },
  test: (scope) => [
    ...testOperator(scope, {
      operator: '~',
      change: (value) => ~value,
      say: (often, right) => `${often} has every bit of ${right} turned round`,
    }),
    ...testOperator(scope, {
      operator: '-',
      change: (value) => -value,
      say: (often, right) => `${often} holds ${right} with the opposite sign`,
    }),
    // 0 and 1 have many causes.
    ...testOperator(scope, {
      operator: '!',
      change: (value) => (value === 0n ? 1n : 0n),
      say: (often, right) => `is ${often} 1 where ${right} ${verb(scope, 'are')} 0, and 0 otherwise`,
    }).filter(({ shown }) => shown !== undefined),
    ...believable(scope, testFlipped(scope)),
  ],
};

interface Operator {
  readonly operator: '~' | '-' | '!';
  readonly change: (value: bigint) => bigint;
  readonly say: (often: string, right: string) => string;
}

function testOperator(scope: Scope, { operator, change, say }: Operator): readonly Candidate[] {
  const pattern = new RegExp(`(^|[^\\w)\\]\\s])\\s*${operator}(?![=>-])`);
  return testChange(scope, {
    key: operator,
    cost: 2,
    change,
    shows: ({ text, kind }) => kind === 'value' && pattern.test(text),
    say: (often, sighting) =>
      `${fieldOf(scope)} ${say(often, meaningOf(scope))}${because(sighting, 'does that')}. Write down the value as it is.`,
  });
}

function testFlipped(scope: Scope): readonly Candidate[] {
  const [first] = scope.wrong;
  if (first === undefined) return [];
  const width = scope.suspect.field.size * 8;
  const bits = BigInt.asUintN(width, numberIn(first) ^ rightValue(scope, first));
  return testChange(scope, {
    key: `^${bits}`,
    cost: 6,
    change: (value) => value ^ bits,
    shows: ({ text, kind }) => kind === 'value' && /\^/.test(text),
    say: (often, sighting) =>
      `${fieldOf(scope)} ${often} has the bits ${hex(bits)} turned round${because(sighting, 'does that')}. Write down the value as it is.`,
  });
}

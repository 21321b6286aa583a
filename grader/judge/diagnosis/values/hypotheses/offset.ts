import { numberIn } from '../fit.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { because, believable, rightValue, testChange } from '../own.ts';
import type { Scope } from '../scope.ts';
import { fieldOf, meaningOf } from '../wording.ts';

/** More or less by the same number. */
export const offset: Hypothesis = {
  id: 'value-offset',
  meaning: 'A constant was added to a value, or taken from it.',
  example: {
    code: 'event->flags = flags + 1;',
    message: '`flags` is always 1 more than the flags: `flags + 1` adds it. Write down the value as it is.',
  },
  test: (scope) => believable(scope, testOffset(scope)),
};

function testOffset(scope: Scope): readonly Candidate[] {
  const [first] = scope.wrong;
  if (first === undefined) return [];
  const width = scope.suspect.field.size * 8;
  const distance = BigInt.asIntN(width, numberIn(first) - rightValue(scope, first));
  return testChange(scope, {
    key: `${distance}`,
    cost: 5,
    change: (value) => value + distance,
    shows: ({ text, kind }) =>
      kind === 'value' && /[\w)\]]\s*[+-]=?\s*[\w(]|\+\+|--/.test(text.replaceAll('->', '.')),
    say: (often, sighting) => {
      const more = distance > 0n;
      const by = `${more ? distance : -distance} ${more ? 'more' : 'less'}`;
      const why = because(sighting, more ? 'adds it' : 'takes it away');
      return `${fieldOf(scope)} is ${often} ${by} than ${meaningOf(scope)}${why}. Write down the value as it is.`;
    },
  });
}

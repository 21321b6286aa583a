import { numberIn } from '../fit.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { because, believable, rightValue, testChange } from '../own.ts';
import type { Scope } from '../scope.ts';
import { fieldOf, hex, meaningOf, verb } from '../wording.ts';

/** Some bits are always lost, or always set. */
export const masked: Hypothesis = {
  id: 'value-masked',
  meaning: 'Bits of a value were cleared or set by a constant.',
  example: {
    code: 'event->flags = flags & 3;',
    message:
      '`flags` always lacks bits that the flags have: `flags & 3` clears them. Write down the whole value.',
  },
  test: (scope) => believable(scope, [...testCleared(scope), ...testSet(scope)]),
};

const OR = /[\w)\]]\s*\|=?\s*[\w(~]/;

function testCleared(scope: Scope): readonly Candidate[] {
  const kept = scope.observations.reduce((bits, one) => bits | numberIn(one), 0n);
  return testChange(scope, {
    key: 'cleared',
    cost: 5,
    change: (value) => value & kept,
    shows: ({ text, kind }) =>
      kind === 'value' && /[\w)\]]\s*&=?\s*(?!&)[\w(~]/.test(text) && !/&&/.test(text),
    say: (often, sighting) =>
      `${fieldOf(scope)} ${often} lacks bits that ${meaningOf(scope)} ${verb(scope, 'have')}${because(sighting, 'clears them', `: only bits of ${hex(kept)} are left`)}. Write down the whole value.`,
  });
}

function testSet(scope: Scope): readonly Candidate[] {
  const width = scope.suspect.field.size * 8;
  const more = scope.observations.reduce(
    (bits, one) => bits | (numberIn(one) & ~BigInt.asUintN(width, rightValue(scope, one))),
    0n,
  );
  return testChange(scope, {
    key: 'set',
    cost: 5,
    change: (value) => value | more,
    shows: ({ text, kind }) => kind === 'value' && OR.test(text) && !/\|\|/.test(text),
    say: (often, sighting) =>
      `${fieldOf(scope)} ${often} has the bits ${hex(more)}, also where ${meaningOf(scope)} ${verb(scope, 'have')} not${because(sighting, 'sets them')}. Write down the value as it is.`,
  });
}

import type { TracedSyscall } from '../../../../model/check-spec.ts';
import { showBytes } from '../../../text.ts';
import { expectedNumber, type Fit, fitNumbers } from '../fit.ts';
import { expectedText, fitTexts, textIn } from '../fit-texts.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { startUpper } from '../knowledge.ts';
import { isStale } from '../left-over.ts';
import { bare, numberOf } from '../origins/expression.ts';
import type { Scope } from '../scope.ts';
import { lastWrite, placeOf, sight } from '../sighting.ts';
import { code, fieldOf, forCalls, meaningOf, remedyOf } from '../wording.ts';

/** So many different values should have been there before one and the same is no accident. */
const ENOUGH = 3;
/** What it is worth, in bits, that the program has the very number or text. */
const LITERAL = 10;

/** The same value in every event, whatever the call was. */
export const constant: Hypothesis = {
  id: 'value-constant',
  meaning: 'A field holds the same value in every event, whatever the call was.',
  example: {
    code: 'event->flags = 577;',
    message:
      '`flags` is 577 in every event, whatever was asked for: `577` is a fixed value. The flags are `args[2]` of openat and `args[1]` of open.',
  },
  test: (scope) => [...testNumber(scope), ...testText(scope)],
};

function testNumber(scope: Scope): readonly Candidate[] {
  const [first] = scope.wrong;
  if (first?.actual.kind !== 'number') return [];
  const value = first.actual.value;
  const fit = fitNumbers(scope, () => value);
  if (fit === undefined) return [];
  const width = scope.suspect.field.size * 8;
  const literal = sight(scope, ({ text, kind }) => kind === 'value' && isNumber(scope, text, value, width));
  // That is also what nobody wrote.
  if (isStale(first.actual) && literal === undefined) return [];
  const shown = literal && placeOf(literal[0].step);
  const text = showNumber(value, width);
  return candidates(scope, fit, {
    key: text,
    words: text,
    shown,
    literal: literal?.[0].step.text,
    distinct: new Set(scope.observations.map(expectedNumber)).size,
  });
}

function isNumber({ source }: Scope, text: string, value: bigint, width: number): boolean {
  const number = source && numberOf(source, text);
  return number !== undefined && BigInt.asUintN(width, number) === value;
}

/** Error numbers and the like are written with a sign. */
function showNumber(value: bigint, width: number): string {
  const signed = BigInt.asIntN(width, value);
  return (signed < 0n && signed > -10_000n ? signed : value).toString();
}

function testText(scope: Scope): readonly Candidate[] {
  const [first] = scope.wrong;
  if (first?.actual.kind !== 'text') return [];
  const value = textIn(first);
  const fit = fitTexts(scope, () => value);
  if (fit === undefined) return [];
  const quoted = `"${Buffer.from(value).toString('utf8')}`;
  const literal = sight(
    scope,
    ({ text }) => text.includes(quoted) && /^"/.test(bare(text).replace(/^&/, '')),
  );
  if (value.length === 0 || (isStale(first.actual) && literal === undefined)) return [];
  return candidates(scope, fit, {
    key: quoted,
    words: showBytes(value),
    shown: literal && placeOf(literal[0].origin.write.at),
    literal: literal?.[0].step.text,
    distinct: new Set(scope.observations.map((one) => Buffer.from(expectedText(one)).toString('latin1')))
      .size,
  });
}

/** A path that cannot be read is nowhere to be found. */
function remedyFor(scope: Scope, syscalls: readonly TracedSyscall[]): string {
  const unreadable =
    scope.suspect.witness === 'path' && scope.wrong.every(({ record }) => record.path === undefined);
  return unreadable ? 'Where the path cannot be read, leave the text empty.' : remedyOf(scope, syscalls);
}

interface Constant {
  readonly key: string;
  readonly words: string;
  readonly shown: Candidate['shown'];
  readonly literal: string | undefined;
  readonly distinct: number;
}

function candidates(
  scope: Scope,
  fit: Fit,
  { key, words, shown, literal, distinct }: Constant,
): readonly Candidate[] {
  const isAlways = fit.reach === 'always';
  if (shown === undefined && (distinct < ENOUGH || !isAlways)) return [];
  const bits = distinct >= ENOUGH && isAlways ? 20 : Math.max(fit.bits, shown === undefined ? 0 : LITERAL);
  const because = literal === undefined ? '' : `: ${code(literal)} is a fixed value`;
  return [
    {
      key,
      cost: isAlways ? 3 : 12,
      bits,
      shown,
      place: lastWrite(scope),
      say: (syscalls) => {
        const when = isAlways
          ? `in every event, whatever was asked for${because}`
          : `in ${scope.wrong.length} events where ${meaningOf(scope)} should be${because}`;
        const text = `${fieldOf(scope)} is ${words} ${when}. ${remedyFor(scope, syscalls)}`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}

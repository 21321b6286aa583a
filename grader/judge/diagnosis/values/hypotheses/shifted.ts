import { count } from '../../../text.ts';
import { numberIn } from '../fit.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { startUpper } from '../knowledge.ts';
import { because, testChange } from '../own.ts';
import type { Scope } from '../scope.ts';
import { placeOf, sight } from '../sighting.ts';
import { code, fieldOf, forCalls, meaningOf } from '../wording.ts';

/** Moved to higher or lower bits. */
export const shifted: Hypothesis = {
  id: 'value-shifted',
  meaning: 'The bits of a value were moved to the left or to the right.',
  example: {
    code: 'event->flags = flags >> 6;',
    message:
      '`flags` always holds the flags shifted right by 6 bits: `flags >> 6` does that. Write down the value as it is.',
  },
  test: (scope) => [...DISTANCES.flatMap((distance) => testShift(scope, distance)), ...testShiftedOut(scope)],
};

/** So far that nothing is left: 0 in every event, for which only the program itself can tell the reason. */
function testShiftedOut(scope: Scope): readonly Candidate[] {
  if (scope.observations.some((one) => numberIn(one) !== 0n)) return [];
  const sightings = sight(scope, ({ text, kind }) => kind === 'value' && FAR.test(text));
  if (sightings === undefined) return [];
  const [{ step }] = sightings;
  return [
    {
      key: 'out',
      cost: 2,
      bits: 14,
      shown: placeOf(step),
      place: undefined,
      say: (syscalls) => {
        const text = `${fieldOf(scope)} is always 0: ${code(step.text)} shifts ${meaningOf(scope)} out, and nothing is left. Write down the value as it is.`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}

/** The flags have 31 bits at most. */
const FAR = /(>>|<<)=?\s*(3[1-9]|[45]\d|6[0-3])\b/;

const DISTANCES = Array.from({ length: 62 }, (_, index) => (index < 31 ? index + 1 : 30 - index));

/** To the right where positive. */
function testShift(scope: Scope, distance: number): readonly Candidate[] {
  const by = BigInt(Math.abs(distance));
  const right = distance > 0;
  const half = isUpperHalf(scope) ? new RegExp(`>>\\s*${32 + distance}\\b`) : undefined;
  const pattern = right ? />>|[^/]\/[^/*]/ : /<<|[\w)]\s*\*\s*[\w(]/;
  return testChange(scope, {
    key: `${distance}`,
    cost: 4,
    change: (value) => (right ? value >> by : value << by),
    shows: ({ text, kind }) => kind === 'value' && (half ?? pattern).test(text),
    say: (often, sighting) => {
      const why = because(sighting, 'does that');
      const shift = `${right ? 'right' : 'left'} by ${count(Number(by), 'bit')}`;
      const fix = half === undefined ? 'Write down the value as it is.' : HALF;
      return `${fieldOf(scope)} ${often} holds ${meaningOf(scope)} shifted ${shift}${why}. ${fix}`;
    },
  });
}

const HALF = 'It is the upper half of 64 bits: shift those right by 32.';

/** What comes in the upper half of 64 bits: shifted by too little, it is too large. */
function isUpperHalf({ suspect: { witness } }: Scope): boolean {
  return witness === 'pid' || witness === 'gid';
}

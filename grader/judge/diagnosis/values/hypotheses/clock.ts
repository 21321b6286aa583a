import { numberIn } from '../fit.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { startUpper } from '../knowledge.ts';
import type { Scope } from '../scope.ts';
import { lastWrite, placeOf, sight } from '../sighting.ts';
import { fieldOf, forCalls, remedyOf } from '../wording.ts';

/** An event is written within this time after its call was witnessed, in ns. */
const SOON = 20_000_000n;

/** The time where something else belongs. */
export const otherClock: Hypothesis = {
  id: 'value-from-other-clock',
  meaning: 'A field holds the reading of a clock, but it is none for times.',
  example: {
    code: 'event->flags = bpf_ktime_get_boot_ns();',
    message:
      '`flags` always holds the time of the call. The flags are `args[2]` of openat and `args[1]` of open.',
  },
  test: (scope) => testTime(scope),
};

function testTime(scope: Scope): readonly Candidate[] {
  const width = scope.suspect.field.size * 8;
  const isTime = scope.observations.every((one) => {
    const since = BigInt.asUintN(width, numberIn(one) - one.record.timestamp);
    return one.actual.kind === 'number' && since < SOON;
  });
  if (!isTime || scope.observations.length < 2) return [];
  const sightings = sight(scope, ({ text }) => /bpf_ktime_get/.test(text));
  return [
    {
      key: 'time',
      cost: 4,
      bits: Math.min(scope.observations.length * 8, 40),
      shown: sightings && placeOf(sightings[0].step),
      place: lastWrite(scope),
      say: (syscalls) =>
        startUpper(
          `${forCalls(scope, syscalls)}${fieldOf(scope)} always holds the time of the call. ${remedyOf(scope, syscalls)}`,
        ),
    },
  ];
}

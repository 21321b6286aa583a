import { fitNumbers, numberIn } from '../fit.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { startUpper } from '../knowledge.ts';
import { bare } from '../origins/expression.ts';
import type { Step } from '../origins/trace.ts';
import type { Scope } from '../scope.ts';
import { lastWrite, placeOf, sight } from '../sighting.ts';
import { code, fieldOf, forCalls, remedyOf } from '../wording.ts';

/** Where something lies, instead of what lies there. */
export const address: Hypothesis = {
  id: 'value-is-address',
  meaning: 'A field holds an address, or half of one, instead of what lies there.',
  example: {
    code: 'event->flags = (int)(long)&flags;',
    message:
      '`flags` holds half of an address in every event: `&flags` is where a value lies, not the value. The flags are `args[2]` of openat and `args[1]` of open.',
  },
  test: (scope) => testAddress(scope),
};

/** Kernel addresses of 64 bits can be told by themselves, half of one only by the source. */
const KERNEL = 0xffff_0000_0000_0000n;

function testAddress(scope: Scope): readonly Candidate[] {
  const wide = scope.suspect.field.size === 8;
  const fit = fitNumbers(scope, (one) => {
    const value = numberIn(one);
    return wide ? (value >= KERNEL ? value : undefined) : value;
  });
  if (fit === undefined || scope.wrong.length < scope.observations.length) return [];
  const sightings = sight(scope, isAddressed);
  if (sightings === undefined) return [];
  const [{ step }] = sightings;
  return [
    {
      key: 'address',
      cost: 8,
      bits: 20,
      shown: placeOf(step),
      place: lastWrite(scope),
      say: (syscalls) => {
        const what = wide ? 'an address' : 'half of an address';
        const text = `${fieldOf(scope)} holds ${what} in every event: ${code(bare(step.text))} is where a value lies, not the value. ${remedyOf(scope, syscalls)}`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}

/** `(int)(long)&flags` that is assigned; what a helper copies from there is the value itself. */
function isAddressed(
  { text, kind }: Step,
  { write }: { readonly write: { readonly copy: unknown } },
): boolean {
  return kind === 'value' && write.copy === undefined && /^&\s*\w/.test(bare(text));
}

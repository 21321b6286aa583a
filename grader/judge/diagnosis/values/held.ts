import type { Place } from '../source/text.ts';
import type { Fit } from './fit.ts';
import type { Candidate } from './hypothesis.ts';
import { startUpper } from './knowledge.ts';
import type { Scope } from './scope.ts';
import { lastWrite, placeOf, type Sighting, sight } from './sighting.ts';
import { fieldOf, forCalls, howOften, remedyOf } from './wording.ts';

/** Shown where the whole way of the value, for each system call, says so. */
export function sightWay(
  scope: Scope,
  shows: (way: string) => boolean,
): readonly [Sighting, ...Sighting[]] | undefined {
  return sight(
    scope,
    (step, { steps }) => step === steps[0] && shows(steps.map(({ text }) => text).join(' ; ')),
  );
}

/** What the field holds instead. */
export interface Held {
  readonly key: string;
  /** `the thread id` */
  readonly words: string;
}

/** The candidate that the field holds something else that is known. */
export function holds(
  scope: Scope,
  fit: Fit,
  { key, words }: Held,
  sightings: readonly [Sighting, ...Sighting[]] | undefined,
): Candidate {
  return {
    key,
    cost: fit.reach === 'always' ? 1 : 11,
    bits: fit.bits,
    shown: sightings && whereTaken(scope, sightings[0]),
    place: lastWrite(scope),
    say: (syscalls) => {
      const text = `${fieldOf(scope)} ${howOften(scope, fit)} holds ${words}. ${remedyOf(scope, syscalls)}`;
      return startUpper(forCalls(scope, syscalls) + text);
    },
  };
}

/**
 * Where half of a pair of numbers was taken. A variable of 64 bits still holds both halves, so the mistake is behind
 * it; one of 32 bits lost the other half already.
 */
function whereTaken({ source }: Scope, { origin, step }: Sighting): Place {
  const values = origin.steps.filter(({ kind }) => kind === 'value');
  const at = values.findIndex(({ text }) => /bpf_get_current_(pid_tgid|uid_gid)\s*\(/.test(text));
  const call = values[at];
  if (call === undefined || at === 0 || source === undefined) {
    return placeOf(origin.write.copy === undefined ? step : origin.write.at);
  }
  const keepsBoth = /(\b_*u64|\buint64_t|\blong)\s+\w+\s*=\s*$/.test(source.text.slice(0, call.from));
  return placeOf(keepsBoth ? (values[at - 1] ?? step) : call);
}

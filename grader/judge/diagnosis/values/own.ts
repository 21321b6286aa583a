import { expectedNumber, fitNumbers } from './fit.ts';
import type { Candidate } from './hypothesis.ts';
import { argumentBehind, argumentOf, startUpper } from './knowledge.ts';
import type { Step } from './origins/trace.ts';
import type { Scope } from './scope.ts';
import { lastWrite, placeOf, type Sighting, sight } from './sighting.ts';
import type { Observation } from './suspects.ts';
import { code, forCalls, howOften } from './wording.ts';

/** The right value in the 64 bits that it is handed over in. */
export function rightValue({ suspect }: Scope, observation: Observation): bigint {
  const argument = argumentBehind(suspect.witness);
  const whole = argument && argumentOf(observation.record, argument);
  return whole ?? expectedNumber(observation);
}

/** A way in which the right value was changed. */
export interface Change {
  readonly key: string;
  readonly cost: number;
  readonly change: (value: bigint) => bigint;
  readonly shows: (step: Step) => boolean;
  /** The sentences after the system call, given how often: `flags` always has … */
  readonly say: (often: string, sighting: Sighting | undefined) => string;
}

/** The candidate that every value is the right one, changed so. Only in all events: what is sometimes so has a cause of its own. */
export function testChange(scope: Scope, { key, cost, change, shows, say }: Change): readonly Candidate[] {
  const fit = fitNumbers(scope, (observation) => change(rightValue(scope, observation)));
  if (fit === undefined || fit.reach !== 'always') return [];
  const sightings = sight(scope, shows);
  return [
    {
      key,
      cost,
      bits: fit.bits,
      shown: sightings && placeOf(sightings[0].step),
      place: lastWrite(scope),
      say: (syscalls) => startUpper(forCalls(scope, syscalls) + say(howOften(scope, fit), sightings?.[0])),
    },
  ];
}

/** Different right values: with few of them, any rule with a free number fits. */
function distinctRight(scope: Scope): number {
  return new Set(scope.observations.map((one) => rightValue(scope, one))).size;
}

/** With fewer different values, some mask or sum would always fit. */
const ENOUGH = 4;

/** Of candidates with a number that was free to choose: those that the source shows, or many values. */
export function believable(scope: Scope, candidates: readonly Candidate[]): readonly Candidate[] {
  const distinct = distinctRight(scope);
  return candidates.filter(({ shown }) => shown !== undefined || distinct >= ENOUGH);
}

/** `: flags & 3 clears them`, where the source shows it. */
export function because(sighting: Sighting | undefined, what: string, otherwise = ''): string {
  return sighting === undefined ? otherwise : `: ${code(sighting.step.text)} ${what}`;
}

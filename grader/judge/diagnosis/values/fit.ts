import type { Scope } from './scope.ts';
import type { Observation } from './suspects.ts';

/** What a hypothesis says a value should be; `unknown` says nothing about this event. */
export type Prediction = bigint | 'unknown' | undefined;

export interface Fit {
  /** `always`: in every event, also where it is right by luck. `where-wrong`: only in those that are wrong. */
  readonly reach: 'always' | 'where-wrong';
  readonly bits: number;
}

/**
 * How well a prediction fits a number: in all events, or in all wrong ones. Undefined where it does not, or where it
 * says nothing about a wrong value.
 */
export function fitNumbers(scope: Scope, predict: (observation: Observation) => Prediction): Fit | undefined {
  const width = scope.suspect.field.size * 8;
  const wrong = new Set<bigint>();
  for (const observation of scope.wrong) {
    const predicted = predict(observation);
    if (!agrees(predicted, observation, width)) return undefined;
    if (predicted !== 'unknown') wrong.add(numberIn(observation));
  }
  if (wrong.size === 0) return undefined;
  const right = scope.observations.filter((one) => !one.wrong);
  const bits = [...wrong].reduce((sum, value) => sum + surprise(value, width), 0);
  if (!right.every((one) => agrees(predict(one), one, width))) {
    return { reach: 'where-wrong', bits: partly(bits, wrong.size) };
  }
  const more = bits === 0 ? 0 : Math.min(new Set(right.map(numberIn)).size, MOST_OF_RIGHT);
  return { reach: 'always', bits: bits + more };
}

/** That it also fits where the value is right says a little more, in bits. */
const MOST_OF_RIGHT = 6;

function agrees(predicted: Prediction, observation: Observation, width: number): boolean {
  if (predicted === 'unknown') return true;
  return predicted !== undefined && BigInt.asUintN(width, predicted) === numberIn(observation);
}

/** What fits in some events only had those to choose; a few values say nothing then, unless the source shows it. */
export function partly(bits: number, distinct: number): number {
  return distinct < 3 ? 1 : Math.max(bits - 10, 1);
}

/** The number that an observation holds; -1 for text. */
export function numberIn({ actual }: Pick<Observation, 'actual'>): bigint {
  return actual.kind === 'number' ? actual.value : -1n;
}

export function expectedNumber({ expected }: Pick<Observation, 'expected'>): bigint {
  return expected.kind === 'number' ? expected.value : -1n;
}

const MOST_BITS = 16;

/** Small numbers, and small negative ones, meet by chance; large ones do not. */
export function surprise(value: bigint, width: number): number {
  const negative = (1n << BigInt(width)) - value;
  const size = negative < value ? negative : value;
  return Math.min(size.toString(2).length - (size === 0n ? 1 : 0), MOST_BITS);
}

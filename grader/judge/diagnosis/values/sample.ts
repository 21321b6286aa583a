import { keyOf } from './left-over.ts';
import type { Scope } from './scope.ts';
import type { Observation } from './suspects.ts';

/** So many different events, of the wrong and of the right ones each, show whether an idea is worth trying. */
const ENOUGH = 64;

/** A scope with few, but different events of another; itself where it has no more. */
export function sampleOf(scope: Scope): Scope {
  if (scope.observations.length <= 2 * ENOUGH) return scope;
  const wrong = differing(scope.wrong);
  const right = differing(scope.observations.filter((one) => !one.wrong));
  const chosen = new Set([...wrong, ...right]);
  return { ...scope, wrong, observations: scope.observations.filter((one) => chosen.has(one)) };
}

/** The first of each pair of values. */
function differing(observations: readonly Observation[]): readonly Observation[] {
  const chosen = new Map<string, Observation>();
  for (const one of observations) {
    if (chosen.size === ENOUGH) break;
    const key = `${keyOf(one.expected)} ${keyOf(one.actual)}`;
    if (!chosen.has(key)) chosen.set(key, one);
  }
  return [...chosen.values()];
}

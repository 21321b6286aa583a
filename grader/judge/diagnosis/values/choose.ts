import { HYPOTHESES } from './hypotheses/list.ts';
import type { Candidate, Hypothesis } from './hypothesis.ts';
import { sampleOf } from './sample.ts';
import type { Scope } from './scope.ts';

/** What was chosen, and by which rule it is said. */
export interface Chosen extends Candidate {
  readonly id: string;
}

/** Evidence that a hypothesis needs, in bits: without the source one in 16000 by chance. */
const ENOUGH = 14;
/** Where the source says the same, the events need only agree. */
const ENOUGH_SHOWN = 1;

/** The cost of what is always the very value of something else. */
const PLAIN = 1;

/**
 * The one hypothesis that explains every wrong value of the scope. What the source shows goes first, then what could
 * have failed most easily. Undefined where none fits, or where two fit equally well and mean something different.
 */
export function choose(scope: Scope): Chosen | undefined {
  const candidates = possible(scope)
    .flatMap(({ id, test }) => test(scope).map((candidate) => ({ id, ...candidate })))
    .filter((candidate) => isEnough(scope, candidate))
    .sort((one, other) => rankOf(one) - rankOf(other));
  const [best, second] = candidates;
  if (best === undefined || second === undefined || rankOf(best) < rankOf(second)) return best;
  return best.id === second.id && best.key === second.key ? best : undefined;
}

/** The hypotheses that fit a sample: what fails on few events need not be tried on thousands. */
function possible(scope: Scope): readonly Hypothesis[] {
  const sample = sampleOf(scope);
  return sample === scope ? HYPOTHESES : HYPOTHESES.filter(({ test }) => test(sample).length > 0);
}

/**
 * Where the source is there and has no place that writes to the field, only what old bytes cannot be by accident is
 * believed: a macro may hide that place, or it may not be there at all.
 */
function isEnough({ source, origins }: Scope, { bits, cost, shown }: Candidate): boolean {
  if (shown !== undefined) return bits >= ENOUGH_SHOWN;
  const seemsUnwritten = source !== undefined && origins.length === 0;
  return seemsUnwritten ? cost <= PLAIN && bits >= 2 * ENOUGH : bits >= ENOUGH;
}

function rankOf({ shown, cost }: Candidate): number {
  return (shown === undefined ? 100 : 0) + cost;
}

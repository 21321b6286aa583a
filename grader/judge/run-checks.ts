import type { CheckSpec } from '../model/check-spec.ts';
import { blocked, type Outcome } from './outcome.ts';

/** A check and what it found. */
export interface Checked {
  readonly spec: CheckSpec;
  readonly outcome: Outcome;
}

/**
 * Makes each check once, those that it needs before it, whatever their order. A check whose needs did not all
 * pass is not made; it names the check at the root of it. A need that cannot be judged here (the scenario or
 * the architecture lacks the calls) blocks nothing.
 */
export function runChecks(
  specs: readonly CheckSpec[],
  evaluate: (spec: CheckSpec) => Outcome,
): readonly Checked[] {
  const byId = new Map(specs.map((spec) => [spec.id, spec]));
  const outcomes = new Map<string, Outcome>();
  const outcomeOf = (id: string, waiting: readonly string[]): Outcome => {
    const known = outcomes.get(id);
    if (known !== undefined) return known;
    const spec = byId.get(id);
    if (spec === undefined) throw new Error(`there is no check ${id}, which ${waiting.at(-1)} needs`);
    if (waiting.includes(id))
      throw new Error(`the check ${id} needs itself: ${[...waiting, id].join(' → ')}`);
    const obstacle = spec.needs.map((need) => obstructs(need, outcomeOf(need, [...waiting, id])));
    const by = obstacle.find((root) => root !== undefined);
    const outcome = by === undefined ? evaluate(spec) : blocked(by);
    outcomes.set(id, outcome);
    return outcome;
  };
  return specs.map((spec) => ({ spec, outcome: outcomeOf(spec.id, []) }));
}

/** What stands in the way of a check that needs this outcome: the root of it, or nothing. */
function obstructs(id: string, outcome: Outcome): string | undefined {
  if (outcome.status === 'passed') return undefined;
  if (outcome.status === 'failed') return id;
  switch (outcome.because.kind) {
    case 'blocked':
      return outcome.because.by;
    case 'registry':
      return 'registry';
    case 'architecture':
    case 'without-evidence':
      return undefined;
    default:
      return id;
  }
}

import { type Rule, rule } from '../rule.ts';
import { HYPOTHESES } from './hypotheses/list.ts';
import type { Hypothesis } from './hypothesis.ts';
import { provenanceOf } from './provenance.ts';

/** Where the wrong values of a field come from: one rule for each way in which a value can be wrong. */
export const VALUE_RULES: readonly Rule[] = distinct(HYPOTHESES).map(({ id, meaning, example }) =>
  rule({
    id,
    meaning,
    example,
    needs: ['facts'],
    find: (evidence) => provenanceOf(evidence).filter((said) => said.id === id),
  }),
);

function distinct(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  return [...new Map(hypotheses.map((hypothesis) => [hypothesis.id, hypothesis])).values()];
}

import type { Evidence } from './evidence.ts';
import { type Found, rank } from './rank.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules.ts';

/** What the rules make of the evidence: at most three causes, the decisive one first. */
export function applyRules(evidence: Evidence): readonly Found[] {
  const found = RULES.flatMap((rule) => findings(rule, evidence));
  const failed = evidence.failed.map(({ spec }) => spec.id);
  return rank(found, failed);
}

/**
 * A rule that breaks over a program nobody thought of is silent: the verdict stands without it. The lab's own tests set
 * `LAB_RULES=strict`, so that it is found there.
 */
function findings({ id, find }: Rule, evidence: Evidence): readonly Found[] {
  try {
    return find(evidence).map((finding) => ({ id, ...finding }));
  } catch (error) {
    if (process.env.LAB_RULES === 'strict') throw error;
    return [];
  }
}

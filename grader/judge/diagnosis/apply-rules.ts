import type { Evidence } from './evidence.ts';
import { quietly } from './quietly.ts';
import { type Found, rank } from './rank.ts';
import { RULES } from './rules.ts';

/** What the rules make of the evidence: at most three causes, the decisive one first. */
export function applyRules(evidence: Evidence): readonly Found[] {
  const found = RULES.flatMap(({ id, find }) =>
    quietly(() => find(evidence), []).map((finding) => ({ id, ...finding })),
  );
  const failed = evidence.failed.map(({ spec }) => spec.id);
  return rank(found, failed);
}

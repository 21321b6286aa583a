import type { Rule } from '../rule.ts';

/** Where the wrong values of a field come from. */
export const VALUE_RULES: readonly Rule[] = [];

import type { Rule } from '../rule.ts';

/** What is wrong with the shared image. */
export const SHARE_RULES: readonly Rule[] = [];

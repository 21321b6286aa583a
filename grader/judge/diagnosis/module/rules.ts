import type { Rule } from '../rule.ts';

/** What is wrong with the module, and with what it makes of the events. */
export const MODULE_RULES: readonly Rule[] = [];

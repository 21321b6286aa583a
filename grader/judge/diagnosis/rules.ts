import { COMPILER_RULES } from './compiler/rules.ts';
import { LOAD_RULES } from './load/rules.ts';
import { MODULE_RULES } from './module/rules.ts';
import type { Rule } from './rule.ts';
import { SHARE_RULES } from './share/rules.ts';
import { STRUCTURE_RULES } from './structure/rules.ts';
import { VALUE_RULES } from './values/rules.ts';

/** Every rule there is. Of equally sure ones, those that stand first are said first. */
export const RULES: readonly Rule[] = [
  ...SHARE_RULES,
  ...COMPILER_RULES,
  ...LOAD_RULES,
  ...STRUCTURE_RULES,
  ...VALUE_RULES,
  ...MODULE_RULES,
];

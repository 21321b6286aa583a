import type { Rule } from '../rule.ts';
import { compileError } from './compile-error.ts';

/** Why the program does not compile. */
export const COMPILER_RULES: readonly Rule[] = [compileError];

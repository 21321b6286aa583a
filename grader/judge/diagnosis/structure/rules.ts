import type { Rule } from '../rule.ts';
import { noTracer } from './no-tracer.ts';

/** What the program does not do, does twice, or does at the wrong place. */
export const STRUCTURE_RULES: readonly Rule[] = [noTracer];

import type { Step } from '../../model/step.ts';
import type { Diagnosis } from '../../model/verdict.ts';
import { applyRules } from './apply-rules.ts';
import { type EvidenceInput, gatherEvidence } from './evidence.ts';
import { seeCheck } from './lesson.ts';
import type { Found } from './rank.ts';

export interface DiagnoseInput extends EvidenceInput {
  /** The steps before this one. */
  readonly earlier: readonly Step[];
}

/** Plain-language causes of what went wrong: at most three, the decisive one first. */
export function diagnose(input: DiagnoseInput): readonly Diagnosis[] {
  return applyRules(gatherEvidence(input)).map((finding) => toDiagnosis(finding, input));
}

function toDiagnosis({ id, message, place, explains }: Found, input: DiagnoseInput): Diagnosis {
  const see = seeCheck(explains, input);
  return { id, message, ...place, ...(see !== undefined && { see }) };
}

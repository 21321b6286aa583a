import type { Step } from '../../model/step.ts';
import type { Diagnosis } from '../../model/verdict.ts';
import type { Reached } from '../reached.ts';
import { type EvidenceInput, gatherEvidence } from './evidence.ts';
import { seeCheck } from './lesson.ts';
import { diagnoseDecoded } from './module/decoded.ts';
import { diagnoseBuild, diagnoseRun } from './module/module.ts';
import { type Found, rank } from './rank.ts';
import { RULES } from './rules.ts';
import { diagnoseShare } from './share/share.ts';

export interface DiagnoseInput extends EvidenceInput {
  /** The steps before this one. */
  readonly earlier: readonly Step[];
}

/** Plain-language causes of what went wrong: at most three, the decisive one first. */
export function diagnose(input: DiagnoseInput): readonly Diagnosis[] {
  const { reached, step } = input;
  const shared = reached.share === undefined ? [] : diagnoseShare(reached.share, step);
  return [...shared, ...byRules(input), ...diagnoseModule(reached, step)];
}

function byRules(input: DiagnoseInput): readonly Diagnosis[] {
  const evidence = gatherEvidence(input);
  const found = RULES.flatMap(({ id, find }) => find(evidence).map((finding) => ({ id, ...finding })));
  const failed = input.failed.map(({ spec }) => spec.id);
  return rank(found, failed).map((finding) => toDiagnosis(finding, input));
}

function toDiagnosis({ id, message, place, explains }: Found, input: DiagnoseInput): Diagnosis {
  const see = seeCheck(explains, input);
  return { id, message, ...place, ...(see !== undefined && { see }) };
}

function diagnoseModule(reached: Reached, { tasks }: Step): readonly Diagnosis[] {
  const { module } = reached;
  if (module === undefined) return [];
  const built = diagnoseBuild(module.build);
  if (reached.kind !== 'captured' || module.run === undefined) return built;
  const facts = { ...reached.facts, run: module.run };
  const specs = tasks.flatMap(({ checks }) => checks).filter((spec) => spec.kind === 'decodes');
  const fields = [...new Set(specs.map(({ field }) => field))];
  return [
    ...built,
    ...diagnoseRun(module, module.run),
    ...fields.flatMap((field) => diagnoseDecoded({ field }, facts)),
  ];
}

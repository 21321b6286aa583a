import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gatherEvidence } from '../../../../grader/judge/diagnosis/evidence.ts';
import type { Said } from '../../../../grader/judge/diagnosis/values/cause.ts';
import { provenanceOf } from '../../../../grader/judge/diagnosis/values/provenance.ts';
import { judgeStep } from '../../../../grader/judge/judge.ts';
import { howFar } from '../../../../grader/judge/reached.ts';
import type { CheckSpec } from '../../../../grader/model/check-spec.ts';
import { type Edit, edit } from '../../../support/workspace.ts';
import type { Gadget } from '../../gadget.ts';
import { allChecks, BUILT, captureOf, earlierThan, step } from '../../verdicts.ts';

const SOLUTION = readFileSync(
  fileURLToPath(new URL('../../../../solutions/02-flags/program.bpf.c', import.meta.url)),
  'utf8',
);

/** The course's solution of step 02 with changes, as text. */
export function program(...edits: readonly Edit[]): string {
  return edit(SOLUTION, ...edits);
}

/** The number of the first line that holds the text. */
export function lineOf(text: string, part: string): number {
  return text.split('\n').findIndex((line) => line.includes(part)) + 1;
}

/** What is said of the values that the gadget sends in the step's scenario, and of the program that it is made of. */
export function said(id: string, gadget: Gadget, text: string | undefined, seed = 4711): readonly Said[] {
  const run = { kind: 'captured', capture: captureOf(id, gadget, seed) } as const;
  const given = { build: BUILT, module: undefined, share: undefined };
  const verdict = judgeStep({ step: step(id), earlier: earlierThan(id), run, durationMs: 400, ...given });
  const failed = allChecks(verdict)
    .filter(({ status }) => status === 'failed')
    .map((result) => ({ spec: { ...specOf(id, result.id), id: result.id }, result }));
  const build = { ...BUILT, ...(text !== undefined && { program: { file: 'program.bpf.c', text } }) };
  return provenanceOf(gatherEvidence({ step: step(id), reached: howFar({ ...given, build }, run), failed }));
}

function specOf(id: string, check: string): CheckSpec {
  const [, of = id, name = check] = /^(\d\d)\/(.+)$/.exec(check) ?? [];
  const found = step(of)
    .tasks.flatMap(({ checks }) => checks)
    .find((spec) => spec.id === name);
  if (found === undefined) throw new Error(`step ${of} has no check ${name}`);
  return found;
}

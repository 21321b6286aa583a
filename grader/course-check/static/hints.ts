import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderName } from '../../course/load.ts';
import { locate } from '../../course/parse.ts';
import { type Finding as Located, suggest } from '../../course/wording.ts';
import { RULES } from '../../judge/diagnosis/rules.ts';
import type { Step } from '../../model/step.ts';
import { fault, type StaticFinding } from './fault.ts';

/** Ids of everything that the lab can diagnose. */
export const DIAGNOSES: readonly string[] = [...new Set(RULES.map(({ id }) => id))].sort();

/** Each task has hints, none is empty, and the diagnoses that call for one exist. */
export async function checkHints(step: Step): Promise<readonly StaticFinding[]> {
  const found = step.tasks.flatMap(({ id, hints }, task) => [
    ...(hints.length === 0 ? [{ path: ['tasks', task], message: `the task \`${id}\` has no hints` }] : []),
    ...hints.flatMap((hint, index) => hintFaults(hint, ['tasks', task, 'hints', index])),
  ]);
  if (found.length === 0) return [];
  const text = await readFile(join(step.directory, 'step.yaml'), 'utf8');
  const file = `steps/${folderName(step)}/step.yaml`;
  return (await locate(text, found)).map((problem) => fault(step, { file, ...problem }));
}

type Hint = Step['tasks'][number]['hints'][number];

function hintFaults({ text, when = [] }: Hint, path: Located['path']): Located[] {
  const strangers = when.flatMap((id, index) =>
    DIAGNOSES.includes(id) ? [] : [{ path: [...path, 'when', index], message: unknownDiagnosis(id) }],
  );
  const empty = text.trim() === '' ? [{ path: [...path, 'text'], message: 'the hint is empty' }] : [];
  return [...empty, ...strangers];
}

/** Says which one may have been meant; there are too many to list. */
export function unknownDiagnosis(id: string): string {
  const near = suggest(id, DIAGNOSES);
  return `there is no diagnosis \`${id}\`${near.startsWith(',') ? near : '; docs/diagnoses.md lists them'}`;
}

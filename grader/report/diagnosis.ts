import type { Diagnosis } from '../model/verdict.ts';
import { type SourceLine, sourceLines } from './diagnostics.ts';
import { type Page, paragraph } from './style.ts';

/** What a compiler said is shown as the compiler's already. */
const SHOWN_ALREADY = ['module-build', 'unused-variables', 'bad-share-file'];

/** The causes that say more than what is on the page anyhow. */
export function toBeSaid(diagnoses: readonly Diagnosis[]): readonly Diagnosis[] {
  return diagnoses.filter(({ id, line }) => line === undefined || !SHOWN_ALREADY.includes(id));
}

/** A cause: its place, in words, the source line with a caret, and where the lesson speaks of it. */
export function diagnosisLines(
  page: Page,
  { message, file, line = 0, column = 0, see }: Diagnosis,
  sourceLine: SourceLine,
  indent: number,
): string[] {
  const place = file === undefined ? '' : `${[file, line, column].filter(Boolean).join(':')}: `;
  const labelled = (label: string, text: string): string[] =>
    paragraph(page, { text, indent, label, labelColour: 'cyan' });
  return [
    ...labelled('why', place + message),
    ...(file === undefined ? [] : sourceLines(page, { file, line, column, indent: indent + 4 }, sourceLine)),
    ...(see === undefined ? [] : labelled('see', whereTo(see))),
  ];
}

/** A place in the lessons, as a learner gets there: `steps/02-flags#task-…` is in `lab guide 02`. */
function whereTo(see: string): string {
  return see.replace(/^steps\/(\d\d)-.*$/, 'lab guide $1');
}

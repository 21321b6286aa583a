import type { Diagnosis, StepVerdict, TaskResult } from '../model/verdict.ts';
import { blockedChecks, failedCheck, remarks } from './checks.ts';
import { diagnosticLines, type SourceLine, sourceLines } from './diagnostics.ts';
import { moduleSections } from './module.ts';
import { shareLines } from './share.ts';
import { MARKS, type Page, paragraph } from './style.ts';
import { clean, spread } from './text.ts';

export interface StepOptions {
  readonly sourceLine: SourceLine;
  /** Show the verifier's log whole. */
  readonly verifierLog: boolean;
}

/** One step: a headline, then whatever has to be said, the most useful last. */
export function stepLines(page: Page, step: StepVerdict, options: StepOptions): string[] {
  return [
    ...headline(page, step),
    ...shareLines(page, step),
    ...captureLines(page, step),
    // A run that broke says nothing of any task; what is known of a shared image stands all the same.
    ...(step.status === 'error' && step.share === undefined
      ? []
      : step.tasks.flatMap((task) => taskLines(page, task))),
    ...keptLines(page, step),
    ...section(diagnosticLines(page, step.build.diagnostics, options.sourceLine, 2)),
    ...section(diagnosticLines(page, step.share?.diagnostics ?? [], options.sourceLine, 2)),
    ...moduleSections(page, step, options.sourceLine).flatMap(section),
    ...section(options.verifierLog ? verifierLog(step) : []),
    ...section([
      ...causes(step).flatMap((diagnosis) => diagnosisLines(page, diagnosis, options)),
      ...(options.verifierLog ? [] : verifierLogHint(page, step)),
    ]),
    ...section(errorLines(page, step)),
  ];
}

function headline(page: Page, step: StepVerdict): string[] {
  const { id, name, title, status, points, maxPoints, durationMs } = step;
  const right = `${points}/${maxPoints} points  ${(durationMs / 1000).toFixed(2)} s`;
  const { sign, colour } = MARKS[status];
  const lines = spread(`${sign} ${clean(`${id} ${name}: ${title}`)}`, right, page.width, 2);
  return lines.map((line) => page.paint(colour, line));
}

function captureLines(page: Page, { capture }: StepVerdict): string[] {
  if (capture === undefined) return [];
  const text = `${capture.events} events for ${capture.witnessed} opens in the container`;
  return paragraph(page, { text, indent: 2, colour: 'dim' });
}

function taskLines(page: Page, task: TaskResult): string[] {
  const { sign, colour } = MARKS[task.status];
  const title = spread(`${sign} ${clean(task.title)}`, `${task.points}/${task.maxPoints}`, page.width - 2, 2);
  const failed = task.checks.filter(({ status }) => status === 'failed');
  return [
    ...title.map((line) => `  ${page.paint(colour, line)}`),
    ...failed.flatMap((check) => failedCheck(page, check, 6)),
    ...blockedChecks(page, task.checks, 6),
    ...remarks(page, task.checks, 6),
  ];
}

function keptLines(page: Page, { kept }: StepVerdict): string[] {
  const judged = kept.filter(({ blockedBy }) => blockedBy !== 'architecture');
  const failed = judged.filter(({ status }) => status === 'failed');
  if (failed.length > 0) {
    const text = 'What earlier steps taught does not hold any more';
    return [
      ...paragraph(page, { text, indent: 2, label: '✗', labelColour: 'red', colour: 'red' }),
      ...failed.flatMap((check) => failedCheck(page, { ...check, title: `${check.id}: ${check.title}` }, 6)),
    ];
  }
  if (judged.length === 0 || judged.some(({ status }) => status === 'notRun')) return [];
  const text = 'What earlier steps taught still holds';
  return paragraph(page, { text, indent: 2, label: '✓', labelColour: 'green', colour: 'dim' });
}

/** The log as it is: its columns matter more than the page's width. */
function verifierLog(step: StepVerdict): string[] {
  return logLines(step).map((line) => `  ${clean(line)}`);
}

function verifierLogHint(page: Page, step: StepVerdict): string[] {
  const { length } = logLines(step);
  if (length === 0) return [];
  const text = `--verifier-log shows all ${length} lines of the verifier's log.`;
  return paragraph(page, { text, indent: 2, colour: 'dim' });
}

function logLines({ load: { refusal } }: StepVerdict): readonly string[] {
  const log = refusal?.verifierLog.trimEnd() ?? '';
  return log === '' ? [] : log.split('\n');
}

/** What a compiler said is shown as the compiler's already. */
const SHOWN_ALREADY = ['compile-error', 'module-build', 'unused-variables', 'bad-share-file'];

function causes({ diagnoses, error }: StepVerdict): readonly Diagnosis[] {
  return (
    diagnoses
      .filter(({ id, line }) => line === undefined || !SHOWN_ALREADY.includes(id))
      // The error says the same, and what mends it.
      .filter(({ id }) => error === undefined || id !== 'registry-unreachable')
  );
}

function diagnosisLines(page: Page, diagnosis: Diagnosis, { sourceLine }: StepOptions): string[] {
  const { message, file, line = 0, column = 0, see } = diagnosis;
  const place = file === undefined ? '' : `${[file, line, column].filter(Boolean).join(':')}: `;
  return [
    ...paragraph(page, { text: place + message, indent: 2, label: 'why', labelColour: 'cyan' }),
    ...(file === undefined ? [] : sourceLines(page, { file, line, column, indent: 6 }, sourceLine)),
    ...(see === undefined
      ? []
      : paragraph(page, { text: whereTo(see), indent: 2, label: 'see', labelColour: 'cyan' })),
  ];
}

function errorLines(page: Page, { error }: StepVerdict): string[] {
  if (error === undefined) return [];
  const { message, hint } = error;
  return [
    ...paragraph(page, { text: message, indent: 2, label: 'error', labelColour: 'yellow' }),
    ...(hint === undefined
      ? []
      : paragraph(page, { text: hint, indent: 2, label: 'mend ', labelColour: 'cyan' })),
  ];
}

/** An empty line before a part that has anything to say. */
function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

/** A place in the lessons, as a learner gets there: `steps/02-flags#task-…` is in `lab guide 02`. */
function whereTo(see: string): string {
  return see.replace(/^steps\/(\d\d)-.*$/, 'lab guide $1');
}

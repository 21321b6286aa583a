import type { CheckResult, Diagnosis, StepVerdict, TaskResult } from '../model/verdict.ts';
import { blockedChecks, failedChecks, remarks } from './checks.ts';
import { diagnosisLines, toBeSaid } from './diagnosis.ts';
import { diagnosticLines, remarksShown, type SourceLine } from './diagnostics.ts';
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
    ...(step.status === 'error' && step.share === undefined ? [] : taskSection(page, step.tasks)),
    ...keptLines(page, step),
    ...section(compilerLines(page, step, options)),
    ...section(diagnosticLines(page, step.share?.diagnostics ?? [], options.sourceLine)),
    ...moduleSections(page, step, options.sourceLine).flatMap(section),
    ...section(options.verifierLog ? verifierLog(step) : []),
    ...section([
      ...causes(step).flatMap((diagnosis) => diagnosisLines(page, diagnosis, options.sourceLine, 2)),
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

function taskSection(page: Page, tasks: readonly TaskResult[]): string[] {
  const all = tasks.flatMap(({ checks }) => checks);
  return tasks.flatMap((task) => taskLines(page, task, all));
}

function taskLines(page: Page, task: TaskResult, all: readonly CheckResult[]): string[] {
  const { sign, colour } = MARKS[task.status];
  const title = spread(`${sign} ${clean(task.title)}`, `${task.points}/${task.maxPoints}`, page.width - 2, 2);
  return [
    ...title.map((line) => `  ${page.paint(colour, line)}`),
    ...failedChecks(page, task.checks, 6),
    ...blockedChecks(page, task.checks, all, 6),
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
      ...failedChecks(
        page,
        failed.map((check) => ({ ...check, title: `${check.id}: ${check.title}` })),
        6,
      ),
    ];
  }
  if (judged.length === 0 || judged.some(({ status }) => status === 'notRun')) return [];
  const text = 'What earlier steps taught still holds';
  return paragraph(page, { text, indent: 2, label: '✓', labelColour: 'green', colour: 'dim' });
}

/** Where the cause is known, the compiler's own words are there to be compared with it, and its echoes are not. */
function compilerLines(page: Page, step: StepVerdict, { sourceLine }: StepOptions): string[] {
  const known = causes(step).length > 0 && step.build.status === 'failed';
  return diagnosticLines(page, step.build.diagnostics, sourceLine, { indent: 2, shown: remarksShown(known) });
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

function causes({ diagnoses, error }: StepVerdict): readonly Diagnosis[] {
  // The error says the same, and what mends it.
  return toBeSaid(diagnoses).filter(({ id }) => error === undefined || id !== 'registry-unreachable');
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

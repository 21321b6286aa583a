import { count } from '../../judge/text.ts';
import type { Page } from '../../report/style.ts';
import { cells } from '../../report/text.ts';
import type { CourseReport, PartReport } from '../finding.ts';

const TITLES: Readonly<Record<PartReport['part'], string>> = {
  schema: 'step.yaml',
  static: 'texts and files',
  starts: 'starting states',
  solutions: 'solutions',
  right: 'right programs',
  wrong: 'wrong programs',
};

/** In two lines: the table fits into 80 columns. */
const HEADS = [
  ['', '', '', 'false', 'false', 'wrong', 'not'],
  ['', 'looked at', 'faults', 'passes', 'fails', 'diagnoses', 'judged'],
] as const;

/** The numbers, a line for each part; without a word on what nobody asked for. */
export function tableLines(report: CourseReport, page: Page): readonly string[] {
  const shown = report.parts.filter(({ reason }) => reason !== 'not asked for');
  const rows = shown.map((part) => [`${SIGNS[part.status]} ${TITLES[part.part]}`, ...cellsOf(part, report)]);
  const lines = [...HEADS, ...rows];
  const widths = HEADS[0].map((_, column) => Math.max(...lines.map((row) => cells(row[column] ?? ''))));
  return [
    ...HEADS.map((head) => page.paint('dim', laid(head, widths))),
    ...shown.map((part, index) => painted(laid(rows[index] ?? [], widths), part, page)),
  ];
}

/** Names at the left, numbers at the right of their column. */
function laid(row: readonly string[], widths: readonly number[]): string {
  const line = row.map((cell, column) => {
    const room = ' '.repeat(Math.max((widths[column] ?? 0) - cells(cell), 0));
    return column === 0 ? cell + room : room + cell;
  });
  return line.join('  ').trimEnd();
}

const SIGNS: Readonly<Record<PartReport['status'], string>> = {
  passed: '✓',
  failed: '✗',
  error: '!',
  notChecked: '–',
};

function painted(line: string, { status }: PartReport, { paint }: Page): string {
  const colour = ({ passed: 'green', failed: 'red', error: 'yellow', notChecked: 'dim' } as const)[status];
  return status === 'notChecked' ? paint('dim', line) : paint(colour, line.slice(0, 1)) + line.slice(1);
}

function cellsOf(part: PartReport, report: CourseReport): readonly string[] {
  if (part.status === 'notChecked') return ['–'];
  const { falsePasses, falseFails, wrongDiagnoses, faults, notJudged } = part;
  const lookedAt = lookedAtOf(part, report);
  if (part.part === 'schema' || part.part === 'static') return [lookedAt, String(faults)];
  if (part.checked === 0) return [faults > 0 ? '0' : 'none', faults > 0 ? String(faults) : ''];
  const diagnoses = part.part === 'wrong' ? String(wrongDiagnoses) : '';
  return [lookedAt, String(faults), String(falsePasses), String(falseFails), diagnoses, String(notJudged)];
}

function lookedAtOf({ part, checked, runs }: PartReport, { mistakeKinds }: CourseReport): string {
  if (part === 'wrong') return `${checked} (${count(mistakeKinds, 'kind')})`;
  return runs > checked ? `${checked} (${runs} runs)` : String(checked);
}

import { count } from '../../judge/text.ts';
import { type Page, paragraph } from '../../report/style.ts';
import { clean, wrap } from '../../report/text.ts';
import type { CourseReport, Finding, FindingKind, NotJudged, Part } from '../finding.ts';
import { tableLines } from './table.ts';

const PART_HEADINGS: Readonly<Record<Part, string>> = {
  schema: 'Steps',
  static: 'Texts and files',
  starts: 'Starting states',
  solutions: 'Solutions',
  right: 'Right programs',
  wrong: 'Wrong programs',
};

const KINDS: Readonly<Record<FindingKind, string>> = {
  fault: '',
  'false-pass': 'false pass: ',
  'false-fail': 'false fail: ',
  'wrong-diagnosis': 'wrong diagnosis: ',
};

/** All of it for people: what is wrong, what was not looked at, and the numbers last, where they are seen. */
export function courseText(report: CourseReport, page: Page): string {
  const found = Object.entries(PART_HEADINGS).flatMap(([part, heading]) => {
    const lines = report.findings
      .filter((finding) => finding.part === part)
      .flatMap((finding) => findingLines(finding, page));
    const unjudged = report.notJudged
      .filter((one) => one.part === part)
      .flatMap((one) => notJudgedLines(one, page));
    return lines.length + unjudged.length === 0
      ? []
      : [page.paint('bold', heading), ...lines, ...unjudged, ''];
  });
  const notes = report.notes.flatMap((text) =>
    paragraph(page, { text, indent: 0, label: 'note:', labelColour: 'yellow' }),
  );
  const lines = [...found, ...tableLines(report, page), '', ...notes, ...summaryLines(report, page)];
  return `${lines.join('\n')}\n`;
}

/** `✗ file:line:column: what is wrong`, and what was expected and got below. */
function findingLines({ kind, file, line, column, message, ...rest }: Finding, page: Page): string[] {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const { expected, actual, seeds = [] } = rest;
  const values = [
    ...(expected === undefined ? [] : [['expected', expected]]),
    ...(actual === undefined ? [] : [['got', actual]]),
    ...(seeds.length > 1 ? [['seeds', seedList(seeds)]] : []),
  ];
  return [
    ...paragraph(page, {
      text: `${place}: ${KINDS[kind]}${message}`,
      indent: 2,
      label: '✗',
      labelColour: 'red',
    }),
    ...values.flatMap(([label = '', text = '']) =>
      paragraph(page, { text, indent: 4, label: label.padEnd(8) }),
    ),
  ];
}

const SEEDS_SHOWN = 10;

function seedList(seeds: readonly number[]): string {
  const more = seeds.length - SEEDS_SHOWN;
  return `${seeds.slice(0, SEEDS_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function notJudgedLines({ step, message, hint, count: programs }: NotJudged, page: Page): string[] {
  const text = `${step}: ${count(programs, 'program')} could not be judged: ${message}`;
  return [
    ...paragraph(page, { text, indent: 2, label: '!', labelColour: 'yellow' }),
    ...(hint === undefined
      ? []
      : paragraph(page, { text: hint, indent: 4, label: 'mend:', labelColour: 'cyan' })),
  ];
}

function summaryLines(report: CourseReport, page: Page): readonly string[] {
  const time = `${(report.durationMs / 1000).toFixed(1)} s`;
  return wrap(clean(`${verdictOf(report)} (${time})`), page.width).map((line) => page.paint('bold', line));
}

function verdictOf({ status, findings, notJudged, steps }: CourseReport): string {
  if (status === 'error') {
    const left = notJudged.reduce((sum, one) => sum + one.count, 0);
    const also = findings.length === 0 ? '' : `, and ${count(findings.length, 'thing')} to mend`;
    return `${count(left, 'program')} could not be judged here${also}.`;
  }
  if (status === 'failed') return `${count(findings.length, 'thing')} to mend.`;
  return `All is well with ${count(steps.length, 'step')}.`;
}

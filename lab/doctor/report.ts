import type { Page } from '../../grader/report/style.ts';
import { cells, wrap } from '../../grader/report/text.ts';
import type { Examination, Examined } from './examine.ts';
import type { Status } from './finding.ts';
import { mendText } from './mend.ts';
import type { Group } from './needs.ts';
import { ranges, summary } from './summary.ts';

const GROUPS: Readonly<Record<Group, string>> = {
  compile: 'To compile',
  load: 'To load',
  containers: 'To run containers',
  share: 'To share',
  module: 'For a WASM module',
  convenience: 'For convenience',
};

type Sign = readonly [sign: string, colour: 'green' | 'red' | 'yellow' | 'dim'];

const SIGNS: Readonly<Record<Status, Sign>> = {
  ok: ['✓', 'green'],
  missing: ['✗', 'red'],
  broken: ['✗', 'red'],
  untested: ['?', 'yellow'],
};
/** Of what no step needs. */
const ASIDE: Sign = ['–', 'dim'];

/** Room (cells) below which the second column moves into lines of its own. */
const LEAST_ROOM = 34;

/** All of it for people: groups, then what works, then what to type next. */
export function doctorText(examination: Examination, page: Page, next: string | undefined): string {
  const column = Math.max(...examination.needs.map(({ title }) => cells(title)));
  const groups = Object.entries(GROUPS).flatMap(([group, heading]) => {
    const needs = examination.needs.filter((need) => need.group === group);
    const lines = needs.flatMap((need) => needLines(need, column, page));
    return needs.length === 0
      ? []
      : [page.paint('bold', heading + onlyFor(needs, examination)), ...lines, ''];
  });
  const end = wrap(summary(examination), page.width).map((line) => page.paint('bold', line));
  const way = next === undefined ? 'Then try again: lab doctor' : `${page.paint('cyan', 'next')} ${next}`;
  return `${[...groups, ...end, way].join('\n')}\n`;
}

/** Names the steps of a group where the others do without it. */
function onlyFor(needs: readonly Examined[], { steps }: Examination): string {
  const users = steps
    .map(({ id }) => id)
    .filter((id) => needs.some(({ neededFor }) => neededFor.includes(id)));
  if (users.length === 0 || users.length === steps.length) return '';
  return ` (step${users.length > 1 ? 's' : ''} ${ranges(users)})`;
}

function needLines(need: Examined, column: number, page: Page): readonly string[] {
  const { title, finding } = need;
  const [sign, colour] =
    finding.status !== 'ok' && need.neededFor.length === 0 ? ASIDE : SIGNS[finding.status];
  const lead = 4 + column + 2;
  const narrow = page.width - lead < LEAST_ROOM;
  const indent = narrow ? 6 : lead;
  const details = wrap(detailOf(need), page.width - indent);
  const head = `  ${page.paint(colour, sign)} ${narrow ? title : title.padEnd(column + 2)}`;
  const dim = (text: string): string => (colour === 'dim' ? page.paint('dim', text) : text);
  const [first = '', ...rest] = details.map(dim);
  const lines = narrow ? [head, `${' '.repeat(indent)}${first}`] : [head + first];
  return [...lines, ...rest.map((line) => ' '.repeat(indent) + line), ...mendLines(need, indent, page)];
}

function detailOf({ finding, neededFor, without }: Examined): string {
  const aside = finding.status !== 'ok' && neededFor.length === 0 && without !== undefined;
  return aside ? `${finding.detail} (${without})` : finding.detail;
}

/** Of what no step needs, only what does not work as it should. A command is never broken: it is to be copied. */
function mendLines({ finding, neededFor }: Examined, indent: number, page: Page): readonly string[] {
  const { mend, status } = finding;
  if (mend === undefined || status === 'ok' || (neededFor.length === 0 && status === 'missing')) return [];
  const label = 'mend: ';
  const text = mendText(mend);
  const parts =
    mend.kind === 'advice' ? wrap(text, Math.max(page.width - indent - label.length, 20)) : [text];
  return parts.map((part, index) => {
    const before = index === 0 ? page.paint('cyan', label.trimEnd()).concat(' ') : ' '.repeat(label.length);
    return ' '.repeat(indent) + before + part;
  });
}

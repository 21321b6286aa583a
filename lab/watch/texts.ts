import type { Step } from '../../grader/model/step.ts';
import { formatStep, type PrettyOptions } from '../../grader/report/pretty.ts';
import { MARKS, type Page, paragraph } from '../../grader/report/style.ts';
import { clean, spread } from '../../grader/report/text.ts';
import type { Found } from './checker.ts';

/** What a check found, and what it means for the way on. */
export function foundText(
  { verdict, step, seed }: Found,
  next: Step | undefined,
  pretty: PrettyOptions,
  page: Page,
) {
  const passed = verdict.status === 'passed';
  return [
    formatStep(verdict, pretty),
    ...(passed ? ['\n', ...lines(passedLines(page, step, next))] : []),
    ...lines(['', ...summary(page, verdict, seed)]),
  ].join('');
}

/** The step that comes next, before anything of it is checked. */
export function introText(step: Step, added: readonly string[], page: Page): string {
  const tasks = step.tasks.flatMap(({ title, points }) =>
    spread(`· ${clean(title)}`, `${points}`, page.width - 4, 2).map((line) => `    ${line}`),
  );
  return lines([
    ...paragraph(page, { text: `▸ ${step.id} ${step.name}: ${step.title}`, indent: 0, colour: 'bold' }),
    ...tasks,
    ...(added.length > 0 ? label(page, 'new', added.join(', ')) : []),
    ...label(page, 'next', `read the lesson (g), then edit ${step.files[0]}: every save is checked`),
  ]).join('');
}

/** The keys, as far as they do something now. */
export function keysText(next: Step | undefined, page: Page): string {
  const keys = [
    ...(next ? [`n on to ${next.id} ${next.name}`] : []),
    'h hint',
    'g guide',
    's status',
    'r check again',
    'e edit',
    'q quit',
  ];
  return `${paragraph(page, { text: keys.join('  '), indent: 0, colour: 'dim' }).join('\n')}\n`;
}

/** Once more at the end: on a small screen the first lines are gone. */
function summary(page: Page, { id, name, status, points, maxPoints }: Found['verdict'], seed: number) {
  const { sign, colour } = MARKS[status];
  return spread(
    `${sign} ${clean(`${id} ${name}`)}: ${points}/${maxPoints} points`,
    `seed ${seed}`,
    page.width,
    2,
  ).map((line) => page.paint(colour, line));
}

function passedLines(page: Page, step: Step, next: Step | undefined): readonly string[] {
  if (next === undefined)
    return label(page, 'done', 'That was the last step. Watch your gadget work: lab run .');
  return label(page, 'done', `Step ${step.id} has passed. Go on to ${next.id} ${next.name}: ${next.title}`);
}

function label(page: Page, name: string, text: string): readonly string[] {
  return paragraph(page, { text, indent: 2, label: name.padEnd(4), labelColour: 'cyan' });
}

function lines(all: readonly string[]): readonly string[] {
  return all.map((line) => `${line}\n`);
}

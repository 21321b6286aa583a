import { MARKS, type Page, paragraph } from '../../grader/report/style.ts';
import { clean, spread } from '../../grader/report/text.ts';
import type { Status, StepStatusLine, TaskStatusLine } from './status.ts';

/** The course as a list for people, and what to do next; ends with a newline. */
export function formatStatus(status: Status, page: Page): string {
  return `${statusList(status, page)}\n${advice(page, status).join('\n')}\n`;
}

/** The list alone; ends with a newline. */
export function statusList(status: Status, page: Page): string {
  const { workspace, points, maxPoints, steps } = status;
  const lines = [
    ...spread(clean(workspace), `${points}/${maxPoints} points`, page.width, 2).map((line) =>
      page.paint('bold', line),
    ),
    '',
    ...steps.flatMap((step) => stepLines(page, step, step.id === status.current)),
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines(page: Page, step: StepStatusLine, isHere: boolean): readonly string[] {
  const sign = step.status === 'passed' ? '✓' : isHere ? '▸' : '·';
  const colour = step.status === 'passed' ? 'green' : isHere ? 'cyan' : 'dim';
  const text = `${sign} ${step.id} ${step.name}: ${step.title}`;
  const lines = spread(clean(text), `${step.points}/${step.maxPoints}`, page.width, 2);
  return [
    ...lines.map((line) => page.paint(colour, line)),
    ...(isHere ? step.tasks.flatMap((task) => taskLines(page, task)) : []),
  ];
}

function taskLines(page: Page, { status, title, maxPoints }: TaskStatusLine): readonly string[] {
  const { sign, colour } = MARKS[status];
  const points = status === 'passed' ? maxPoints : 0;
  const lines = spread(`${sign} ${clean(title)}`, `${points}/${maxPoints}`, page.width - 5, 2);
  return lines.map((line) => `     ${page.paint(colour, line)}`);
}

function advice(page: Page, { next, finished, updates, steps, current }: Status): readonly string[] {
  const label = (name: string, text: string): readonly string[] =>
    paragraph(page, { text, indent: 0, label: name, labelColour: 'cyan' });
  const here = steps.find(({ id }) => id === current);
  const failed = here?.tasks.some(({ status }) => status === 'failed');
  return [
    ...(finished ? label('done', 'You have passed every step. Watch your gadget work:') : []),
    ...label('next', next),
    ...(failed && !finished ? label('stuck?', 'lab hint') : []),
    ...(updates.length > 0 ? label('new', `the course has changed ${updates.join(', ')}: lab update`) : []),
  ];
}

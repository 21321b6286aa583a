import type { Step, Task } from '../../grader/model/step.ts';
import { type Page, paragraph } from '../../grader/report/style.ts';
import { clean, spread } from '../../grader/report/text.ts';
import type { Ladder } from './hints.ts';
import { isOpen } from './progress.ts';
import { type State, stepState } from './state.ts';

/** What to do after reading a hint: commands, or keys in `lab watch`. */
export interface HintWays {
  readonly check: string;
  readonly more: string;
  /** Where the last check's step has passed. */
  readonly on: string;
}

export const COMMANDS: HintWays = { check: 'lab check', more: 'lab hint', on: 'lab' };

/** One more rung, or all of them where there is no more. Ends with a newline. */
export function hintText(step: Step, state: State, ladder: Ladder, page: Page, ways = COMMANDS): string {
  const { task, seen, next, rungs, fits } = ladder;
  if (next === undefined)
    return lines([...taskHints(page, step, task, seen), '', ...afterTheLast(page, step, state, task)]);
  const shown = seen.length + 1;
  return lines([
    ...headline(page, step, task, `hint ${shown} of ${rungs}`),
    ...paragraph(page, { text: task.hints[next]?.text ?? '', indent: 2 }),
    '',
    ...why(page, step, state, fits, ways),
    ...label(page, 'next', ways.check),
    ...(shown < rungs ? label(page, 'more', ways.more) : []),
  ]);
}

/** Where nothing failed. Ends with a newline. */
export function noNeedText({ id, name }: Step, page: Page, ways = COMMANDS): string {
  return lines([
    ...paragraph(page, { text: `${id} ${name} has passed: there is nothing that needs a hint.`, indent: 0 }),
    ...label(page, 'next', ways.on),
    ...label(page, 'seen', `lab hint ${id} --seen`),
  ]);
}

/** Every hint of a step that was shown so far, task by task. */
export function seenText(step: Step, state: State, page: Page): string {
  const { hints = {} } = stepState(state, step.id);
  const told = step.tasks.filter(({ id }) => (hints[id] ?? []).length > 0);
  if (told.length === 0) return `No hint of step ${step.id} was shown yet: lab hint ${step.id}\n`;
  return lines(told.flatMap((task) => taskHints(page, step, task, hints[task.id] ?? [])));
}

function taskHints(page: Page, step: Step, task: Task, seen: readonly number[]): readonly string[] {
  return [
    ...headline(page, step, task, seen.length === 1 ? '1 hint' : `${seen.length} hints`),
    ...seen.flatMap((index, place) =>
      paragraph(page, {
        text: task.hints[index]?.text ?? '',
        indent: 2,
        label: `${place + 1}.`,
        labelColour: 'cyan',
      }),
    ),
  ];
}

function headline(page: Page, step: Step, task: Task, right: string): readonly string[] {
  return spread(clean(`${step.id} ${step.name}: ${task.title}`), right, page.width, 2).map((line) =>
    page.paint('bold', line),
  );
}

function why(page: Page, step: Step, state: State, fits: boolean, { check }: HintWays): readonly string[] {
  if (fits) return label(page, 'why', 'this is what the last check found');
  if (stepState(state, step.id).lastCheck !== undefined) return [];
  return label(page, 'tip', `once something was checked (${check}), hints fit what went wrong`);
}

function afterTheLast(page: Page, step: Step, state: State, task: Task): readonly string[] {
  const none = task.hints.length === 0 ? 'This task has no hints.' : 'That is all there is.';
  const solution = isOpen(state, step.id) ? `lab solution ${step.id}` : `lab solution ${step.id} --reveal`;
  return [
    ...paragraph(page, { text: none, indent: 2 }),
    ...label(page, 'next', `lab guide ${step.id} --task`),
    ...label(page, 'else', solution),
  ];
}

function label(page: Page, name: string, text: string): readonly string[] {
  return paragraph(page, { text, indent: 2, label: name.padEnd(4), labelColour: 'cyan' });
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

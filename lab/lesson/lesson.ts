import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Course } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import { outputWidth } from '../terminal/page.ts';
import { wantsColor } from '../terminal/paint.ts';
import { taskToDo } from '../workspace/hints.ts';
import type { Workspace } from '../workspace/place.ts';
import { isOpen } from '../workspace/progress.ts';
import { newState, type State } from '../workspace/state.ts';
import { renderLesson } from './render.ts';
import { taskSection } from './sections.ts';

/** What a lesson is shown for: outside of a workspace nothing is known of the learner. */
export interface Reader {
  readonly course: Course;
  readonly step: Step;
  readonly workspace?: Workspace;
  readonly state?: State;
}

/** A step's lesson as it is shown on stdout; ends with a newline. */
export async function lessonText(
  reader: Reader,
  { task = false, reveal = false }: { readonly task?: boolean; readonly reveal?: boolean },
): Promise<string> {
  const { course, step, state } = reader;
  const lesson = await readFile(join(step.directory, 'README.md'), 'utf8');
  return renderLesson(task ? currentTask(lesson, reader) : lesson, {
    width: outputWidth(),
    color: wantsColor(process.stdout),
    revealed: reveal || (state !== undefined && isOpen(state, step.id)),
    foldedHint: `lab guide ${step.id} --reveal`,
    linkText: (href) => lessonLink(course, href),
  });
}

function currentTask(lesson: string, { step, state }: Reader): string {
  const needed = taskToDo(step, state ?? newState(step.id, new Date()));
  return (needed && taskSection(lesson, needed.title)) ?? lesson;
}

/** Links between lessons are commands here. */
function lessonLink({ steps }: Course, href: string): string | undefined {
  const folder = /^\.\.\/(\d\d)-[a-z0-9-]+\/README\.md/.exec(href);
  const step = steps.find(({ id }) => id === folder?.[1]);
  return step && `lab guide ${step.id}`;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Course } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/note.ts';
import { wantsColor } from '../terminal/paint.ts';
import type { Workspace } from '../workspace/place.ts';
import type { State } from '../workspace/state.ts';

interface GuideOptions {
  readonly dir: string;
  readonly task?: boolean;
  readonly reveal?: boolean;
}

/** What a lesson is shown for: outside of a workspace nothing is known of the learner. */
interface Reader {
  readonly course: Course;
  readonly step: Step;
  readonly workspace?: Workspace;
  readonly state?: State;
}

const DEFAULT_WIDTH = 100;

const EXAMPLES = `
Examples:
  $ lab guide             the lesson of the step that you are at
  $ lab guide 01          another one
  $ lab guide --task      only what is to be done now
  $ lab guide --reveal    with the solutions unfolded; this is noted
  $ PAGER=cat lab guide   without a pager
`;

export function addGuideCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('guide')
    .summary('the lesson, in the terminal')
    .description('Read the lesson of a step.')
    .argument('[step]', 'the step; the current one if left out')
    .option('-d, --dir <folder>', 'the workspace, or a folder in it', '.')
    .option('-t, --task', "only the current task's section")
    .option('--reveal', 'unfold the solutions in it; before the step has passed, this is noted')
    .addHelpText('after', EXAMPLES)
    .action(async (step: string | undefined, options: GuideOptions) => {
      await guide(step, options, surroundings.signal);
    });
}

async function guide(name: string | undefined, options: GuideOptions, signal: AbortSignal): Promise<void> {
  const [{ page }, reader] = await Promise.all([
    import('../terminal/pager.ts'),
    findReader(name, options.dir),
  ]);
  if (options.reveal) await noteReveal(reader, signal);
  await page(await lessonText(reader, options), { signal });
}

/** A lesson can be read anywhere, before there is a workspace, too. */
async function findReader(name: string | undefined, dir: string): Promise<Reader> {
  const [{ loadCourse, findStep }, { findWorkspace }, { openWorkspace }] = await Promise.all([
    import('../../grader/course/load.ts'),
    import('../workspace/place.ts'),
    import('../workspace/open.ts'),
  ]);
  if (await findWorkspace(dir)) {
    const { workspace, course, state, stepOf } = await openWorkspace(dir);
    return { workspace, course, state, step: stepOf(name) };
  }
  const course = await loadCourse();
  return { course, step: findStep(course, name ?? course.steps[0]?.id ?? '00') };
}

async function noteReveal({ workspace, state, step }: Reader, signal: AbortSignal): Promise<void> {
  const [{ updateState }, { withStep }, { isOpen }] = await Promise.all([
    import('../workspace/state-file.ts'),
    import('../workspace/state.ts'),
    import('../workspace/progress.ts'),
  ]);
  if (!workspace || !state || isOpen(state, step.id)) return;
  const revealedAt = new Date().toISOString();
  await updateState(workspace, { signal, onNote: note }, (now) => withStep(now, step.id, { revealedAt }));
}

async function lessonText(reader: Reader, { task, reveal }: GuideOptions): Promise<string> {
  const [{ renderLesson }, { isOpen }] = await Promise.all([
    import('../lesson/render.ts'),
    import('../workspace/progress.ts'),
  ]);
  const { course, step, state } = reader;
  const lesson = await readFile(join(step.directory, 'README.md'), 'utf8');
  return renderLesson(task ? await currentTask(lesson, reader) : lesson, {
    width: process.stdout.columns || DEFAULT_WIDTH,
    color: wantsColor(process.stdout),
    revealed: reveal === true || (state !== undefined && isOpen(state, step.id)),
    foldedHint: `lab guide ${step.id} --reveal`,
    linkText: (href) => lessonLink(course, href),
  });
}

async function currentTask(lesson: string, { step, state }: Reader): Promise<string> {
  const [{ taskSection }, { neededTask }, { newState }] = await Promise.all([
    import('../lesson/sections.ts'),
    import('../workspace/hints.ts'),
    import('../workspace/state.ts'),
  ]);
  const needed = neededTask(step, state ?? newState(step.id, new Date()));
  return (needed && taskSection(lesson, needed.title)) ?? lesson;
}

/** Links between lessons are commands here. */
function lessonLink({ steps }: Course, href: string): string | undefined {
  const folder = /^\.\.\/(\d\d)-[a-z0-9-]+\/README\.md/.exec(href);
  const step = steps.find(({ id }) => id === folder?.[1]);
  return step && `lab guide ${step.id}`;
}

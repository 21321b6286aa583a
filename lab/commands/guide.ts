import type { Command } from 'commander';
import { LabError } from '../../grader/model/error.ts';
import type { Reader } from '../lesson/lesson.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/note.ts';

interface GuideOptions {
  readonly dir: string;
  readonly task?: boolean;
  readonly reveal?: boolean;
}

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
  const [{ page }, { lessonText }, reader] = await Promise.all([
    import('../terminal/pager.ts'),
    import('../lesson/lesson.ts'),
    findReader(name, options.dir),
  ]);
  if (options.reveal) await reveal(reader, signal);
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
    const opened = await openWorkspace(dir).catch(noteDamage);
    if (opened) return { ...opened, step: opened.stepOf(name) };
  }
  const course = await loadCourse();
  return { course, step: findStep(course, name ?? course.steps[0]?.id ?? '00') };
}

/** A lesson is there to be read, whatever became of the record. */
function noteDamage(error: unknown): undefined {
  if (!(error instanceof LabError) || !error.code.startsWith('state-')) throw error;
  note(`${error.message} ${error.hint ?? ''}`);
}

async function reveal({ workspace, state, step }: Reader, signal: AbortSignal): Promise<void> {
  const [{ noteReveal }, { isOpen }] = await Promise.all([
    import('../workspace/reveal.ts'),
    import('../workspace/progress.ts'),
  ]);
  if (!workspace || !state || isOpen(state, step.id)) return;
  await noteReveal(workspace, step.id, { signal, onNote: note });
}

import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/note.ts';
import { painterFor, wantsColor } from '../terminal/paint.ts';
import type { WantedFile } from '../workspace/change.ts';
import type { OpenWorkspace } from '../workspace/open.ts';

interface SolutionOptions {
  readonly dir: string;
  readonly reveal?: boolean;
  readonly full?: boolean;
  readonly apply?: boolean;
}

const EXAMPLES = `
Examples:
  $ lab solution 01            what the course does otherwise, as a diff
  $ lab solution 01 --full     its files, whole
  $ lab solution 02 --reveal   before you have passed; this is noted
  $ lab solution 02 --apply    take it over; lab undo brings yours back

A step's solution opens when the step has passed. In the diff, lines with - are
yours and lines with + are the course's. There are many right ways: yours need
not look the same.
`;

export function addSolutionCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('solution')
    .summary('the difference between your files and the solution')
    .description("Compare your work with the course's solution of a step.")
    .argument('[step]', 'the step; the current one if left out')
    .option('-d, --dir <folder>', 'the workspace, or a folder in it', '.')
    .option('--reveal', 'open it although the step has not passed; this is noted')
    .option('--full', 'print the files of the solution instead of the difference')
    .option('--apply', 'put the solution into the workspace; yours is kept for lab undo')
    .addHelpText('after', EXAMPLES)
    .action(async (step: string | undefined, options: SolutionOptions) => {
      await solution(step, options, surroundings.signal);
    });
}

async function solution(
  name: string | undefined,
  options: SolutionOptions,
  signal: AbortSignal,
): Promise<void> {
  const [{ openWorkspace }, { courseFiles }, { isOpen }] = await Promise.all([
    import('../workspace/open.ts'),
    import('../workspace/course-paths.ts'),
    import('../workspace/progress.ts'),
  ]);
  const open = await openWorkspace(options.dir);
  const step = open.stepOf(name);
  if (!isOpen(open.state, step.id)) {
    if (!options.reveal) throw gated(step);
    const { noteReveal } = await import('../workspace/reveal.ts');
    await noteReveal(open.workspace, step.id, { signal, onNote: note });
  }
  const files = await courseFiles(open.course, step, 'solution');
  if (options.apply) return apply(open, step, files, signal);
  const { page } = await import('../terminal/pager.ts');
  const text = options.full ? await fullText(files) : await difference(open, step, files);
  await page(text + (await commandsText(open, step)), { signal });
}

async function difference(
  { workspace }: OpenWorkspace,
  step: Step,
  files: ReadonlyMap<string, WantedFile>,
): Promise<string> {
  const [{ diffText }, { readWorkspaceFile }] = await Promise.all([
    import('../terminal/diff.ts'),
    import('../workspace/files.ts'),
  ]);
  const paint = painterFor(process.stdout);
  const parts = [...files].map(async ([path, { bytes }]) => {
    const mine = await readWorkspaceFile(workspace, path);
    const before = mine.kind === 'file' ? mine.bytes.toString() : undefined;
    const after = Buffer.from(bytes).toString();
    return diffText({ path, before, after, names: ['yours', `solution of ${step.id}`] }, paint);
  });
  const text = (await Promise.all(parts)).join('');
  return text || `Your files are those of the solution of step ${step.id}.\n`;
}

async function fullText(files: ReadonlyMap<string, WantedFile>): Promise<string> {
  const parts = [...files].map(([path, { bytes }]) => part(path, path, Buffer.from(bytes).toString()));
  return (await Promise.all(parts)).join('\n');
}

/** Where a step's work is not only in files. */
async function commandsText({ course }: OpenWorkspace, step: Step): Promise<string> {
  const { stepScript } = await import('../../grader/course/load.ts');
  const script = await stepScript(course, step);
  if (script === undefined) return '';
  return `\n${await part('the commands', script.path, await readFile(script.absolute, 'utf8'))}`;
}

async function part(title: string, path: string, text: string): Promise<string> {
  const { sourceText } = await import('../lesson/source.ts');
  // For a file or another program, byte for byte: on a terminal, tabs are drawn as four spaces.
  const shown = process.stdout.isTTY ? sourceText(text, path, wantsColor(process.stdout)) : text;
  const heading = painterFor(process.stdout)('bold', `── ${title}`);
  return `${heading}\n${shown}`;
}

async function apply(
  { workspace, course }: OpenWorkspace,
  step: Step,
  files: ReadonlyMap<string, WantedFile>,
  signal: AbortSignal,
): Promise<void> {
  const [{ inWorkspace }, { changeFiles }, { coursePaths }, { differing }] = await Promise.all([
    import('../workspace/lock.ts'),
    import('../workspace/change.ts'),
    import('../workspace/course-paths.ts'),
    import('../workspace/differing.ts'),
  ]);
  const paths = await coursePaths(course);
  const changed = await inWorkspace(workspace, { signal, onNote: note }, async () => {
    const wanted = await differing(workspace, files);
    const reason = `lab solution ${step.id} --apply`;
    if (wanted.size > 0) await changeFiles(workspace, { reason, paths, wanted, state: (state) => state });
    return [...wanted.keys()];
  });
  process.stdout.write(
    changed.length === 0
      ? `Your files are those of the solution of step ${step.id} already.\n`
      : `Took over from the solution of step ${step.id}: ${changed.join(', ')}\nYours is kept: lab undo\n`,
  );
}

function gated({ id, name }: Step): LabError {
  return new LabError({
    kind: 'request',
    code: 'solution-gated',
    message: `The solution of ${id} ${name} opens when the step has passed.`,
    hint: `try a hint first: lab hint ${id}; or see it now, which is noted: lab solution ${id} --reveal`,
  });
}

import { relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import type { Surroundings } from '../surroundings.ts';
import { commandLine } from '../terminal/command-line.ts';
import { note } from '../terminal/note.ts';
import type { WantedFile } from '../workspace/change.ts';
import type { OpenWorkspace } from '../workspace/open.ts';

interface ResetOptions {
  readonly dir: string;
  readonly all?: boolean;
}

const EXAMPLES = `
Examples:
  $ lab reset                     the current step's files, as it begins
  $ lab reset 01                  back to the beginning of step 01
  $ lab reset 04 go/main.go       one file only
  $ lab reset 04 --all            also the files that step 04 does not work on

What was there is kept first: lab undo brings it back. Links, and files that are
not of the course, are never touched.
`;

export function addResetCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('reset')
    .summary("back to a step's starting files, without losing anything")
    .description("Put a step's starting files back. Yours are kept, lab undo brings them back.")
    .argument('[step]', 'the step; the current one if left out')
    .argument('[files...]', 'only these; else those that the step works on')
    .option('-d, --dir <folder>', 'the workspace, or a folder in it', '.')
    .option('--all', 'every file that there is when the step begins')
    .addHelpText('after', EXAMPLES)
    .action(async (step: string | undefined, files: readonly string[], options: ResetOptions) => {
      await reset(step, files, options, surroundings.signal);
    });
}

async function reset(
  first: string | undefined,
  rest: readonly string[],
  options: ResetOptions,
  signal: AbortSignal,
): Promise<void> {
  const [{ openWorkspace }, { courseFiles, coursePaths }, { inWorkspace }, { changeFiles }, differences] =
    await Promise.all([
      import('../workspace/open.ts'),
      import('../workspace/course-paths.ts'),
      import('../workspace/lock.ts'),
      import('../workspace/change.ts'),
      import('../workspace/differing.ts'),
    ]);
  const open = await openWorkspace(options.dir);
  const { workspace, course } = open;
  const { step, names } = readRequest(open, first, rest);
  const start = await courseFiles(course, step, 'start');
  const files = names.map((name) => pathOf(workspace, options.dir, name, start));
  const wanted = choose(start, step, files, options.all ?? false);
  const paths = await coursePaths(course);
  const reason = commandLine(['lab', 'reset', step.id, ...files, ...(options.all ? ['--all'] : [])]);
  const { changed, left } = await inWorkspace(workspace, { signal, onNote: note }, async () => {
    const others = await differences.differing(workspace, start);
    const missing = files.length > 0 ? [] : await differences.absentOf(workspace, others);
    const changes = new Map([...others].filter(([path]) => wanted.has(path) || missing.includes(path)));
    const state = (before: OpenWorkspace['state']) => ({ ...before, current: step.id });
    if (changes.size > 0 || open.state.current !== step.id)
      await changeFiles(workspace, { reason, paths, wanted: changes, state });
    return { changed: [...changes.keys()], left: [...others.keys()].filter((path) => !changes.has(path)) };
  });
  const moved = open.state.current !== step.id;
  process.stdout.write(report({ step, changed, left: moved && files.length === 0 ? left : [], moved }));
}

/** `lab reset program.bpf.c` means the file: who has broken one thinks of it and not of the step's number. */
function readRequest(
  { stepOf }: OpenWorkspace,
  first: string | undefined,
  rest: readonly string[],
): { readonly step: Step; readonly names: readonly string[] } {
  if (first !== undefined && /[./]/.test(first)) {
    return { step: stepOf(undefined), names: [first, ...rest] };
  }
  return { step: stepOf(first), names: rest };
}

/** A file is named as seen from here, or from the workspace, as the lab itself names it. */
function pathOf(
  { root }: OpenWorkspace['workspace'],
  dir: string,
  name: string,
  start: ReadonlyMap<string, WantedFile>,
): string {
  const paths = ['.', dir, root].map((from) => relative(root, resolve(from, name)).split(sep).join('/'));
  return paths.find((path) => start.has(path)) ?? paths[0] ?? name;
}

function choose(
  start: ReadonlyMap<string, WantedFile>,
  step: Step,
  files: readonly string[],
  all: boolean,
): ReadonlyMap<string, WantedFile> {
  const unknown = files.find((path) => !start.has(path));
  if (unknown !== undefined) throw unknownFile(unknown, step, [...start.keys()]);
  const paths = files.length > 0 ? files : all ? [...start.keys()] : step.files;
  return new Map([...start].filter(([path]) => paths.includes(path)));
}

interface Done {
  readonly step: Step;
  readonly changed: readonly string[];
  /** Files of the step's beginning that are otherwise here, and were not asked for. */
  readonly left: readonly string[];
  readonly moved: boolean;
}

function report({ step, changed, left, moved }: Done): string {
  const yours = left.length > 0 ? `Left as yours: ${left.join(', ')} (lab reset ${step.id} --all)\n` : '';
  const here = moved ? `You are at step ${step.id} ${step.name} now.\n${yours}` : '';
  if (changed.length === 0) return `${here}The files are as step ${step.id} begins.\n`;
  return `Reset to the beginning of step ${step.id}: ${changed.join(', ')}\n${here}What was there is kept: lab undo\n`;
}

function unknownFile(path: string, { id }: Step, known: readonly string[]): LabError {
  return new LabError({
    kind: 'request',
    code: 'not-of-the-course',
    message: `${path} is no file that step ${id} begins with.`,
    hint: `it begins with ${known.join(', ')}; other files are yours alone`,
  });
}

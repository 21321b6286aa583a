import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Course } from '../../grader/course/load.ts';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import type { Surroundings } from '../surroundings.ts';
import { commandLine } from '../terminal/command-line.ts';
import { note } from '../terminal/note.ts';
import { painterFor } from '../terminal/paint.ts';
import type { Created } from '../workspace/create.ts';

interface StartOptions {
  readonly step?: string;
  readonly repair?: boolean;
  readonly git?: boolean;
}

const DEFAULT_FOLDER = 'mygadget';

const EXAMPLES = `
Examples:
  $ lab start                     a new workspace: ./mygadget
  $ lab start ~/ebpf/first        somewhere else
  $ lab start .                   here; a program.bpf.c that is here is kept
  $ lab start later --step 02     begin in the middle
  $ lab start --repair mygadget   a new record where .lab/state.json is damaged

Nothing is ever overwritten. What the lab remembers is in the workspace's own
folder .lab: steps passed, hints seen, and snapshots of your files for lab undo.
`;

export function addStartCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('start')
    .summary('make a workspace for the course')
    .description('Make a workspace: the one folder in which your gadget grows through the steps.')
    .argument('[folder]', `where; ${DEFAULT_FOLDER} if left out`)
    .option('--step <step>', 'begin at a later step')
    .option('--repair', 'set a damaged record aside and begin a new one')
    .option('--git', 'make it a git repository as well')
    .option('--no-git', 'do not ask whether to')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, options: StartOptions) => {
      await start(folder, options, surroundings.signal);
    });
}

async function start(folder: string | undefined, options: StartOptions, signal: AbortSignal): Promise<void> {
  const [{ loadCourse, findStep }, { createWorkspace }, { findWorkspace }] = await Promise.all([
    import('../../grader/course/load.ts'),
    import('../workspace/create.ts'),
    import('../workspace/place.ts'),
  ]);
  if (folder === '') throw noName();
  const around = folder === undefined ? await findWorkspace('.') : undefined;
  const root = around?.root ?? resolve(folder ?? DEFAULT_FOLDER);
  const course = await loadCourse();
  const step = findStep(course, options.step ?? course.steps[0]?.id ?? '00');
  const repair = options.repair ?? false;
  const created = await createWorkspace(root, { course, step, repair, signal, onNote: note });
  const isElsewhere = created.kind === 'already' && created.current !== step.id;
  if (isElsewhere && options.step !== undefined) throw alreadyStarted(root, step);
  process.stdout.write(welcome(created, { root, step, course }));
  if (created.kind === 'created' || options.git) await offerGit(root, options.git, signal);
}

interface Where {
  readonly root: string;
  readonly step: Step;
  readonly course: Course;
}

function welcome(created: Created, where: Where): string {
  switch (created.kind) {
    case 'created':
      return createdText(created, where);
    case 'already':
      return `${nameOf(where.root)} is a workspace already; nothing was changed.\n\n${nextLines(where.root)}`;
    case 'repaired':
      return [
        `A new record was begun; the old one is kept as ${relative('.', created.aside)}`,
        'Your files and the snapshots are as they were. Have passed steps counted again: lab check --all\n',
      ].join('\n');
  }
}

function createdText(
  { added, kept }: Extract<Created, { kind: 'created' }>,
  { root, step, course }: Where,
): string {
  const paint = painterFor(process.stdout);
  const files = [
    ...(added.length > 0 ? [`  added  ${added.join(', ')}`] : []),
    ...(kept.length > 0 ? [`  kept   ${kept.join(', ')} (yours, as it was)`] : []),
  ];
  return [
    paint(
      'bold',
      `Welcome! ${nameOf(root)} is where your gadget will grow, in ${course.steps.length} steps.`,
    ),
    ...files,
    '',
    `You begin with ${step.id} ${step.name}: ${step.title}`,
    '',
    nextLines(root),
  ].join('\n');
}

function nextLines(root: string): string {
  const paint = painterFor(process.stdout);
  const way = wayTo(root);
  const lines: readonly (readonly [string, string])[] = [
    ...(way === '' ? [] : [[commandLine(['cd', way]), ''] as const]),
    ['lab guide', 'read the lesson'],
    ['lab watch', 'in a second terminal: check whenever you save'],
    ['lab', 'where am I, what is next?'],
  ];
  return lines
    .map(([command, why]) => `  ${paint('cyan', command.padEnd(12))} ${why}`.trimEnd())
    .join('\n')
    .concat('\n');
}

/** For `cd`: a name that begins with a dash would be an option. */
function wayTo(root: string): string {
  const way = relative('.', root);
  return way.startsWith('-') ? `./${way}` : way;
}

function noName(): LabError {
  return new LabError({
    kind: 'request',
    code: 'start-failed',
    message: 'The name of the folder is empty.',
    hint: `name one, or none: lab start makes ${DEFAULT_FOLDER}`,
  });
}

function nameOf(root: string): string {
  return relative('.', root) || root;
}

async function offerGit(root: string, wanted: boolean | undefined, signal: AbortSignal): Promise<void> {
  const { isInRepository, initRepository } = await import('../workspace/git.ts');
  if (wanted === false || (await isInRepository(root))) return;
  const { canAsk, ask } = await import('../terminal/ask.ts');
  if (
    wanted === undefined &&
    !(canAsk() && (await ask('\nKeep your work in a git repository, too?', signal)))
  )
    return;
  await initRepository(root, signal);
  process.stdout.write('A git repository was made; .lab is left out of it.\n');
}

function alreadyStarted(root: string, step: Step): LabError {
  const way = wayTo(root);
  return new LabError({
    kind: 'request',
    code: 'already-started',
    message: `${nameOf(root)} is a workspace already.`,
    hint: `${way === '' ? '' : `${commandLine(['cd', way])} && `}lab reset ${step.id} --all (lab undo takes it back)`,
  });
}

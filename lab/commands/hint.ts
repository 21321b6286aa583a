import type { Command } from 'commander';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import type { Surroundings } from '../surroundings.ts';
import { commandLine } from '../terminal/command-line.ts';
import { note } from '../terminal/note.ts';
import { stepState } from '../workspace/state.ts';

interface HintOptions {
  readonly dir: string;
  readonly task?: string;
  readonly seen?: boolean;
}

const EXAMPLES = `
Examples:
  $ lab hint                  the next hint for what failed in the last check
  $ lab hint 01               for another step; passed ones, too
  $ lab hint 01 --task copy   for one task of it
  $ lab hint --seen           what you have been told already, once more

Each task has a ladder: first a nudge, then where to look, at last nearly the
code. Where the last check found a cause that a hint was written for, you get
that hint first. What you were shown is noted in the workspace.
`;

export function addHintCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('hint')
    .summary('the next rung of the hint ladder')
    .description('Help with the current task, a little more each time.')
    .argument('[step]', 'the step; the current one if left out')
    .option('-d, --dir <folder>', 'the workspace, or a folder in it', '.')
    .option('--task <id>', 'for this task of the step')
    .option('--seen', 'show the hints that you have seen, and no new one')
    .addHelpText('after', EXAMPLES)
    .action(async (step: string | undefined, options: HintOptions) => {
      await hint(step, options, surroundings.signal);
    });
}

async function hint(name: string | undefined, options: HintOptions, signal: AbortSignal): Promise<void> {
  const [{ openWorkspace }, { takeHint }, texts, { outputPage }] = await Promise.all([
    import('../workspace/open.ts'),
    import('../workspace/take-hint.ts'),
    import('../workspace/hint-text.ts'),
    import('../terminal/page.ts'),
  ]);
  const { workspace, state, stepOf } = await openWorkspace(options.dir);
  const step = stepOf(name);
  requireTask(step, options.task);
  const page = outputPage();
  if (options.seen) return print(texts.seenText(step, state, page));
  const asksForNone = name === undefined && options.task === undefined;
  if (asksForNone && stepState(state, step.id).lastCheck?.status === 'passed')
    return print(texts.noNeedText(step, page));
  const taken = await takeHint(workspace, step, options.task, { signal, onNote: note });
  if (taken.ladder) print(texts.hintText(step, taken.state, taken.ladder, page));
}

function print(text: string): void {
  process.stdout.write(text);
}

function requireTask(step: Step, task: string | undefined): void {
  if (task === undefined || step.tasks.some(({ id }) => id === task)) return;
  throw new LabError({
    kind: 'request',
    code: 'unknown-task',
    message: `step ${step.id} has no task \`${task}\``,
    hint: `its tasks are ${step.tasks.map(({ id }) => id).join(', ')}: ${commandLine(['lab', 'hint', step.id, '--task', step.tasks[0]?.id ?? ''])}`,
  });
}

import { type Command, Option } from 'commander';
import { CONTAINER_CHOICES, type ContainerChoice } from '../../grader/engine/engine.ts';
import type { Surroundings } from '../surroundings.ts';
import { wholeNumber } from './options.ts';

interface WatchOptions {
  readonly dir: string;
  readonly container: ContainerChoice;
  readonly timeout: number;
  readonly poll?: boolean;
}

/** Seconds. */
const DEFAULT_TIMEOUT = 60;

const EXAMPLES = `
Examples:
  $ lab watch            check whenever a file is saved, from step to step
  $ lab watch 02         stay at this step
  $ lab watch --poll     for folders over a network, or of a virtual machine
  $ lab watch | tee log  without keys: goes on by itself when a step passes

Keys:
  n  on to the next step, once this one has passed
  h  a hint for what failed
  g  the lesson (q leads back)
  s  where am I
  r  check again
  e  open $VISUAL or $EDITOR where the first fault is
  q  quit
`;

export function addWatchCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('watch')
    .summary('check on every save, move on when a step passes')
    .description('Check whenever a file of the workspace is saved; containers and compiler stay warm.')
    .argument('[step]', 'stay at this step; else the course is followed')
    .option('-d, --dir <folder>', 'the workspace, or a folder in it', '.')
    .addOption(
      new Option('--container <runtime>', 'what makes the containers')
        .choices([...CONTAINER_CHOICES])
        .default('auto'),
    )
    .option('--timeout <seconds>', 'give up on a check after so long', wholeNumber(1), DEFAULT_TIMEOUT)
    .option('--poll', 'look at the files again and again, where the system does not tell of changes')
    .addHelpText('after', EXAMPLES)
    .action(async (step: string | undefined, options: WatchOptions) => watch(step, options, surroundings));
}

async function watch(
  name: string | undefined,
  { dir, container, timeout, poll = false }: WatchOptions,
  { signal, outputClosed }: Surroundings,
): Promise<void> {
  const [{ openWorkspace }, { runWatch }, { sweepTemp }] = await Promise.all([
    import('../workspace/open.ts'),
    import('../watch/watch.ts'),
    import('../../grader/build/temp.ts'),
  ]);
  await sweepTemp();
  const { workspace, course, stepOf } = await openWorkspace(dir);
  const step = name === undefined ? undefined : stepOf(name);
  const ended = AbortSignal.any([signal, outputClosed]);
  const timeoutMs = timeout * 1000;
  await runWatch({ workspace, course, step, container, timeoutMs, poll, signal: ended }).catch(
    (error: unknown) => {
      // Nobody reads on: that is an end like any other.
      if (!outputClosed.aborted || signal.aborted) throw error;
    },
  );
}

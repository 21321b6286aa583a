import { randomInt } from 'node:crypto';
import { type Command, Option } from 'commander';
import { CONTAINER_CHOICES, type ContainerChoice } from '../../grader/engine/engine.ts';
import type { Step } from '../../grader/model/step.ts';
import type { Verdict } from '../../grader/model/verdict.ts';
import { SEED_LIMIT } from '../seed.ts';
import type { Surroundings } from '../surroundings.ts';
import { commandLine } from '../terminal/command-line.ts';
import { createProgress } from '../terminal/progress.ts';
import { labVersion } from '../version.ts';
import { openDiary } from './check-diary.ts';
import { wholeNumber } from './options.ts';

interface CheckOptions {
  readonly dir: string;
  readonly engine: 'auto' | 'host';
  readonly container: ContainerChoice;
  readonly seed?: number;
  readonly timeout: number;
  readonly all?: boolean;
  readonly solution?: boolean;
  readonly json?: boolean;
  readonly events?: boolean;
  readonly verifierLog?: boolean;
}

/** Seconds. */
const DEFAULT_TIMEOUT = 60;

const EXAMPLES = `
Examples:
  $ lab check                           the step that you are at
  $ lab check 00                        this folder's gadget, against step 00
  $ lab check 01 02 --dir ~/mygadget    two steps, another folder
  $ lab check 01 --seed 4711            the same run again, call for call
  $ lab check 02 --solution             what passing looks like
  $ lab check --all --json | jq .status

Each run draws file names, flags, users and processes anew from the seed, and
compares what your gadget reports with what a second eBPF program, the witness,
saw on the same tracepoints.

Exit codes:
  0  every step passed     1    a step failed
  2  the request is wrong  3    this machine cannot check it, or the run broke
                           130  interrupted
`;

export function addCheckCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('check')
    .summary('compile, load, trigger and grade a gadget')
    .description(
      'Compile the gadget, load it into the kernel, make a busybox container open files, and compare.',
    )
    .argument('[steps...]', 'steps to check: 00, filename, 02-flags, …; the current one if left out')
    .option('-d, --dir <folder>', 'your workspace, or any folder with program.bpf.c', '.')
    .addOption(
      new Option('--engine <name>', 'where the gadget runs').choices(['auto', 'host']).default('auto'),
    )
    .addOption(
      new Option('--container <runtime>', 'what makes the containers')
        .choices([...CONTAINER_CHOICES])
        .default('auto'),
    )
    .option('--seed <number>', 'draw the same scenario as an earlier run', wholeNumber(0))
    .option('--timeout <seconds>', 'give up on a step after so long', wholeNumber(1), DEFAULT_TIMEOUT)
    .option('--all', 'check every step')
    .addOption(
      new Option('--solution', "grade the course's own solution instead of a folder").conflicts('dir'),
    )
    .option('--events', 'show the events that the gadget reported')
    .option('--verifier-log', "show the kernel verifier's whole log")
    .option('--json', 'print one JSON document (docs/check.schema.json)')
    .addHelpText('after', EXAMPLES)
    .action(async (steps: readonly string[], options: CheckOptions) => {
      surroundings.setExitCode(await check(steps, options, surroundings.signal));
    });
}

async function check(names: readonly string[], options: CheckOptions, signal: AbortSignal): Promise<number> {
  const [
    { loadCourse },
    { checkSteps },
    { openSolution },
    { host },
    { sweepTemp },
    { findTarget },
    { withWayBack },
    output,
  ] = await Promise.all([
    import('../../grader/course/load.ts'),
    import('../../grader/check-steps.ts'),
    import('../../grader/solution.ts'),
    import('../../grader/engine/host.ts'),
    import('../../grader/build/temp.ts'),
    import('./check-target.ts'),
    import('../workspace/way-back.ts'),
    import('./check-output.ts'),
  ]);
  await sweepTemp();
  const course = await loadCourse();
  const { all = false, solution = false, dir } = options;
  const target = await findTarget(course, { dir, names, all, solution });
  const { directory, workspace, steps } = target;
  const seed = options.seed ?? randomInt(SEED_LIMIT);
  const diary = workspace && (await openDiary({ workspace, course, steps, seed, signal }));
  const progress = options.json ? undefined : createProgress();
  const onOutput = (text: string): void => {
    progress?.clear();
    if (!options.json) process.stderr.write(text);
  };
  const printer = output.createPrinter({
    json: options.json ?? false,
    events: options.events ?? false,
    verifierLog: options.verifierLog ?? false,
    directory: solution ? undefined : directory,
    command: commandLine(['lab', 'check', ...repeatedOptions(options)]),
    next: workspace ? 'lab' : nextCommand(course.steps, steps, options),
  });
  const verdict = await checkSteps({
    course: course.steps,
    steps,
    workspaceOf: async (step) =>
      solution ? openSolution(course, step, { signal, onOutput }) : { directory, release: async () => {} },
    seed,
    engine: host,
    container: options.container,
    timeoutMs: options.timeout * 1000,
    signal,
    toolVersion: labVersion(),
    onStage: (step, stage) => progress?.stage(`${step.id} ${step.name}: ${stage}`),
    onStep: (outcome) => {
      progress?.clear();
      printer.step(outcome);
      diary?.add(outcome.verdict);
    },
  })
    .catch(async (error: unknown) => {
      throw await withWayBack(error, workspace);
    })
    .finally(() => progress?.end());
  const advance = await diary?.end();
  printer.end(verdict, advance);
  return exitCodeOf(verdict);
}

function exitCodeOf({ status }: Verdict): number {
  return { passed: 0, failed: 1, error: 3 }[status];
}

/** The options that make a further command mean the same. */
function repeatedOptions({ solution, dir, container, timeout }: CheckOptions): readonly string[] {
  return [
    ...(solution ? ['--solution'] : []),
    ...(dir === '.' ? [] : ['--dir', dir]),
    ...(container === 'auto' ? [] : ['--container', container]),
    ...(timeout === DEFAULT_TIMEOUT ? [] : ['--timeout', String(timeout)]),
  ];
}

/** After the last of these steps has passed. */
function nextCommand(
  course: readonly Step[],
  checked: readonly Step[],
  options: CheckOptions,
): string | undefined {
  const last = checked.at(-1);
  const next = last && course[course.indexOf(last) + 1];
  return next && commandLine(['lab', 'check', ...repeatedOptions(options), next.id]);
}

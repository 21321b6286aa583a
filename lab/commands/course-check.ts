import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { CHOICES, type Choice, type CourseReport } from '../../grader/course-check/finding.ts';
import { CONTAINER_CHOICES, type ContainerChoice } from '../../grader/engine/engine.ts';
import { EXIT_CODES } from '../../grader/model/error.ts';
import type { Surroundings } from '../surroundings.ts';
import { outputPage } from '../terminal/page.ts';
import { createProgress } from '../terminal/progress.ts';
import { labVersion } from '../version.ts';
import { wholeNumber } from './options.ts';

interface CourseCheckOptions {
  readonly step: readonly string[];
  readonly only?: Choice;
  readonly seeds: number;
  readonly jobs: number;
  readonly container: ContainerChoice;
  readonly json?: boolean;
}

const DEFAULT_SEEDS = 20;
/** More sessions than processors wait for each other, and more than a few crowd the machine. */
const MOST_JOBS = 4;
const TIMEOUT_MS = 60_000;

const EXAMPLES = `
Examples:
  $ lab course check                            the course that the lab serves
  $ lab course check mycourse                   one of your own
  $ lab course check mycourse --step 01         only this step (also: 01,02)
  $ lab course check mycourse --only static     only what needs no kernel
  $ lab course check --only wrong --json | jq '.findings[].file'

Parts, in this order:
  static     headings, hints, links, stray files, the layout of C, the patches
  starts     each start passes the tasks of startPasses, and no other
  solutions  each solution passes everything, with so many seeds
  right      test/right-programs/NN-name/*.patch: each passes
  wrong      test/wrong-programs/NN-name/*.patch: each fails the stated task and
             no other, and the stated diagnosis comes first

Exit codes:
  0  all is well           1    something is to be mended
  2  the request is wrong  3    this machine cannot tell, or a run broke
                           130  interrupted
`;

export function addCourseCheckCommand(course: Command, { signal, setExitCode }: Surroundings): void {
  course
    .command('check')
    .summary('verify that a course does what it promises')
    .description(
      'Verify a course: its texts, that starts fail, solutions pass, and mistakes are told as they should be.',
    )
    .argument('[folder]', 'the one that steps/ and solutions/ are in; else the course that the lab serves')
    .option('--step <step>', 'only this step; may be repeated, or a list: 01,02', addNames, [])
    .addOption(new Option('--only <part>', 'only this part; step.yaml is always read').choices(CHOICES))
    .option('--seeds <number>', 'run each solution with so many seeds', wholeNumber(1), DEFAULT_SEEDS)
    .option('--jobs <number>', 'run so many programs at once', wholeNumber(1), defaultJobs())
    .addOption(
      new Option('--container <runtime>', 'what makes the containers')
        .choices([...CONTAINER_CHOICES])
        .default('auto'),
    )
    .option('--json', 'print one JSON document (docs/course-check.schema.json)')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, options: CourseCheckOptions) => {
      const report = await check(folder, options, signal);
      setExitCode(exitCodeOf(report));
      process.stdout.write(await textOf(report, options));
    });
}

async function check(
  folder: string | undefined,
  { step: steps, only, seeds, jobs, container, json }: CourseCheckOptions,
  signal: AbortSignal,
): Promise<CourseReport> {
  const [{ checkCourse }, { courseRoot }, { host }, { sweepTemp }] = await Promise.all([
    import('../../grader/course-check/check-course.ts'),
    import('../../grader/course/load.ts'),
    import('../../grader/engine/host.ts'),
    import('../../grader/build/temp.ts'),
  ]);
  await sweepTemp();
  const progress = json ? undefined : createProgress();
  const root = folder === undefined ? courseRoot() : resolve(folder);
  return checkCourse({
    root,
    steps,
    only,
    seeds,
    jobs,
    engine: host,
    container,
    timeoutMs: TIMEOUT_MS,
    signal,
    onStage: (text) => progress?.stage(text),
  }).finally(() => progress?.end());
}

async function textOf(report: CourseReport, { json }: CourseCheckOptions): Promise<string> {
  const [{ courseJson }, { courseText }] = await Promise.all([
    import('../../grader/course-check/report/document.ts'),
    import('../../grader/course-check/report/text.ts'),
  ]);
  return json ? courseJson(report, labVersion()) : courseText(report, outputPage());
}

function exitCodeOf({ status }: CourseReport): number {
  return { passed: 0, failed: 1, error: EXIT_CODES.machine }[status];
}

/** `--step 01 --step 02,03` */
function addNames(text: string, before: readonly string[]): readonly string[] {
  return [...before, ...text.split(',').map((name) => name.trim())];
}

function defaultJobs(): number {
  return Math.min(availableParallelism(), MOST_JOBS);
}

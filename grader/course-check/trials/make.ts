import { readFile } from 'node:fs/promises';
import { type Course, folderName, stepStart } from '../../course/load.ts';
import { SHARE_FILE } from '../../model/share.ts';
import type { Step } from '../../model/step.ts';
import { openFiles, openSolution } from '../../solution.ts';
import type { Files } from '../programs/apply.ts';
import type { Mistake, Program } from '../programs/program.ts';
import { judgeMistake, judgePassing, judgePlaces, judgeStart } from './judge.ts';
import type { Trial } from './trial.ts';

/** What trials of a course have in common. */
export interface Bench {
  readonly course: Course;
  readonly signal: AbortSignal;
}

/** The seed of what is run once. */
const SEED = 1;

export function startTrial({ course, signal }: Bench, step: Step): Trial {
  const subject = { part: 'starts', step, file: `steps/${folderName(step)}/step.yaml` } as const;
  return {
    ...subject,
    seeds: [SEED],
    open: async () => openFiles(await startFiles(course, step), quiet(signal)),
    judge: (runs) => judgeStart(course, subject, runs),
  };
}

export function solutionTrial({ course, signal }: Bench, step: Step, seeds: number): Trial {
  const subject = { part: 'solutions', step, file: `solutions/${folderName(step)}` } as const;
  return {
    ...subject,
    seeds: Array.from({ length: seeds }, (_, index) => SEED + index),
    open: () => openSolution(course, step, { signal, onOutput: () => {} }),
    judge: (runs) => judgePassing(course, subject, runs),
  };
}

export function rightTrial({ course, signal }: Bench, step: Step, program: Program, files: Files): Trial {
  const subject = { part: 'right', step, file: program.path } as const;
  return {
    ...subject,
    seeds: [SEED],
    open: () => openFiles(files, quiet(signal)),
    judge: (runs) => judgePassing(course, subject, runs),
  };
}

export function wrongTrial({ course, signal }: Bench, step: Step, mistake: Mistake, files: Files): Trial {
  return {
    part: 'wrong',
    step,
    file: mistake.path,
    seeds: [SEED],
    open: () => openFiles(files, quiet(signal)),
    judge: (runs) =>
      runs.flatMap((run) => [
        ...judgeMistake(course, step, mistake, run),
        // A script writes share.yaml anew.
        ...judgePlaces(step, mistake, withoutShare(files), run),
      ]),
  };
}

function withoutShare(files: Files): Files {
  const { [SHARE_FILE]: _, ...others } = files;
  return others;
}

/** Commands of a program may fail: what they leave then shows it. */
function quiet(signal: AbortSignal) {
  return { signal, mayFail: true, onOutput: () => {} };
}

async function startFiles(course: Course, step: Step): Promise<Files> {
  const files = await stepStart(course, step);
  const contents = files.map(async ({ path, absolute }) => [path, await readFile(absolute)] as const);
  return Object.fromEntries(await Promise.all(contents));
}

import { type Course, findStep } from '../course/load.ts';
import type { Step } from '../model/step.ts';
import type { Choice } from './finding.ts';
import { type Gathered, gather } from './programs/gather.ts';
import type { Mistake, RightProgram } from './programs/program.ts';
import { findMistakes, findRightPrograms } from './programs/read.ts';
import type { StaticFinding } from './static/fault.ts';
import { type Bench, rightTrial, solutionTrial, startTrial, wrongTrial } from './trials/make.ts';
import type { Trial } from './trials/trial.ts';

export interface PlanRequest {
  /** Ids or names of steps; all where there is none. */
  readonly steps: readonly string[];
  /** Undefined for everything. */
  readonly only: Choice | undefined;
  /** With how many seeds each solution is run. */
  readonly seeds: number;
  readonly signal: AbortSignal;
}

/** What is to be looked at and run. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly isWanted: (part: Choice) => boolean;
  /** In the order of the parts, then of the steps. */
  readonly trials: readonly Trial[];
  /** What is wrong with patches; their programs are not among the trials. */
  readonly faults: readonly StaticFinding[];
  /** How many kinds of mistakes the wrong programs are of. */
  readonly mistakeKinds: number;
}

/** @throws LabError request `unknown-step` */
export async function planCheck(course: Course, { signal, ...request }: PlanRequest): Promise<Plan> {
  const named = request.steps.map((name) => findStep(course, name));
  const steps = course.steps.filter((step) => named.length === 0 || named.includes(step));
  const isWanted = (part: Choice): boolean => request.only === undefined || request.only === part;
  const [right, wrong] = await Promise.all([rightOf(course, steps), wrongOf(course, steps)]);
  const bench = { course, signal };
  const faults = [
    ...(isWanted('static') || isWanted('right') ? right.faults : []),
    ...(isWanted('static') || isWanted('wrong') ? wrong.faults : []),
  ];
  return {
    steps,
    isWanted,
    trials: [
      ...(isWanted('starts') ? steps.map((step) => startTrial(bench, step)) : []),
      ...(isWanted('solutions') ? steps.map((step) => solutionTrial(bench, step, request.seeds)) : []),
      ...(isWanted('right') ? rightTrials(bench, right) : []),
      ...(isWanted('wrong') ? wrongTrials(bench, wrong) : []),
    ],
    faults,
    mistakeKinds: new Set(wrong.ready.map(({ program }) => program.kind)).size,
  };
}

async function rightOf(course: Course, steps: readonly Step[]): Promise<Gathered<RightProgram>> {
  return gather(course, steps, await findRightPrograms(course.root));
}

async function wrongOf(course: Course, steps: readonly Step[]): Promise<Gathered<Mistake>> {
  return gather(course, steps, await findMistakes(course.root));
}

function rightTrials(bench: Bench, { ready }: Gathered<RightProgram>): readonly Trial[] {
  return ready.map(({ step, program, files }) => rightTrial(bench, step, program, files));
}

function wrongTrials(bench: Bench, { ready }: Gathered<Mistake>): readonly Trial[] {
  return ready.map(({ step, program, files }) => wrongTrial(bench, step, program, files));
}

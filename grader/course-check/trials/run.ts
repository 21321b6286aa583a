import { checkStep } from '../../check.ts';
import { type Course, folderName } from '../../course/load.ts';
import type { ContainerChoice, Engine } from '../../engine/engine.ts';
import { LabError } from '../../model/error.ts';
import type { ErrorVerdict } from '../../model/verdict.ts';
import type { Workspace } from '../../solution.ts';
import type { Finding } from '../finding.ts';
import { createSlots, type Slots } from './slots.ts';
import type { Run, Trial } from './trial.ts';

export interface TrialResult {
  readonly trial: Trial;
  readonly findings: readonly Finding[];
  /** Where not all runs could be judged. */
  readonly error?: ErrorVerdict;
}

export interface TrialsRequest {
  readonly course: Course;
  readonly engine: Engine;
  readonly container: ContainerChoice;
  /** How many run at the same time; each has containers of its own. */
  readonly jobs: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called before each run. */
  readonly onRun: (trial: Trial) => void;
}

/** What says nothing of the next program of the same step. */
const PASSING_TROUBLE = ['timeout', 'witness-overflow', 'ring-overflow', 'engine-died', 'trigger-failed'];
/** What a course's author can mend. */
const AUTHORS_FAULTS = ['scenario-without-evidence', 'solution-failed'];

/**
 * Runs programs of a course on the kernel, some at the same time; results are in the order of the programs.
 * Trouble of the machine is tried again once. What makes a whole step impossible here is not tried with its other
 * programs.
 * @throws LabError of kind `request` or `interrupted`; by then everything is released
 */
export async function runTrials(
  trials: readonly Trial[],
  request: TrialsRequest,
): Promise<readonly TrialResult[]> {
  const results: TrialResult[] = [];
  const bench = { ...request, slots: createSlots(request.jobs), broken: new Map<string, ErrorVerdict>() };
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < trials.length; index = next++) {
      const trial = trials[index];
      if (trial !== undefined) results[index] = await tryOne(trial, bench);
    }
  };
  await allEnded(Array.from({ length: request.jobs }, worker));
  return results;
}

interface Bench extends TrialsRequest {
  readonly slots: Slots;
  /** Steps by id that cannot be judged here, and why. */
  readonly broken: Map<string, ErrorVerdict>;
}

/** Waits for the end of all, also where one fails: nothing may go on behind the caller's back. */
async function allEnded<Result>(work: readonly Promise<Result>[]): Promise<readonly Result[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

async function tryOne(trial: Trial, bench: Bench): Promise<TrialResult> {
  bench.signal.throwIfAborted();
  const known = bench.broken.get(trial.step.id);
  if (known !== undefined) return { trial, findings: [], error: known };
  try {
    return { trial, findings: trial.judge(await runAll(trial, bench)) };
  } catch (thrown) {
    if (!isTrouble(thrown)) throw thrown;
    const error = { code: thrown.code, message: thrown.message, ...(thrown.hint && { hint: thrown.hint }) };
    if (AUTHORS_FAULTS.includes(error.code)) return { trial, findings: [authorsFault(trial, error)] };
    if (!PASSING_TROUBLE.includes(error.code)) bench.broken.set(trial.step.id, error);
    return { trial, findings: [], error };
  }
}

async function runAll(trial: Trial, bench: Bench): Promise<readonly Run[]> {
  const workspace = await bench.slots(() => trial.open());
  try {
    const runs = trial.seeds.map((seed) => bench.slots(() => runTwice(trial, seed, workspace, bench)));
    return await allEnded(runs);
  } finally {
    await workspace.release();
  }
}

/** Once, and once more where the machine was in the way. */
async function runTwice(trial: Trial, seed: number, workspace: Workspace, bench: Bench): Promise<Run> {
  bench.onRun(trial);
  try {
    return await runOnce(trial, seed, workspace, bench);
  } catch (error) {
    if (!isTrouble(error) || AUTHORS_FAULTS.includes(error.code)) throw error;
    return runOnce(trial, seed, workspace, bench);
  }
}

async function runOnce({ step }: Trial, seed: number, workspace: Workspace, bench: Bench): Promise<Run> {
  bench.signal.throwIfAborted();
  const { course } = bench;
  // One of its own: those who listen stay as long as the signal does, and there are hundreds of runs.
  const signal = AbortSignal.any([bench.signal]);
  const earlier = course.steps.slice(0, course.steps.indexOf(step));
  const onStage = (): void => {};
  const { directory, store } = workspace;
  const request = { step, earlier, directory, store, seed, signal, onStage };
  const { verdict, released } = await checkStep({ ...bench, ...request });
  await released;
  if (verdict.error !== undefined) throw new LabError({ kind: 'machine', ...verdict.error });
  return { seed, verdict };
}

function isTrouble(error: unknown): error is LabError {
  return error instanceof LabError && error.kind === 'machine' && error.code !== 'internal';
}

function authorsFault({ part, step, file }: Trial, { code, message, hint }: ErrorVerdict): Finding {
  const isScenario = code === 'scenario-without-evidence';
  const folder = folderName(step);
  return {
    part,
    kind: 'fault',
    step: folder,
    file: isScenario ? `steps/${folder}/step.yaml` : file,
    message: hint ? `${message} ${hint}` : message,
  };
}

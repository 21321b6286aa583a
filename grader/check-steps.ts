import { release } from 'node:os';
import { type CheckOutcome, type CheckRequest, checkStep } from './check.ts';
import { LabError } from './model/error.ts';
import type { Step } from './model/step.ts';
import type { StepVerdict, Verdict } from './model/verdict.ts';
import type { Workspace } from './solution.ts';

export interface CheckStepsRequest
  extends Omit<CheckRequest, 'step' | 'earlier' | 'directory' | 'store' | 'onStage'> {
  /** The whole course, in order. */
  readonly course: readonly Step[];
  /** What of it to check. */
  readonly steps: readonly Step[];
  /** Called when the step's turn has come; released when it is checked. */
  readonly workspaceOf: (step: Step) => Promise<Workspace>;
  readonly toolVersion: string;
  readonly onStage: (step: Step, stage: string) => void;
  /** Called as each step is done. */
  readonly onStep: (outcome: StepOutcome) => void;
}

export type StepOutcome = Pick<CheckOutcome, 'verdict' | 'capture' | 'moduleRun' | 'container'>;

/**
 * Checks several steps one after another into one document. A step that this machine cannot judge has status
 * `error` and does not keep the others from being judged.
 * @throws LabError of kind `request` or `interrupted`
 */
export async function checkSteps(request: CheckStepsRequest): Promise<Verdict> {
  const start = performance.now();
  const outcomes: StepOutcome[] = [];
  const released: Promise<void>[] = [];
  try {
    for (const step of request.steps) {
      const outcome = await checkOne(request, step);
      released.push(outcome.released);
      outcomes.push(outcome);
      request.onStep(outcome);
    }
  } finally {
    await Promise.all(released);
  }
  return document(request, outcomes, performance.now() - start);
}

async function checkOne(request: CheckStepsRequest, step: Step): Promise<CheckOutcome> {
  const start = performance.now();
  const earlier = request.course.slice(0, request.course.indexOf(step));
  const onStage = (stage: string): void => request.onStage(step, stage);
  try {
    const { directory, store, release } = await request.workspaceOf(step);
    return await checkStep({ ...request, step, earlier, directory, store, onStage }).finally(release);
  } catch (error) {
    if (!(error instanceof LabError) || error.kind !== 'machine' || error.code === 'internal') throw error;
    return {
      verdict: erredStep(step, error, performance.now() - start),
      capture: undefined,
      moduleRun: undefined,
      container: 'none',
      released: Promise.resolve(),
    };
  }
}

/** A step about which nothing can be said: every check is not run, and that is nobody's fault. */
function erredStep(step: Step, { code, message, hint }: LabError, durationMs: number): StepVerdict {
  const maxPoints = step.tasks.reduce((sum, { points }) => sum + points, 0);
  return {
    id: step.id,
    name: step.name,
    title: step.title,
    status: 'error',
    points: 0,
    maxPoints,
    durationMs,
    build: { status: 'notRun', durationMs: 0, diagnostics: [] },
    load: { status: 'notRun' },
    tasks: step.tasks.map(({ id, title, points, checks }) => ({
      id,
      title,
      status: 'notRun',
      points: 0,
      maxPoints: points,
      checks: checks.map((check) => ({
        id: check.id,
        title: check.title,
        status: 'notRun',
        blockedBy: code,
      })),
    })),
    kept: [],
    diagnoses: [],
    error: { code, message, ...(hint && { hint }) },
  };
}

function document(request: CheckStepsRequest, outcomes: readonly StepOutcome[], durationMs: number): Verdict {
  const steps = outcomes.map(({ verdict }) => verdict);
  const capture = outcomes.find((outcome) => outcome.capture)?.capture;
  const sum = (of: (step: StepVerdict) => number): number =>
    steps.reduce((total, step) => total + of(step), 0);
  return {
    schemaVersion: 1,
    tool: { name: 'gadget-lab', version: request.toolVersion },
    status: overall(steps),
    points: sum(({ points }) => points),
    maxPoints: sum(({ maxPoints }) => maxPoints),
    seed: request.seed,
    engine: request.engine.name,
    container: outcomes.find(({ container }) => container !== 'none')?.container ?? 'none',
    kernel: capture?.kernel ?? release(),
    durationMs: Math.round(durationMs),
    steps,
  };
}

function overall(steps: readonly StepVerdict[]): Verdict['status'] {
  if (steps.some(({ status }) => status === 'error')) return 'error';
  return steps.every(({ status }) => status === 'passed') ? 'passed' : 'failed';
}

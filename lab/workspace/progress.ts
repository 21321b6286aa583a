import type { Course } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import type { StepVerdict } from '../../grader/model/verdict.ts';
import { type LastCheck, type State, stepState, withStep } from './state.ts';

/** The state after a check of a step. What once passed stays passed, whatever a later try says. */
export function withVerdict(state: State, verdict: StepVerdict, seed: number, now: Date): State {
  const { id, points } = verdict;
  const before = stepState(state, id);
  const at = now.toISOString();
  const passedAt = before.passedAt ?? (verdict.status === 'passed' ? at : undefined);
  return withStep(state, id, {
    ...(passedAt !== undefined && { passedAt }),
    bestPoints: Math.max(points, before.bestPoints ?? 0),
    lastCheck: lastCheck(verdict, seed, at),
  });
}

function lastCheck({ status, points, tasks, diagnoses }: StepVerdict, seed: number, at: string): LastCheck {
  return {
    at,
    seed,
    points,
    // A step is never `notRun` as a whole; what the machine could not judge is an error.
    status: status === 'notRun' ? 'error' : status,
    tasks: Object.fromEntries(tasks.map((task) => [task.id, task.status])),
    diagnoses: [...new Set(diagnoses.map((diagnosis) => diagnosis.id))],
  };
}

/** The step that the learner is at. A course that lost that step goes on with the first one that is not passed. */
export function currentStep({ steps }: Course, state: State): Step {
  const found =
    steps.find(({ id }) => id === state.current) ?? steps.find(({ id }) => !isPassed(state, id)) ?? steps[0];
  if (found === undefined) throw new Error('a course without steps was loaded');
  return found;
}

/** Undefined after the last one. */
export function nextStep({ steps }: Course, step: Step): Step | undefined {
  return steps[steps.indexOf(step) + 1];
}

export function isPassed(state: State, id: string): boolean {
  return stepState(state, id).passedAt !== undefined;
}

export function maxPoints({ tasks }: Step): number {
  return tasks.reduce((sum, { points }) => sum + points, 0);
}

/** Whether the solution may be shown without being asked for twice. */
export function isOpen(state: State, id: string): boolean {
  return isPassed(state, id) || stepState(state, id).revealedAt !== undefined;
}

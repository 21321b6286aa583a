import type { Course } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import { labVersion } from '../version.ts';
import type { Workspace } from './place.ts';
import { currentStep, isPassed, maxPoints } from './progress.ts';
import { type State, stepState } from './state.ts';

/** The document behind `lab status --json` (docs/status.schema.json). */
export interface Status {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'gadget-lab'; readonly version: string };
  /** Absolute path. */
  readonly workspace: string;
  readonly current: string;
  readonly finished: boolean;
  /** The best that each step ever had, and what there is to be had. */
  readonly points: number;
  readonly maxPoints: number;
  readonly steps: readonly StepStatusLine[];
  /** Files that the course has changed since they were given. */
  readonly updates: readonly string[];
  /** The command to go on with. */
  readonly next: string;
}

export interface StepStatusLine {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly status: 'passed' | 'current' | 'open';
  readonly points: number;
  readonly maxPoints: number;
  readonly passedAt?: string;
  readonly revealedAt?: string;
  /** Rungs that were shown. */
  readonly hints: number;
  /** As the last check left them; without a check, `notRun`. */
  readonly tasks: readonly TaskStatusLine[];
}

export interface TaskStatusLine {
  readonly id: string;
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'notRun';
  readonly maxPoints: number;
}

export interface StatusFacts {
  readonly workspace: Workspace;
  readonly course: Course;
  readonly state: State;
  readonly updates: readonly string[];
}

export function describeStatus({ workspace, course, state, updates }: StatusFacts): Status {
  const current = currentStep(course, state);
  const steps = course.steps.map((step) => stepLine(step, state, step === current));
  const sum = (of: (line: StepStatusLine) => number): number =>
    steps.reduce((total, line) => total + of(line), 0);
  const finished = steps.every(({ passedAt }) => passedAt !== undefined);
  return {
    schemaVersion: 1,
    tool: { name: 'gadget-lab', version: labVersion() },
    workspace: workspace.root,
    current: current.id,
    finished,
    points: sum(({ points }) => points),
    maxPoints: sum(({ maxPoints: most }) => most),
    steps,
    updates,
    next: nextCommand(course, state, current),
  };
}

function stepLine(step: Step, state: State, isCurrent: boolean): StepStatusLine {
  const { passedAt, revealedAt, bestPoints = 0, hints = {}, lastCheck } = stepState(state, step.id);
  return {
    id: step.id,
    name: step.name,
    title: step.title,
    status: passedAt !== undefined ? 'passed' : isCurrent ? 'current' : 'open',
    points: bestPoints,
    maxPoints: maxPoints(step),
    ...(passedAt !== undefined && { passedAt }),
    ...(revealedAt !== undefined && { revealedAt }),
    hints: Object.values(hints).reduce((total, shown) => total + shown.length, 0),
    tasks: step.tasks.map(({ id, title, points }) => ({
      id,
      title,
      status: lastCheck?.tasks[id] ?? 'notRun',
      maxPoints: points,
    })),
  };
}

/** Before the first check the lesson, after it the check itself; a hint is always offered beside it. */
function nextCommand({ steps }: Course, state: State, current: Step): string {
  const { lastCheck } = stepState(state, current.id);
  if (!isPassed(state, current.id)) return lastCheck === undefined ? 'lab guide' : 'lab check';
  const left = steps.find(({ id }) => !isPassed(state, id));
  return left === undefined ? 'lab run .' : `lab check ${left.id}`;
}

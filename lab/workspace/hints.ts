import type { Step, Task } from '../../grader/model/step.ts';
import { type State, stepState, withStep } from './state.ts';

/** Where on its ladder a task is. */
export interface Ladder {
  readonly task: Task;
  /** Indexes into the task's hints, in the order in which they were shown. */
  readonly seen: readonly number[];
  /** The rung to show now; undefined at the top. */
  readonly next: number | undefined;
  /** Whether the last check's diagnosis calls for just this rung. */
  readonly fits: boolean;
  /** How many rungs there are to be had, as things stand. */
  readonly rungs: number;
}

/** The ladder that a learner needs now: of the first task that the last check did not find passed. */
export function ladderOf(step: Step, state: State, taskId: string | undefined): Ladder | undefined {
  const task = step.tasks.find(({ id }) => id === taskId) ?? taskInNeed(step, state);
  return task && describe(task, step, state);
}

/** The state with the ladder's next rung noted as seen. */
export function withHint(state: State, step: Step, { task, seen, next }: Ladder): State {
  if (next === undefined) return state;
  const { hints = {} } = stepState(state, step.id);
  return withStep(state, step.id, { hints: { ...hints, [task.id]: [...seen, next] } });
}

/** The task to do now: the first that no check has found passed yet. */
export function taskToDo({ id, tasks }: Step, state: State): Task | undefined {
  const { lastCheck } = stepState(state, id);
  return tasks.find((task) => lastCheck?.tasks[task.id] !== 'passed');
}

/** The task that help is needed with. */
function taskInNeed(step: Step, state: State): Task | undefined {
  const { lastCheck } = stepState(state, step.id);
  const byCheck = lastCheck && taskToDo(step, state);
  // Before the first check: what the files that the step begins with pass already needs none.
  const fresh = step.tasks.find(({ id }) => lastCheck === undefined && !step.startPasses.includes(id));
  const withRungs = step.tasks.find((task) => describe(task, step, state).next !== undefined);
  return byCheck ?? fresh ?? withRungs ?? step.tasks.at(-1);
}

function describe(task: Task, step: Step, state: State): Ladder {
  const { hints = {}, lastCheck } = stepState(state, step.id);
  const seen = (hints[task.id] ?? []).filter((index) => task.hints[index] !== undefined);
  const diagnoses = lastCheck?.diagnoses ?? [];
  const calledBy = (index: number, diagnosis: string): boolean =>
    task.hints[index]?.when?.includes(diagnosis) ?? false;
  const calls = (index: number): boolean => diagnoses.some((diagnosis) => calledBy(index, diagnosis));
  const open = [...task.hints.keys()].filter((index) => !seen.includes(index));
  // The first diagnosis is the decisive one.
  const [fitting] = diagnoses.flatMap((diagnosis) => open.filter((index) => calledBy(index, diagnosis)));
  const next = fitting ?? open.find((index) => task.hints[index]?.when === undefined);
  const climbable = [...task.hints.keys()].filter(
    (index) => task.hints[index]?.when === undefined || calls(index) || seen.includes(index),
  );
  return { task, seen, next, fits: fitting !== undefined, rungs: climbable.length };
}

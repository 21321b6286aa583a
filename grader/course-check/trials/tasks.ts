import type { Course } from '../../course/load.ts';
import { isImpossibleHere } from '../../judge/tasks.ts';
import type { Step } from '../../model/step.ts';
import type { CheckResult, StepVerdict } from '../../model/verdict.ts';

/** Own tasks by name that passed, and those that this architecture leaves out. */
export function passedTasks({ tasks }: StepVerdict): readonly string[] {
  return tasks.filter((task) => task.status === 'passed' || isImpossibleHere(task)).map(({ id }) => id);
}

/** Tasks that failed: own ones by name, earlier steps' with the id before (`00/process`). Blocked ones did not. */
export function failedTasks({ steps }: Course, step: Step, verdict: StepVerdict): readonly string[] {
  const own = verdict.tasks.filter(({ status }) => status === 'failed').map(({ id }) => id);
  const broken = new Set(verdict.kept.filter(({ status }) => status === 'failed').map(({ id }) => id));
  const earlier = steps
    .slice(0, steps.indexOf(step))
    .flatMap(({ id, tasks }) =>
      tasks
        .filter(({ checks }) => checks.some((check) => broken.has(`${id}/${check.id}`)))
        .map((task) => `${id}/${task.id}`),
    );
  return [...own, ...earlier];
}

/** The first check that failed, for who has to find out why. */
export function firstFailure({ tasks, kept, build }: StepVerdict): string | undefined {
  const failed = (check: CheckResult): boolean => check.status === 'failed';
  const check = [...tasks.flatMap(({ checks }) => checks), ...kept].find(failed);
  if (check !== undefined) {
    const values = [check.expected, check.actual].filter((text) => text !== undefined).join('; but: ');
    return `${check.id} (${check.title})${values === '' ? '' : `: ${values}`}`;
  }
  return build.status === 'failed' ? 'it does not compile' : undefined;
}

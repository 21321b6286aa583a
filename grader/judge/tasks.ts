import { LabError } from '../model/error.ts';
import type { Step, Task } from '../model/step.ts';
import type { CheckResult, Status, TaskResult } from '../model/verdict.ts';
import { completeFinder, toCheckResult } from './check-result.ts';
import { evaluate, type Reached } from './reached.ts';
import { type Checked, runChecks } from './run-checks.ts';

/**
 * Makes the checks of all tasks of a step.
 * @throws LabError `scenario-without-evidence` if the scenario cannot show what a check is about: it would pass
 *   whatever the program does
 */
export function judgeTasks(step: Step, reached: Reached): readonly TaskResult[] {
  const specs = step.tasks.flatMap(({ checks }) => checks);
  const findComplete = completeFinder(specs);
  const checked = runChecks(specs, (spec) => evaluate(spec, reached));
  for (const check of checked) requireEvidence(step, check);
  const results = new Map(checked.map((check) => [check.spec.id, toCheckResult(check, findComplete)]));
  return step.tasks.map((task) =>
    toTaskResult(
      task,
      task.checks.flatMap(({ id }) => results.get(id) ?? []),
    ),
  );
}

function requireEvidence(step: Step, { spec, outcome }: Checked): void {
  if (outcome.status !== 'notRun' || outcome.because.kind !== 'without-evidence') return;
  throw new LabError({
    kind: 'machine',
    code: 'scenario-without-evidence',
    message: `The check ${spec.id} of step ${step.id} could never fail: the scenario has no ${outcome.because.what}.`,
    hint: `Add it to the scenario in steps/${step.id}-${step.name}/step.yaml.`,
  });
}

/** All or nothing. A task that the architecture makes impossible gives no points and costs none. */
function toTaskResult({ id, title, points }: Task, checks: readonly CheckResult[]): TaskResult {
  const judged = checks.filter(({ blockedBy }) => blockedBy !== 'architecture');
  const status = statusOf(judged);
  const maxPoints = isImpossibleHere({ checks }) ? 0 : points;
  return { id, title, status, points: status === 'passed' ? maxPoints : 0, maxPoints, checks };
}

/** Whether the architecture lacks what every check of the task is about. */
export function isImpossibleHere({ checks }: Pick<TaskResult, 'checks'>): boolean {
  return checks.length > 0 && checks.every(({ blockedBy }) => blockedBy === 'architecture');
}

function statusOf(checks: readonly CheckResult[]): Status {
  if (checks.some(({ status }) => status === 'failed')) return 'failed';
  return checks.length > 0 && checks.every(({ status }) => status === 'passed') ? 'passed' : 'notRun';
}

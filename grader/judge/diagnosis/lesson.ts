import type { CheckKind } from '../../model/check-spec.ts';
import type { Step } from '../../model/step.ts';

/** The part of the lesson about the task with such a check: `steps/03-share#task-push-it`. */
export function seeTask({ id, name, tasks }: Step, kind: CheckKind): string | undefined {
  const task = tasks.find(({ checks }) => checks.some((check) => check.kind === kind));
  return task && `steps/${id}-${name}#${anchor(`Task: ${task.title}`)}`;
}

/** As GitHub makes one of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

import type { Step, Task } from '../../model/step.ts';

/**
 * The part of the lesson about the first of these checks, also where it is one of an earlier step (`00/pid`):
 * `steps/03-share#task-push-it`.
 */
export function seeCheck(
  ids: readonly string[],
  { step, earlier }: { readonly step: Step; readonly earlier: readonly Step[] },
): string | undefined {
  const places = ids.flatMap((id) => placeOf(id, step, earlier) ?? []);
  return places[0];
}

function placeOf(id: string, step: Step, earlier: readonly Step[]): string | undefined {
  const [, before, name = id] = /^(\d\d)\/(.+)$/.exec(id) ?? [];
  const taught = before === undefined ? step : earlier.find((other) => other.id === before);
  const task = taught?.tasks.find(({ checks }) => checks.some((check) => check.id === name));
  return taught && task && partOf(taught, task);
}

function partOf({ id, name }: Step, task: Task): string {
  return `steps/${id}-${name}#${anchor(`Task: ${task.title}`)}`;
}

/** As GitHub makes one of a heading. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

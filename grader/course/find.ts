import { LabError } from '../model/error.ts';
import type { Step } from '../model/step.ts';
import type { Course } from './course.ts';
import { folderName } from './files.ts';
import { nearest } from './nearest.ts';

/**
 * The step by its id (`01`), its name (`filename`) or both (`01-filename`).
 *
 * @throws LabError `unknown-step` (request), which lists the steps and the one that may have been meant.
 */
export function findStep(course: Course, idOrName: string): Step {
  const found = course.steps.find((step) => namesOf(step).includes(idOrName));
  if (found !== undefined) return found;
  const near = likely(course, idOrName);
  const steps = `the steps are ${course.steps.map(folderName).join(', ')}`;
  throw new LabError({
    kind: 'request',
    code: 'unknown-step',
    message: `there is no step \`${idOrName}\``,
    hint: near === undefined ? steps : `did you mean \`${near}\`? ${steps}`,
  });
}

/** Of numbers, none is a misspelt other one: at most a zero is missing. */
function likely({ steps }: Course, word: string): string | undefined {
  if (!/^\d+$/.test(word)) return nearest(word, steps.flatMap(namesOf));
  return steps.find(({ id }) => Number(id) === Number(word))?.id;
}

function namesOf(step: Step): string[] {
  return [step.id, step.name, folderName(step)];
}

import { type Course, folderName } from '../../course/load.ts';
import { suggest } from '../../course/wording.ts';
import type { Step } from '../../model/step.ts';
import { fault, type StaticFinding } from '../static/fault.ts';
import { DIAGNOSES, unknownDiagnosis } from '../static/hints.ts';
import type { HeaderKey, Mistake, Program } from './program.ts';

/** The step that a program of the tests is about. */
export function stepOf({ steps }: Course, { folder }: Program): Step | undefined {
  return steps.find((step) => folderName(step) === folder);
}

/** What a program's header names must exist; it can be run only then. */
export function programFaults(course: Course, program: Program | Mistake): readonly StaticFinding[] {
  const step = stepOf(course, program);
  if (step === undefined) {
    const known = course.steps.map(folderName);
    const message = `there is no step \`${program.folder}\`${suggest(program.folder, known)}`;
    return [fault(undefined, { file: program.path, line: 1, message })];
  }
  return 'kind' in program ? mistakeFaults(course, step, program) : [];
}

function mistakeFaults(course: Course, step: Step, mistake: Mistake): readonly StaticFinding[] {
  const { task, also, diagnosis, path: file, at } = mistake;
  const found = (key: HeaderKey, message: string): StaticFinding =>
    fault(step, { file, line: at[key] ?? 1, message });
  const known = taskNames(course, step);
  const faults = [
    ...(known.includes(task) ? [] : [found('Task', unknownTask(task, known))]),
    ...also.filter((name) => !known.includes(name)).map((name) => found('Also', unknownTask(name, known))),
    ...(also.includes(task) ? [found('Also', `\`${task}\` is the task that must fail anyhow`)] : []),
    ...(DIAGNOSES.includes(diagnosis) ? [] : [found('Diagnosis', unknownDiagnosis(diagnosis))]),
  ];
  return faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function unknownTask(name: string, known: readonly string[]): string {
  return `there is no task \`${name}\`${suggest(name, known)}`;
}

/** The step's own tasks by name, those of earlier steps with the id before: `00/process`. */
export function taskNames({ steps }: Course, step: Step): readonly string[] {
  const earlier = steps.slice(0, steps.indexOf(step));
  return [
    ...step.tasks.map(({ id }) => id),
    ...earlier.flatMap((before) => before.tasks.map(({ id }) => `${before.id}/${id}`)),
  ];
}

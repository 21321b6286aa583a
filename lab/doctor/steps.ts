import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { courseRoot, findStep, loadCourse } from '../../grader/course/load.ts';
import { LabError } from '../../grader/model/error.ts';
import { needsImage, needsModule, type Step } from '../../grader/model/step.ts';
import type { Need } from './needs.ts';

/** As much of a step as decides what it needs. */
export interface StepNeeds {
  readonly id: string;
  readonly name: string;
  readonly usage: ReadonlySet<Need['usedBy']>;
}

/** The steps that are asked about, and whether the course could be read. */
export interface Asked {
  readonly steps: readonly StepNeeds[];
  /** What is wrong with the course, if anything. */
  readonly damage: LabError | undefined;
}

/**
 * All steps, or the one of this name. A course that cannot be read is a finding, and its folders' names have to do.
 * @throws LabError `unknown-step`
 */
export async function askedSteps(name: string | undefined): Promise<Asked> {
  const course = await loadCourse().catch((error: unknown) => {
    if (error instanceof LabError) return error;
    throw error;
  });
  if (course instanceof LabError) return { steps: await stepsByFolder(name), damage: course };
  const steps = name === undefined ? course.steps : [findStep(course, name)];
  return { steps: steps.map(ofStep), damage: undefined };
}

function ofStep(step: Step): StepNeeds {
  const usage = new Set<Need['usedBy']>(['every']);
  if (needsImage(step)) usage.add('image');
  if (needsModule(step)) usage.add('module');
  return { id: step.id, name: step.name, usage };
}

async function stepsByFolder(wanted: string | undefined): Promise<readonly StepNeeds[]> {
  const folders = await readdir(join(courseRoot(), 'steps')).catch(() => []);
  const steps = folders
    .filter((folder) => /^\d\d-/.test(folder))
    .toSorted()
    .map((folder) => ({ id: folder.slice(0, 2), name: folder.slice(3), usage: new Set(['every'] as const) }));
  const named = steps.filter(({ id, name }) => [id, name, `${id}-${name}`].includes(wanted ?? ''));
  return named.length > 0 ? named : steps;
}

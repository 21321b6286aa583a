import { readFile, stat } from 'node:fs/promises';
import { type Course, type CourseFile, stepSolution, stepStart } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import type { WantedFile } from './change.ts';

/** Every path that the course gives, asks for or knows of in a workspace: the only ones that the lab ever touches. */
export async function coursePaths(course: Course): Promise<readonly string[]> {
  const lists = await Promise.all(
    course.steps.flatMap((step) => [stepStart(course, step), stepSolution(course, step)]),
  );
  const edited = course.steps.flatMap(({ files }) => files);
  return [...new Set([...lists.flat().map(({ path }) => path), ...edited])].sort();
}

/** The files that a step begins with, or ends with, ready to be written. */
export async function courseFiles(
  course: Course,
  step: Step,
  origin: 'start' | 'solution',
): Promise<ReadonlyMap<string, WantedFile>> {
  const files = await (origin === 'start' ? stepStart : stepSolution)(course, step);
  return new Map(await Promise.all(files.map((file) => wantedFile(file, { origin, step: step.id }))));
}

async function wantedFile(
  { path, absolute }: CourseFile,
  from: NonNullable<WantedFile['from']>,
): Promise<readonly [string, WantedFile]> {
  const [bytes, { mode }] = await Promise.all([readFile(absolute), stat(absolute)]);
  // Whether it can be run is the course's to say; who may read or write it, the learner's own habit.
  return [path, { bytes, mode: mode & 0o111 ? 0o755 : 0o644, from }];
}

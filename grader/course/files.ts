import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { LabError } from '../model/error.ts';
import type { Step } from '../model/step.ts';
import type { Course } from './course.ts';

/** A file of a workspace and where its content lies. */
export interface CourseFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly absolute: string;
}

/** Absolute path of the folder with the workspace as it is after the step. */
export function stepSolutionDirectory(course: Course, step: Step): string {
  return join(course.root, 'solutions', folderName(step));
}

/** The whole workspace after the step, by path. */
export async function stepSolution(course: Course, step: Step): Promise<readonly CourseFile[]> {
  const files = await listFiles(stepSolutionDirectory(course, step));
  return files.filter(({ path }) => !isScript(path));
}

/** The commands of a solution whose work is not only in files; undefined where there are none. */
export async function stepScript(course: Course, step: Step): Promise<CourseFile | undefined> {
  const files = await listFiles(stepSolutionDirectory(course, step));
  return files.find(({ path }) => isScript(path));
}

/** What a learner types is kept beside the solution's files, and is none of them. */
export function isScript(path: string): boolean {
  return !path.includes('/') && path.endsWith('.sh');
}

/**
 * The workspace that a learner begins the step with, by path: the solution of the step before, and over it the
 * files that this step brings.
 */
export async function stepStart(course: Course, step: Step): Promise<readonly CourseFile[]> {
  const before = course.steps[course.steps.findIndex(({ id }) => id === step.id) - 1];
  const inherited = before === undefined ? [] : await stepSolution(course, before);
  const added = await listFiles(join(step.directory, 'start'));
  const byPath = new Map([...inherited, ...added].map((file) => [file.path, file]));
  return [...byPath.values()].sort(byName);
}

/** `01-filename`. */
export function folderName(step: { readonly id: string; readonly name: string }): string {
  return `${step.id}-${step.name}`;
}

/** Every file below a folder, by path; none where the folder is missing. Symbolic links are not followed. */
export async function listFiles(folder: string): Promise<CourseFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause) => {
    if (cause.code === 'ENOENT') return [];
    throw new LabError({
      kind: 'machine',
      code: 'course-unreadable',
      message: `cannot read ${folder}: ${cause.code}`,
      hint: 'give yourself read access to the course, or clone it anew',
      cause,
    });
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((absolute) => ({ path: relative(folder, absolute).split(sep).join('/'), absolute }))
    .sort(byName);
}

function byName(a: CourseFile, b: CourseFile): number {
  return a.path < b.path ? -1 : 1;
}

import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../model/error.ts';
import type { Step } from '../model/step.ts';
import { readCachedStep, writeCachedStep } from './cache.ts';
import type { Course, StepContent } from './course.ts';
import type { Problem } from './position.ts';
import { courseRoot } from './root.ts';
import type { Finding } from './wording.ts';

export type { Course } from './course.ts';
export {
  type CourseFile,
  folderName,
  stepScript,
  stepSolution,
  stepSolutionDirectory,
  stepStart,
} from './files.ts';
export { findStep } from './find.ts';
export { courseRoot } from './root.ts';

/** A fault in a file of the course. */
export interface CourseProblem extends Problem {
  /** Relative to the course's root: `steps/01-filename/step.yaml`. */
  readonly file: string;
}

/** What there is of a course: the steps that can be used, and what keeps the others from being so. */
export interface ReadCourse extends Course {
  readonly problems: readonly CourseProblem[];
}

/**
 * Reads every `steps/NN-name/step.yaml`.
 *
 * @param options.root The course's folder; by default the one that {@link courseRoot} names.
 * @throws LabError `course-invalid` (machine) with everything that is wrong in any step, one line each:
 *   `steps/01-filename/step.yaml:12:7: …`; `course-unreadable` (machine) where there are no steps to read.
 */
export async function loadCourse(options: { readonly root?: string } = {}): Promise<Course> {
  const { root, steps, problems } = await readCourse(options.root ?? courseRoot());
  if (problems.length > 0) throw invalidCourse(problems);
  return { root, steps };
}

/**
 * The same for who wants to know all that is wrong.
 *
 * @throws LabError `course-unreadable` (machine)
 */
export async function readCourse(root: string): Promise<ReadCourse> {
  const folders = await stepFolders(root);
  const read = await Promise.all(folders.map((folder) => readStep(root, folder, folders)));
  return {
    root,
    steps: read.flatMap((result) => (result.kind === 'valid' ? [result.step] : [])),
    problems: read.flatMap((result) => (result.kind === 'invalid' ? result.problems : [])),
  };
}

type ReadStep =
  | { readonly kind: 'valid'; readonly step: Step }
  | { readonly kind: 'invalid'; readonly problems: readonly CourseProblem[] };

async function readStep(root: string, folder: string, folders: readonly string[]): Promise<ReadStep> {
  const directory = join(root, 'steps', folder);
  const twin = folders.find((other) => other !== folder && areTwins(other, folder));
  if (twin !== undefined) {
    return invalid(folder, [atTop(`the folder \`${twin}\` has the same id or name`)]);
  }

  const source = await readFile(join(directory, 'step.yaml')).catch((error) => String(error.code));
  if (typeof source === 'string') return invalid(folder, [atTop(`the file cannot be read (${source})`)]);
  const text = source.toString('utf8');

  const absent = (content: StepContent) => missingFiles(root, folder, content);
  const cached = await readCachedStep(text, folder);
  if (cached !== undefined && (await absent(cached)).length === 0) {
    return { kind: 'valid', step: { ...cached, directory } };
  }
  const { parseStep } = await import('./parse.ts');
  const parsed = await parseStep(text, folder, absent);
  if (parsed.kind === 'invalid') return invalid(folder, parsed.problems);
  await writeCachedStep(text, folder, parsed.content);
  return { kind: 'valid', step: { ...parsed.content, directory } };
}

/** Steps are called by id or by name, so each must be there once only. */
function areTwins(one: string, other: string): boolean {
  return one.slice(0, 2) === other.slice(0, 2) || one.slice(2) === other.slice(2);
}

/** The lesson, and in the solution every file that the learner is to edit. */
async function missingFiles(root: string, folder: string, step: StepContent): Promise<readonly Finding[]> {
  const wanted = [
    { file: `steps/${folder}/README.md`, path: [] },
    ...step.files.map((file, index) => ({ file: `solutions/${folder}/${file}`, path: ['files', index] })),
  ];
  const found = await Promise.all(
    wanted.map(({ file, path }) =>
      access(join(root, file)).then(
        () => [],
        () => [{ path, message: `the file ${file} is missing` }],
      ),
    ),
  );
  return found.flat();
}

async function stepFolders(root: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, 'steps'), { withFileTypes: true }).catch((cause) => {
    throw unreadableCourse(root, `it cannot be read (${cause.code})`, cause);
  });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  if (folders.length === 0) throw unreadableCourse(root, 'it holds no step');
  return folders.map((entry) => entry.name).sort();
}

function invalid(folder: string, problems: readonly Problem[]): ReadStep {
  const file = `steps/${folder}/step.yaml`;
  return { kind: 'invalid', problems: problems.map((problem) => ({ file, ...problem })) };
}

function atTop(message: string): Problem {
  return { line: 1, column: 1, message };
}

/** One line, and nothing that a terminal would obey. */
function printable(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

function invalidCourse(problems: readonly CourseProblem[]): LabError {
  return new LabError({
    kind: 'machine',
    code: 'course-invalid',
    message: problems
      .map(({ file, line, column, message }) => printable(`${file}:${line}:${column}: ${message}`))
      .join('\n'),
    hint: 'mend these places, or get the course back with `git checkout steps solutions`',
  });
}

function unreadableCourse(root: string, why: string, cause?: unknown): LabError {
  return new LabError({
    kind: 'machine',
    code: 'course-unreadable',
    message: `${join(root, 'steps')} should hold the course, but ${why}`,
    hint: process.env.LAB_COURSE
      ? 'LAB_COURSE names the folder that steps/ and solutions/ are in; unset it for the course of the lab'
      : 'clone the project anew; a course is a folder `steps/` with a folder such as `00-basic-tracer` for each step',
    cause,
  });
}

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { newCourse } from '../../grader/course-check/new-course.ts';

/** A small course that a test may spoil. */
export interface CourseFolder {
  readonly root: string;
  read(file: string): Promise<string>;
  /** Makes a file, or replaces it. */
  write(file: string, text: string): Promise<void>;
  /** Replaces a text that must be there. */
  replace(file: string, from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

/** What `lab course new` makes: one step, 00-first-event, with the tasks `template` and `event`. */
export async function makeCourse(): Promise<CourseFolder> {
  const root = await mkdtemp(join(tmpdir(), 'lab course '));
  await newCourse(root);
  const path = (file: string): string => join(root, file);
  const course: CourseFolder = {
    root,
    read: (file) => readFile(path(file), 'utf8'),
    async write(file, text) {
      await mkdir(dirname(path(file)), { recursive: true });
      await writeFile(path(file), text);
    },
    async replace(file, from, to) {
      const text = await course.read(file);
      if (!text.includes(from)) throw new Error(`${file} does not hold ${JSON.stringify(from)}`);
      await course.write(
        file,
        text.replace(from, () => to),
      );
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
  return course;
}

export const STEP = '00-first-event';
export const STEP_FILE = `steps/${STEP}/step.yaml`;
export const LESSON = `steps/${STEP}/README.md`;
export const START = `steps/${STEP}/start/program.bpf.c`;
export const SOLUTION = `solutions/${STEP}/program.bpf.c`;
export const WRONG = `test/wrong-programs/${STEP}`;
export const RIGHT = `test/right-programs/${STEP}`;

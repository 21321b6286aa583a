import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Course, findStep, loadCourse, stepSolution, stepStart } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';

/** A change of a program's text: what is there exactly once, and what stands there afterwards. */
export type Edit = readonly [from: string | RegExp, to: string];

/** Changes a text as a learner would. An edit that matches nowhere, or at two places, is a mistake of the test. */
export function edit(text: string, ...edits: readonly Edit[]): string {
  return edits.reduce((before, [from, to]) => {
    const count =
      typeof from === 'string' ? before.split(from).length - 1 : [...before.matchAll(globally(from))].length;
    if (count !== 1) throw new Error(`${String(from)} is there ${count} times, not once, in:\n${before}`);
    return before.replace(from, () => to);
  }, text);
}

function globally({ source, flags }: RegExp): RegExp {
  return new RegExp(source, flags.includes('g') ? flags : `${flags}g`);
}

/** Changes a text at every place; there must be one. */
export function editAll(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`${from} is not there, in:\n${text}`);
  return text.replaceAll(from, () => to);
}

export interface Workspace {
  readonly directory: string;
  remove(): Promise<void>;
}

/** Contents by path, `go/main.go`. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder with these files, as a learner's would be. */
export async function makeWorkspace(files: Files): Promise<Workspace> {
  const directory = await mkdtemp(join(tmpdir(), 'lab-e2e-'));
  await Promise.all(
    Object.entries(files).map(async ([name, content]) => {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), content);
    }),
  );
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** The course and the programs that a learner starts from and arrives at. */
export interface Programs {
  readonly course: Course;
  step(id: string): Step;
  /** Text of `program.bpf.c` as the step hands it out. */
  start(id: string): Promise<string>;
  solution(id: string): Promise<string>;
  /** All files that the step starts with, or ends with. */
  startFiles(id: string): Promise<Readonly<Record<string, string>>>;
  solutionFiles(id: string): Promise<Readonly<Record<string, string>>>;
  /** The step's lesson. */
  lesson(id: string): Promise<string>;
}

export async function loadPrograms(): Promise<Programs> {
  const course = await loadCourse();
  const program = async (files: ReturnType<typeof stepStart>): Promise<string> => {
    const file = (await files).find(({ path }) => path === 'program.bpf.c');
    if (!file) throw new Error('the step has no program.bpf.c');
    return readFile(file.absolute, 'utf8');
  };
  const contents = async (files: ReturnType<typeof stepStart>): Promise<Record<string, string>> => {
    const texts = (await files).map(async ({ path, absolute }) => [path, await readFile(absolute, 'utf8')]);
    return Object.fromEntries(await Promise.all(texts));
  };
  const step = (id: string): Step => findStep(course, id);
  return {
    course,
    step,
    start: (id) => program(stepStart(course, step(id))),
    solution: (id) => program(stepSolution(course, step(id))),
    startFiles: (id) => contents(stepStart(course, step(id))),
    solutionFiles: (id) => contents(stepSolution(course, step(id))),
    lesson: (id) => readFile(join(step(id).directory, 'README.md'), 'utf8'),
  };
}

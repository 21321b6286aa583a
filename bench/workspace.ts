import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findStep, loadCourse, stepSolutionDirectory } from '../grader/course/load.ts';

export interface Workspace {
  readonly directory: string;
  /** Changes the program so that no cache knows it. */
  edit(): Promise<void>;
  remove(): Promise<void>;
}

/** A copy of step 02's solution. */
export async function makeWorkspace(): Promise<Workspace> {
  const course = await loadCourse();
  const directory = await mkdtemp(join(tmpdir(), 'lab-bench-'));
  await cp(stepSolutionDirectory(course, findStep(course, '02')), directory, { recursive: true });
  let edits = 0;
  return {
    directory,
    edit: () =>
      writeFile(join(directory, 'program.bpf.c'), `\n// edit ${Date.now()} ${edits++}\n`, { flag: 'a' }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

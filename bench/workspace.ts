import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findStep, loadCourse, stepSolutionDirectory } from '../grader/course/load.ts';

export interface Workspace {
  readonly directory: string;
  /** Changes the step's main file so that no cache knows it. */
  edit(): Promise<void>;
  remove(): Promise<void>;
}

/** A copy of a step's solution. */
export async function makeWorkspace(id = '02'): Promise<Workspace> {
  const course = await loadCourse();
  const step = findStep(course, id);
  const directory = await mkdtemp(join(tmpdir(), 'lab-bench-'));
  await cp(stepSolutionDirectory(course, step), directory, { recursive: true });
  const main = join(directory, step.files[0] ?? '');
  let edits = 0;
  return {
    directory,
    edit: () => writeFile(main, `\n${change(main, edits++)}\n`, { flag: 'a' }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Something that a compiler cannot overlook: Go does not even link again for a comment. */
function change(file: string, number: number): string {
  return file.endsWith('.go') ? `var edit${number} = "${Date.now()}"` : `// edit ${Date.now()} ${number}`;
}

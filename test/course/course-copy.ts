import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCourse } from '../../grader/course/load.ts';
import { LabError } from '../../grader/model/error.ts';

/** A small course that stays as it is when the real one is reworded. */
const fixture = fileURLToPath(new URL('fixture', import.meta.url));

/** A copy of the fixture's course that a test may spoil, with a cache of its own. */
export interface CourseCopy {
  readonly root: string;
  /** What XDG_CACHE_HOME is to be. */
  readonly cache: string;
  path(file: string): string;
  /** Replaces a text that must be there, once. */
  replace(file: string, from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

export async function copyCourse(): Promise<CourseCopy> {
  const root = await mkdtemp(join(tmpdir(), 'lab-course-test-'));
  const path = (file: string) => join(root, file);
  await cp(fixture, root, { recursive: true });
  return {
    root,
    cache: path('cache'),
    path,
    async replace(file, from, to) {
      const text = await readFile(path(file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not hold ${JSON.stringify(from)}`);
      await writeFile(path(file), text.replace(from, to));
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** What loading the copy throws. */
export async function loadError({ root }: CourseCopy): Promise<LabError> {
  const error = await loadCourse({ root }).catch((error: unknown) => error);
  if (error instanceof LabError) return error;
  throw new Error('the course loads, or throws something else', { cause: error });
}

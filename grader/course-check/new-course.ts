import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listFiles } from '../course/files.ts';
import { LabError } from '../model/error.ts';
import { projectRoot } from '../model/project.ts';
import { makeFolder } from '../process/make-folder.ts';

const TEMPLATE = join(projectRoot, 'grader', 'course-check', 'template');
const STYLE = '.clang-format';

/**
 * Makes a small, complete course in a folder that is new or empty.
 * @param root Absolute.
 * @returns the files that were made, relative to it
 * @throws LabError request `course-exists`, `new-course-failed`
 */
export async function newCourse(root: string): Promise<readonly string[]> {
  const there = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw failed(root, error);
  });
  if (there.length > 0) throw notEmpty(root, there);
  const files = await listFiles(TEMPLATE);
  try {
    for (const { path, absolute } of files) await write(join(root, path), await readFile(absolute));
    // The same as the lab's own course has.
    await write(join(root, STYLE), await readFile(join(projectRoot, STYLE)));
  } catch (error) {
    throw failed(root, error as NodeJS.ErrnoException);
  }
  return [STYLE, ...files.map(({ path }) => path)];
}

/** Fails where there is such a file: what somebody else makes meanwhile is not overwritten. */
async function write(path: string, content: Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  await writeFile(path, content, { flag: 'wx' });
}

function notEmpty(root: string, there: readonly string[]): LabError {
  return new LabError({
    kind: 'request',
    code: 'course-exists',
    message: `${root} is not empty: it has ${there.slice(0, 3).join(', ')}${there.length > 3 ? ', …' : ''}.`,
    hint: 'name a folder that is not there yet; a step is added to a course as docs/writing-a-course.md says',
  });
}

function failed(root: string, cause: NodeJS.ErrnoException): LabError {
  return new LabError({
    kind: 'request',
    code: 'new-course-failed',
    message: `No course can be made in ${root} (${cause.code}).`,
    hint: 'name another folder, in which you may write',
    cause,
  });
}

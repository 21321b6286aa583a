import { type Course, loadCourse } from '../../grader/course/load.ts';

/** The project's own course, read from its files and not from the user's cache. */
export async function realCourse(): Promise<Course> {
  const before = process.env.XDG_CACHE_HOME;
  // A place that cannot hold a folder.
  process.env.XDG_CACHE_HOME = '/dev/null';
  try {
    return await loadCourse();
  } finally {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  }
}

import { resolve } from 'node:path';
import { projectRoot } from '../model/project.ts';

/** The folder of the course that the lab serves: the one that `LAB_COURSE` names, else the project's own. */
export function courseRoot(): string {
  const named = process.env.LAB_COURSE;
  return named ? resolve(named) : projectRoot;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../grader/model/project.ts';

/** The version in package.json. */
export function labVersion(): string {
  return (JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }).version;
}

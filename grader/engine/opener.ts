import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../model/error.ts';
import { buildDirectory } from '../model/project.ts';

/**
 * Absolute path of the static opener (native/opener/main.c) that set-up built.
 * @throws LabError `native-missing`
 */
export function openerPath(): string {
  const path = join(buildDirectory, 'opener');
  if (existsSync(path)) return path;
  throw new LabError({
    kind: 'machine',
    code: 'native-missing',
    message: 'The lab has not been built yet: its opener is missing.',
    hint: 'npm run setup',
  });
}

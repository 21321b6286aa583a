import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../model/error.ts';
import { buildDirectory } from '../../model/project.ts';

/**
 * Absolute path of the root filesystem that set-up lays out around the machine's static busybox (bpf/Makefile).
 * It is only read: what a container writes goes to memory.
 * @throws LabError `native-missing`
 */
export function rootfsPath(): string {
  const path = join(buildDirectory, 'rootfs');
  if (existsSync(join(path, '.complete'))) return path;
  throw new LabError({
    kind: 'machine',
    code: 'native-missing',
    message: 'The lab has not been built yet: its busybox root filesystem is missing.',
    hint: 'npm run setup',
  });
}

import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../model/error.ts';
import { runTool } from './command.ts';

const BUSYBOX_PLACES = ['/bin/busybox', '/usr/bin/busybox'];
const FOLDERS = ['bin', 'dev', 'etc', 'proc', 'root', 'sys', 'tmp', 'var', '.gadget-lab'];

/**
 * Lays out a small root filesystem around the machine's static busybox, like the busybox image: every applet is
 * a link in /bin.
 * @throws LabError `no-busybox`
 */
export async function makeRootfs(directory: string): Promise<void> {
  const busybox = BUSYBOX_PLACES.find((path) => existsSync(path));
  if (!busybox) throw noBusybox();
  for (const folder of FOLDERS) await mkdir(join(directory, folder), { recursive: true });
  await Promise.all([
    chmod(join(directory, 'tmp'), 0o1777),
    copyFile(busybox, join(directory, 'bin', 'busybox')),
    // busybox links to where it runs from, which is /usr/bin/busybox where /bin and /usr/bin are one.
    symlink('.', join(directory, 'usr')),
    writeFile(join(directory, '.gadget-lab', 'opener'), ''),
    writeFile(join(directory, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n'),
    writeFile(join(directory, 'etc', 'group'), 'root:x:0:\n'),
  ]);
  await runTool(busybox, ['--install', '-s', join(directory, 'bin')]);
}

function noBusybox(): LabError {
  return new LabError({
    kind: 'machine',
    code: 'no-busybox',
    message: 'There is no static busybox to make a container from.',
    hint: 'sudo apt-get install busybox-static',
  });
}

import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../model/error.ts';
import { askTool } from './command.ts';

const BUSYBOX_PLACES = ['/bin/busybox', '/usr/bin/busybox'];
const FOLDERS = ['bin', 'dev', 'etc', 'proc', 'root', 'sys', 'tmp', 'var', '.gadget-lab'];

/**
 * Lays out a small root filesystem around the machine's static busybox, like the busybox image: every applet is
 * a link in /bin.
 * @throws LabError `no-busybox`
 */
export async function makeRootfs(directory: string): Promise<void> {
  const busybox = await findBusybox();
  for (const folder of FOLDERS) await mkdir(join(directory, folder), { recursive: true });
  await chmod(join(directory, 'tmp'), 0o1777);
  await copyFile(busybox.path, join(directory, 'bin', 'busybox'));
  await Promise.all(busybox.applets.map((applet) => symlink('busybox', join(directory, 'bin', applet))));
  await writeFile(join(directory, '.gadget-lab', 'opener'), '');
  await writeFile(join(directory, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  await writeFile(join(directory, 'etc', 'group'), 'root:x:0:\n');
}

async function findBusybox(): Promise<{ path: string; applets: readonly string[] }> {
  for (const path of BUSYBOX_PLACES) {
    const list = await askTool(path, ['--list']);
    if (list) return { path, applets: list.split('\n').filter((name) => name && name !== 'busybox') };
  }
  throw new LabError({
    kind: 'machine',
    code: 'no-busybox',
    message: 'There is no static busybox to make a container from.',
    hint: 'sudo apt-get install busybox-static',
  });
}

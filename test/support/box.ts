import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A container that a test starts by hand, as a learner would with `docker run busybox`. */
export interface Box {
  readonly name: string;
  /** Runs a command line with the container's shell. */
  shell(command: string): Promise<void>;
  remove(): Promise<void>;
}

const APPLETS = ['sh', 'cat', 'sleep', 'true'];

/** Starts a busybox that sleeps, with plain runc and a name that nobody else has. Needs root. */
export async function startBox(prefix = 'box'): Promise<Box> {
  const name = `${prefix}-${randomBytes(4).toString('hex')}`;
  const bundle = await mkdtemp('/tmp/lab-box-');
  const remove = async (): Promise<void> => {
    await execute('runc', ['delete', '--force', name]);
    await rm(bundle, { recursive: true, force: true });
  };
  try {
    await makeRootfs(join(bundle, 'rootfs'));
    await writeFile(join(bundle, 'config.json'), JSON.stringify(config(name)));
    await runDetached(bundle, name);
  } catch (error) {
    await remove().catch(() => {});
    throw error;
  }
  return {
    name,
    remove,
    shell: async (command) => void (await execute('runc', ['exec', name, 'sh', '-c', command])),
  };
}

/** The container inherits what runc writes to: with a pipe, one would wait for the container's end. */
function runDetached(bundle: string, name: string): Promise<unknown> {
  return execute('sh', ['-c', 'exec runc run --detach --bundle "$0" "$1" >/dev/null 2>&1', bundle, name]);
}

async function makeRootfs(rootfs: string): Promise<void> {
  for (const folder of ['bin', 'proc', 'tmp']) await mkdir(join(rootfs, folder), { recursive: true });
  await copyFile('/bin/busybox', join(rootfs, 'bin/busybox'));
  for (const applet of APPLETS) await symlink('busybox', join(rootfs, 'bin', applet));
}

function config(name: string): unknown {
  return {
    ociVersion: '1.0.2',
    root: { path: 'rootfs' },
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: ['sleep', '600'],
      env: ['PATH=/bin'],
      cwd: '/',
      noNewPrivileges: true,
    },
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
    linux: {
      cgroupsPath: `/${name}`,
      namespaces: ['pid', 'mount', 'uts', 'ipc', 'network'].map((type) => ({ type })),
    },
  };
}

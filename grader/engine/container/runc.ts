import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { askTool, runTool } from './command.ts';
import { mountNamespaceOf } from './namespace.ts';
import { makeRootfs } from './rootfs.ts';
import { type ContainerContext, type ContainerRuntime, OPENER_IN_CONTAINER } from './runtime.ts';

/** What a docker container's root may do; none of it reaches the host. */
const CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_NET_BIND_SERVICE',
  'CAP_SYS_CHROOT',
  'CAP_MKNOD',
  'CAP_AUDIT_WRITE',
  'CAP_SETFCAP',
];

/** The embedded default: needs no daemon and no image, only the machine's static busybox. */
export const runc: ContainerRuntime = {
  name: 'runc',

  async unavailable() {
    return (await askTool('runc', ['--version'])) === undefined ? 'runc is not installed' : undefined;
  },

  async start(context, name) {
    const id = `gadget-lab-${context.session}-${name}`;
    const bundle = join(context.directory, name);
    const state = stateFolder(context.directory);
    await mkdir(bundle);
    await makeRootfs(join(bundle, 'rootfs'));
    await writeFile(join(bundle, 'config.json'), JSON.stringify(bundleConfig(context, id)));
    const startedAt = BigInt(Date.now()) * 1_000_000n;
    const pidFile = join(bundle, 'pid');
    await runTool('runc', [
      '--root',
      state,
      'run',
      '--detach',
      '--bundle',
      bundle,
      '--pid-file',
      pidFile,
      id,
    ]);
    const pid = Number(await readFile(pidFile, 'utf8'));
    return {
      facts: {
        runtime: 'runc',
        id,
        name: id,
        imageName: 'busybox',
        imageDigest: '',
        pid,
        mntns: await mountNamespaceOf(pid),
        startedAt,
      },
      exec: ({ uid, gid }, command) => [
        'runc',
        '--root',
        state,
        'exec',
        '--user',
        `${uid}:${gid}`,
        id,
        ...command,
      ],
    };
  },

  async removeAll({ directory }) {
    const state = stateFolder(directory);
    const list = (await askTool('runc', ['--root', state, 'list', '--format', 'json'])) ?? '[]';
    const left = (JSON.parse(list) ?? []) as readonly { readonly id: string; readonly pid: number }[];
    await Promise.all(left.map(({ id, pid }) => remove(state, id, pid)));
  },
};

/** runc's own state lives in the session's folder, so that sessions cannot meet. */
function stateFolder(directory: string): string {
  return join(directory, 'runc');
}

/** Killing init first spares runc's own kill, which sleeps 100 ms. */
async function remove(state: string, id: string, pid: number): Promise<void> {
  if (pid > 0) await killAndWait(pid);
  await runTool('runc', ['--root', state, 'delete', '--force', id]);
}

async function killAndWait(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
    // A killed init is gone within a millisecond or two; runc copes if it is not.
    for (let round = 0; round < 50; round++) {
      process.kill(pid, 0);
      await setTimeout(1);
    }
  } catch {
    // No such process: that is what was wanted.
  }
}

/** A bundle as the OCI runtime specification 1.0 describes it: own namespaces, no network, no tty. */
function bundleConfig(context: ContainerContext, id: string): unknown {
  const sets = ['bounding', 'effective', 'permitted'];
  return {
    ociVersion: '1.0.2',
    hostname: 'busybox',
    root: { path: 'rootfs' },
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: [OPENER_IN_CONTAINER, 'idle'],
      env: ['PATH=/bin'],
      cwd: '/',
      noNewPrivileges: true,
      capabilities: Object.fromEntries(sets.map((set) => [set, CAPABILITIES])),
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
      { destination: OPENER_IN_CONTAINER, type: 'bind', source: context.opener, options: ['bind', 'ro'] },
    ],
    linux: {
      // A path of one part: runc removes the cgroups that it made, but not their parents.
      cgroupsPath: `/${id}`,
      namespaces: ['pid', 'mount', 'uts', 'ipc', 'network'].map((type) => ({ type })),
    },
  };
}

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ContainerFacts } from '../../model/capture.ts';
import { startTime } from '../../process/start-time.ts';
import { RUN_ROOT } from '../run-directory.ts';
import { isOnPath, runDetached, runTool } from './command.ts';
import { mountNamespaceOf } from './namespace.ts';
import { nanoseconds } from './nanoseconds.ts';
import { rootfsPath } from './rootfs.ts';
import {
  type ContainerContext,
  type ContainerRuntime,
  containerName,
  OPENER_IN_CONTAINER,
} from './runtime.ts';

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

  unavailable: async () => (isOnPath('runc') ? undefined : 'runc is not installed'),

  async start(context, role, id = containerName(context.session, role)) {
    const bundle = join(context.directory, role);
    const state = stateFolder(context.directory);
    await mkdir(bundle);
    await writeFile(join(bundle, 'config.json'), JSON.stringify(bundleConfig(context, role)));
    const created = new Date().toISOString();
    const pidFile = join(bundle, 'pid');
    const log = join(bundle, 'runc.log');
    const args = [
      '--root',
      state,
      '--log',
      log,
      'run',
      '--detach',
      '--bundle',
      bundle,
      '--pid-file',
      pidFile,
      id,
    ];
    await runDetached('runc', args, log);
    const pid = Number(await readFile(pidFile, 'utf8'));
    return {
      facts: await facts({ id, pid, created }),
      exec: ({ uid, gid }, command, on) => [
        'runc',
        '--root',
        state,
        'exec',
        ...(on === 'terminal' ? ['--tty'] : []),
        '--user',
        `${uid}:${gid}`,
        id,
        ...command,
      ],
    };
  },

  async has(name) {
    return (await allStates()).some(({ id }) => id === name);
  },

  async list() {
    const found = await Promise.all((await allStates()).map(liveFacts));
    return found.filter((known) => known !== undefined);
  },

  async identify({ mntns }) {
    return (await this.list()).find((facts) => facts.mntns === mntns);
  },

  async removeAll({ directory }) {
    const state = stateFolder(directory);
    const states = await readStates(state);
    await Promise.all(states.map(({ id, init_process_pid: pid }) => remove(state, id, pid ?? 0)));
  },
};

/** Where runc keeps its state unless told otherwise. */
const DEFAULT_STATE = '/run/runc';

/** runc's own state lives in the session's folder, so that sessions cannot meet. */
function stateFolder(directory: string): string {
  return join(directory, 'runc');
}

/** What is needed of a container's `state.json` (runc 1.x); all but the id is missing while it is being made. */
interface RuncState {
  readonly id: string;
  readonly init_process_pid?: number;
  readonly created?: string;
}

/** The user's own containers, and those of every session. */
async function allStates(): Promise<readonly RuncState[]> {
  const own = await readdir(RUN_ROOT).catch(() => [] as string[]);
  const folders = [DEFAULT_STATE, ...own.map((session) => stateFolder(join(RUN_ROOT, session)))];
  return (await Promise.all(folders.map(readStates))).flat();
}

/** Read, not asked for: `runc list` takes 10 ms for each folder, and creates the folder if it has just gone. */
async function readStates(folder: string): Promise<readonly RuncState[]> {
  const ids = await readdir(folder).catch(() => [] as string[]);
  return Promise.all(ids.map((id) => readState(folder, id)));
}

async function readState(folder: string, id: string): Promise<RuncState> {
  const text = await readFile(join(folder, id, 'state.json'), 'utf8').catch(() => '{}');
  try {
    return { ...(JSON.parse(text) as Omit<RuncState, 'id'>), id };
  } catch {
    return { id }; // just being written
  }
}

async function liveFacts({
  id,
  init_process_pid: pid,
  created,
}: RuncState): Promise<ContainerFacts | undefined> {
  return pid && created ? facts({ id, pid, created }).catch(() => undefined) : undefined;
}

/** runc knows neither images nor names: the id is the name. */
async function facts({
  id,
  pid,
  created,
}: {
  readonly id: string;
  readonly pid: number;
  readonly created: string;
}) {
  const mntns = await mountNamespaceOf(pid);
  const startedAt = nanoseconds(created);
  const known: ContainerFacts = {
    runtime: 'runc',
    id,
    name: id,
    imageName: 'busybox',
    imageDigest: '',
    pid,
    mntns,
    startedAt,
  };
  return known;
}

/** Killing init first spares runc's own kill, which sleeps 100 ms between looks. */
async function remove(state: string, id: string, pid: number): Promise<void> {
  if (pid > 0) await killAndWait(pid);
  await runTool('runc', ['--root', state, 'delete', '--force', id]);
}

async function killAndWait(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // no such process: that is what was wanted
  }
  for (let round = 0; round < 200 && startTime(pid) !== ''; round++) await setTimeout(1);
}

/** A bundle as the OCI runtime specification 1.0 describes it: own namespaces, no network, an init without a tty. */
function bundleConfig(context: ContainerContext, role: string): unknown {
  const sets = ['bounding', 'effective', 'permitted'];
  return {
    ociVersion: '1.0.2',
    hostname: 'busybox',
    root: { path: rootfsPath(), readonly: true },
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: [OPENER_IN_CONTAINER, 'idle'],
      env: ['PATH=/bin'],
      cwd: '/root',
      noNewPrivileges: true,
      capabilities: Object.fromEntries(sets.map((set) => [set, CAPABILITIES])),
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
      // Whoever plays in it has a terminal, which is made here.
      {
        destination: '/dev/pts',
        type: 'devpts',
        source: 'devpts',
        options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
      },
      ...['/root', '/tmp'].map((destination) => ({
        destination,
        type: 'tmpfs',
        source: 'tmpfs',
        options: ['nosuid', 'nodev', 'mode=1777', 'size=16m'],
      })),
      { destination: OPENER_IN_CONTAINER, type: 'bind', source: context.opener, options: ['bind', 'ro'] },
    ],
    linux: {
      // A path of one part: runc removes the cgroups that it made, but not their parents. Whatever the container is
      // called, it tells which session it belongs to (orphan-cgroups.ts).
      cgroupsPath: `/${containerName(context.session, role)}`,
      namespaces: ['pid', 'mount', 'uts', 'ipc', 'network'].map((type) => ({ type })),
    },
  };
}

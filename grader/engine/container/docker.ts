import { join } from 'node:path';
import type { ContainerFacts } from '../../model/capture.ts';
import { askTool, isOnPath, runTool } from './command.ts';
import { mountNamespaceOf } from './namespace.ts';
import { nanoseconds } from './nanoseconds.ts';
import { rootfsPath } from './rootfs.ts';
import {
  type ContainerContext,
  type ContainerRuntime,
  containerName,
  OPENER_IN_CONTAINER,
} from './runtime.ts';

/** Tells our containers from the user's own, and one session's from another's. */
const LABEL = 'gadget-lab.session';
/** Used if the machine has it; nothing is ever pulled. */
const BUSYBOX_IMAGE = 'busybox';
/** Made from the machine's static busybox where there is no busybox image; kept for the next run. */
const OWN_IMAGE = 'gadget-lab/busybox';

export const docker = dockerLike('docker');
export const podman = dockerLike('podman');

/** docker and podman take the same words for all that is needed here. */
function dockerLike(name: 'docker' | 'podman'): ContainerRuntime {
  return {
    name,

    async unavailable() {
      if (!isOnPath(name)) return `${name} is not installed`;
      const format = name === 'docker' ? '{{.ServerVersion}}' : '{{.Host.Kernel}}';
      const answer = await askTool(name, ['info', '--format', format]);
      return answer ? undefined : `${name} does not answer (is its engine running?)`;
    },

    async start(context, role, called = containerName(context.session, role)) {
      const image = await findImage(name, context);
      const id = (await runTool(name, runArguments(context, called, image))).trim();
      const facts = await inspect(name, id);
      return {
        facts,
        exec: ({ uid, gid }, command, on) => [
          name,
          'exec',
          '-i',
          ...(on === 'terminal' ? ['-t'] : []),
          '--user',
          `${uid}:${gid}`,
          id,
          ...command,
        ],
      };
    },

    has: async (called) =>
      isOnPath(name) && (await askTool(name, ['container', 'inspect', called])) !== undefined,

    async list() {
      if (!isOnPath(name)) return [];
      const ids = ((await askTool(name, ['ps', '--quiet', '--no-trunc'])) ?? '').split('\n').filter(Boolean);
      // A container may end between the two questions.
      const found = await Promise.all(ids.map((id) => inspect(name, id).catch(() => undefined)));
      return found.filter((facts) => facts !== undefined);
    },

    // By the id in the cgroup's name: a container that ends at once is not among those that run any more.
    async identify({ cgroup, mntns, pid }) {
      const id = /[0-9a-f]{64}/.exec(cgroup)?.[0];
      if (!id || !isOnPath(name)) return undefined;
      return inspect(name, id, { mntns, pid }).catch(() => undefined);
    },

    async removeAll({ session }) {
      const ids = await runTool(name, ['ps', '--all', '--quiet', '--filter', `label=${LABEL}=${session}`]);
      const left = ids.split('\n').filter(Boolean);
      if (left.length > 0) await runTool(name, ['rm', '--force', '--volumes', ...left]);
    },
  };
}

function runArguments(context: ContainerContext, name: string, image: string): readonly string[] {
  return [
    'run',
    '--detach',
    '--name',
    name,
    '--label',
    `${LABEL}=${context.session}`,
    '--network',
    'none',
    '--volume',
    `${context.opener}:${OPENER_IN_CONTAINER}:ro`,
    image,
    OPENER_IN_CONTAINER,
    'idle',
  ];
}

async function findImage(name: 'docker' | 'podman', context: ContainerContext): Promise<string> {
  for (const image of [BUSYBOX_IMAGE, OWN_IMAGE]) {
    if (await askTool(name, ['image', 'inspect', image])) return image;
  }
  return importImage(name, context);
}

async function importImage(name: 'docker' | 'podman', context: ContainerContext): Promise<string> {
  const archive = join(context.directory, 'image.tar');
  await runTool('tar', [
    '--create',
    '--file',
    archive,
    '--owner=0',
    '--group=0',
    '--directory',
    rootfsPath(),
    '.',
  ]);
  const changes = ['--change', 'ENV PATH=/bin', '--change', 'CMD ["sh"]'];
  await runTool(name, ['import', ...changes, archive, OWN_IMAGE]);
  return OWN_IMAGE;
}

interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly Config: { readonly Image: string };
  readonly State: { readonly Pid: number; readonly StartedAt: string };
}

async function inspect(
  name: 'docker' | 'podman',
  id: string,
  first?: { readonly mntns: bigint; readonly pid: number },
): Promise<ContainerFacts> {
  const [found] = JSON.parse(await runTool(name, ['inspect', id])) as readonly Inspected[];
  if (!found) throw new Error(`${name} inspect ${id} gave nothing`);
  const digests = await askTool(name, ['image', 'inspect', '--format', '{{json .RepoDigests}}', found.Image]);
  const [digest] = (JSON.parse(digests || '[]') ?? []) as readonly string[];
  return {
    runtime: name,
    id: found.Id,
    name: found.Name.replace(/^\//, ''),
    imageName: found.Config.Image,
    imageDigest: digest?.slice(digest.indexOf('@') + 1) ?? '',
    pid: first?.pid ?? found.State.Pid,
    mntns: first?.mntns ?? (await mountNamespaceOf(found.State.Pid)),
    startedAt: nanoseconds(found.State.StartedAt),
  };
}

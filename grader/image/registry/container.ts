import { run } from '../../build/run.ts';
import type { RegistryPlaces } from './places.ts';
import type { RegistryRunner } from './state.ts';

type Container = Extract<RegistryRunner, { kind: 'container' }>;

/** The first start may have to fetch the image. */
const START_LIMIT_MS = 120_000;
const ASK_LIMIT_MS = 20_000;
const OUTPUT_LIMIT = 64 * 1024;
const IMAGE = 'registry:2';

/**
 * Starts the `registry` image with our configuration. It shares the network of the machine, so that it listens on
 * loopback alone and does not depend on docker's bridge.
 * @returns the container, or what docker said against it
 */
export async function startContainer(places: RegistryPlaces): Promise<Container | string> {
  const { code, stdout, stderr } = await docker(
    [
      ...['run', '--detach', '--network=host', '--entrypoint=registry'],
      `--user=${process.getuid?.()}:${process.getgid?.()}`,
      `--volume=${places.folder}:${places.folder}`,
      ...[IMAGE, 'serve', places.config],
    ],
    START_LIMIT_MS,
  );
  const id = stdout.trim();
  return code === 0 && /^[0-9a-f]{64}$/.test(id) ? { kind: 'container', id } : lastLine(stderr);
}

export async function isContainerRunning({ id }: Container): Promise<boolean> {
  const { stdout } = await docker(['inspect', '--format={{.State.Running}}', id]);
  return stdout.trim() === 'true';
}

/** Also where it has ended already: docker keeps those until they are removed. */
export async function removeContainer({ id }: Container): Promise<void> {
  await docker(['stop', '--time=5', id]);
  await docker(['rm', '--force', id]);
}

/** What the registry in the container wrote. */
export async function containerLog({ id }: Container): Promise<string> {
  const { stdout, stderr } = await docker(['logs', '--tail=5', id]);
  return stdout + stderr;
}

function docker(args: readonly string[], timeoutMs = ASK_LIMIT_MS) {
  return run('docker', args, { cwd: '/', env: process.env, timeoutMs, outputLimit: OUTPUT_LIMIT });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) || 'it said nothing';
}

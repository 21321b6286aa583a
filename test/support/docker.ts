import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface Docker {
  /** For `DOCKER_HOST`: `unix:///…/docker.sock`. It has one image, `busybox:latest`. */
  readonly host: string;
  /** Ends the engine and removes everything that it made. */
  stop(): Promise<void>;
}

/**
 * Starts a Docker engine of the test's own, beside one that may run on this machine already and without touching
 * it: own folders, own containerd, no network. Needs root.
 */
export async function startDocker(): Promise<Docker> {
  // A socket's path has at most 107 bytes, so this must stay short.
  const folder = await mkdtemp('/tmp/lab-docker-');
  const host = `unix://${join(folder, 'docker.sock')}`;
  const output: string[] = [];
  // Should the tests be killed, the engine ends as well.
  const command = ['--pdeathsig', 'TERM', 'dockerd', ...daemonArguments(folder, host)];
  const daemon = spawn('setpriv', command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [daemon.stdout, daemon.stderr]) stream.on('data', (text) => output.push(String(text)));
  const stop = () => end(daemon, host, folder);
  try {
    await untilAnswering(daemon, host);
    await importBusybox(folder, host);
  } catch (cause) {
    await stop();
    throw new Error(`dockerd did not come up:\n${output.join('').split('\n').slice(-20).join('\n')}`, {
      cause,
    });
  }
  return { host, stop };
}

/** Runs the docker client against an engine; gives back its standard output. */
export async function docker(host: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execute('docker', ['--host', host, ...args], { env });
  return stdout;
}

/** Where Debian puts dockerd and containerd's helpers is not on every PATH. */
const env = { ...process.env, PATH: [process.env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter) };

function daemonArguments(folder: string, host: string): string[] {
  return [
    `--host=${host}`,
    `--data-root=${join(folder, 'data')}`,
    `--exec-root=${join(folder, 'exec')}`,
    `--pidfile=${join(folder, 'pid')}`,
    // Where a containerd of the system runs, dockerd uses it; these keep our containers apart.
    `--containerd-namespace=${folder.slice('/tmp/'.length)}`,
    `--containerd-plugins-namespace=${folder.slice('/tmp/'.length)}-plugins`,
    '--bridge=none',
    '--iptables=false',
    '--ip6tables=false',
    // overlayfs cannot be stacked: this one works in a container, too.
    '--storage-driver=vfs',
  ];
}

async function untilAnswering(daemon: ChildProcess, host: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (daemon.exitCode !== null) throw new Error(`dockerd ended with code ${daemon.exitCode}`);
    const answer = await docker(host, 'version', '--format', '{{.Server.Version}}').catch(() => undefined);
    if (answer !== undefined) return;
    await sleep(100);
  }
  throw new Error('dockerd did not answer within 30 seconds');
}

/** An image without any network: the static busybox, with links for the programs that tests call. */
async function importBusybox(folder: string, host: string): Promise<void> {
  const rootfs = join(folder, 'rootfs');
  await mkdir(join(rootfs, 'bin'), { recursive: true });
  await mkdir(join(rootfs, 'tmp'));
  await copyFile(await findBusybox(), join(rootfs, 'bin/busybox'));
  await execute('chroot', [rootfs, '/bin/busybox', '--install', '-s', '/bin'], { env });
  const archive = join(folder, 'rootfs.tar');
  await execute('tar', ['-C', rootfs, '-cf', archive, '.']);
  const settings = ['--change', 'ENV PATH=/bin', '--change', 'CMD ["sh"]'];
  await docker(host, 'import', ...settings, archive, 'busybox:latest');
}

async function findBusybox(): Promise<string> {
  for (const path of ['/bin/busybox', '/usr/bin/busybox']) {
    if (await stat(path).catch(() => undefined)) return path;
  }
  throw new Error('there is no busybox (Debian: busybox-static)');
}

async function end(daemon: ChildProcess, host: string, folder: string): Promise<void> {
  if (daemon.exitCode === null && daemon.signalCode === null) {
    await killContainers(host).catch(() => undefined);
    const gone = new Promise((resolve) => daemon.once('exit', resolve));
    // SIGTERM lets it end its containerd, too.
    daemon.kill('SIGTERM');
    await Promise.race([gone, sleep(20_000, undefined, { ref: false })]);
    daemon.kill('SIGKILL');
  }
  for (const place of await mountsBelow(folder)) await execute('umount', ['--lazy', place]);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The engine itself would give each of them ten seconds to end. */
async function killContainers(host: string): Promise<void> {
  const ids = (await docker(host, 'ps', '--quiet')).split('\n').filter(Boolean);
  if (ids.length > 0) await docker(host, 'kill', ...ids);
}

/** Innermost first. */
async function mountsBelow(folder: string): Promise<string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  const places = table.split('\n').flatMap((line) => line.split(' ')[4] ?? []);
  return places.filter((place) => place.startsWith(`${folder}/`)).reverse();
}

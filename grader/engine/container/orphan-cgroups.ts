import { readdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { OPENER_IN_CONTAINER } from './runtime.ts';

const CGROUP_ROOT = '/sys/fs/cgroup';
/** What `containerName` makes, as the cgroup of a runc container. */
const OURS = /^lab-([0-9a-f]{8})-[a-z]+$/;

/**
 * Ends runc containers that runc itself does not know (any more): one whose session was killed while runc was just
 * starting it has a cgroup with a process, but no complete state. `isAlive` tells whether a session still runs.
 */
export async function removeOrphanCgroups(isAlive: (session: string) => Promise<boolean>): Promise<void> {
  for (const hierarchy of await hierarchies()) {
    for (const name of await readdir(hierarchy).catch(() => [] as string[])) {
      const session = OURS.exec(name)?.[1];
      if (session && !(await isAlive(session))) await removeCgroup(join(hierarchy, name));
    }
  }
}

/** With cgroup v2 the root itself; with v1 one folder for each controller. */
async function hierarchies(): Promise<readonly string[]> {
  const entries = await readdir(CGROUP_ROOT, { withFileTypes: true }).catch(() => []);
  return [
    CGROUP_ROOT,
    ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(CGROUP_ROOT, name)),
  ];
}

async function removeCgroup(path: string): Promise<void> {
  const text = await readFile(join(path, 'cgroup.procs'), 'utf8').catch(() => '');
  const processes = text.split('\n').filter(Boolean).map(Number);
  const commands = await Promise.all(processes.map(commandOf));
  // A name alone proves nothing: somebody else may call a cgroup like that.
  if (processes.length > 0 && !commands.some((command) => command.startsWith(OPENER_IN_CONTAINER))) return;
  for (const pid of processes) kill(pid);
  // A cgroup can be removed once its processes are gone, which takes a moment after the signal.
  for (let attempt = 0; attempt < 100; attempt++) {
    const removed = await rmdir(path).then(
      () => true,
      ({ code }: NodeJS.ErrnoException) => code === 'ENOENT',
    );
    if (removed) return;
    await setTimeout(5);
  }
}

function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RUN_ROOT } from '../../../grader/engine/run-directory.ts';
import type { Places } from '../../support/places.ts';

/** What every `lab` of a test makes on the machine while it goes on, be it with one engine or with many. */
export interface Sessions {
  /** A test that saw none can say nothing about what is left. */
  count(): number;
  /** Folders, mounts, control groups and processes of containers that are there now. */
  left(): Promise<readonly string[]>;
  stop(): void;
}

const INTERVAL = 20;

/** Sessions are known by their engine's temporary folder. */
export function observeSessions({ folder }: Places): Sessions {
  const others = new Set<string>();
  const ours = new Set<string>();
  let stopped = false;
  async function look(): Promise<void> {
    for (const name of await readdir(RUN_ROOT).catch(() => [])) {
      if (ours.has(name) || others.has(name)) continue;
      const environment = await readFile(`/proc/${Number.parseInt(name, 10)}/environ`, 'utf8').catch(
        () => '',
      );
      if (environment) (environment.split('\0').includes(`TMPDIR=${folder}`) ? ours : others).add(name);
    }
  }
  void (async () => {
    while (!stopped) {
      await look();
      await sleep(INTERVAL);
    }
  })();
  return {
    count: () => ours.size,
    async left() {
      await look();
      return (await Promise.all([...ours].map(tracesOf))).flat();
    },
    stop() {
      stopped = true;
    },
  };
}

/** @param name `ENGINE-ID`; containers of the session are called `lab-ID-…`. */
async function tracesOf(name: string): Promise<readonly string[]> {
  const containers = `lab-${name.slice(name.indexOf('-') + 1)}-`;
  const [folders, mounts, groups, processes] = await Promise.all([
    readdir(RUN_ROOT).catch(() => []),
    readFile('/proc/self/mountinfo', 'utf8'),
    readdir('/sys/fs/cgroup').catch(() => []),
    processesIn(containers),
  ]);
  const below = await Promise.all(
    groups.map((group) => readdir(join('/sys/fs/cgroup', group)).catch(() => [])),
  );
  return [
    ...folders.filter((folder) => folder === name).map((folder) => `folder ${folder}`),
    ...(mounts.includes(`${RUN_ROOT}/${name}`) ? [`mounts of ${name}`] : []),
    ...[...groups, ...below.flat()].filter((group) => group.startsWith(containers)),
    ...processes,
  ];
}

async function processesIn(containers: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const group = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
      if (!group.includes(`/${containers}`)) return [];
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // Whoever is process 1 may take its time to reap the dead.
      return stat === '' || /\) Z[^)]*$/.test(stat) ? [] : [`process ${pid}`];
    }),
  );
  return found.flat();
}

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { RUN_ROOT } from '../../grader/engine/run-directory.ts';

/** Pid of the engine's child process of a running `lab`; waits until it is there, undefined if there is none. */
export async function engineOf(lab: number): Promise<number | undefined> {
  while (existsSync(`/proc/${lab}/exe`)) {
    for (const pid of await childrenOf(lab)) {
      if ((await commandOf(pid)).includes('session/main.js')) return pid;
    }
    await setTimeout(5);
  }
  return undefined;
}

/** What one run of the lab makes on the machine, noted from its start to its end. */
export interface Watch {
  /** Resolves with the engine's pid once it is there. */
  readonly engine: Promise<number | undefined>;
  /** What of it is there now: folders, mounts, control groups, processes in containers. */
  traces(): Promise<readonly string[]>;
  engineLives(): Promise<boolean>;
  /** How many sessions were seen: a watch that saw none can say nothing. */
  sessions(): number;
}

/** Watches a running `lab`, so that what it leaves behind can be told from what others do on the machine. */
export function watchLab(lab: number): Watch {
  const engine = engineOf(lab);
  const seen = new Set<string>();
  void engine.then(async (pid) => {
    while (pid !== undefined && existsSync(`/proc/${pid}/exe`)) {
      for (const id of await sessionsOf(pid)) seen.add(id);
      await setTimeout(10);
    }
  });
  return {
    engine,
    sessions: () => seen.size,
    engineLives: async () => existsSync(`/proc/${await engine}/exe`),
    async traces() {
      const pid = await engine;
      if (pid === undefined) return [];
      for (const id of await sessionsOf(pid)) seen.add(id);
      const left = (await sessionsOf(pid)).map((id) => join(RUN_ROOT, id));
      const inContainers = await Promise.all([...seen].map(containerTraces));
      return [...left, ...(await mountsBelow(`${RUN_ROOT}/${pid}-`)), ...inContainers.flat()];
    },
  };
}

/** The sessions that an engine has at the moment; their containers are called `lab-<second part>-…`. */
async function sessionsOf(engine: number): Promise<readonly string[]> {
  const ids = await readdir(RUN_ROOT).catch(() => []);
  return ids.filter((id) => id.startsWith(`${engine}-`));
}

/** Control groups and processes of a session's containers. */
async function containerTraces(session: string): Promise<readonly string[]> {
  const prefix = `lab-${session.slice(session.indexOf('-') + 1)}-`;
  const groups = await readdir('/sys/fs/cgroup', { withFileTypes: true }).catch(() => []);
  const folders = groups
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join('/sys/fs/cgroup', name));
  const nested = await Promise.all(
    ['/sys/fs/cgroup', ...folders].map(async (folder) =>
      (await readdir(folder).catch(() => []))
        .filter((name) => name.startsWith(prefix))
        .map((name) => join(folder, name)),
    ),
  );
  return [...nested.flat(), ...(await processesInGroup(prefix))];
}

async function processesInGroup(prefix: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const group = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
      return group.includes(`/${prefix}`) && (await isAlive(pid)) ? [`process ${pid}`] : [];
    }),
  );
  return found.flat();
}

/** Whoever is process 1 may take its time to reap the dead. */
async function isAlive(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

async function mountsBelow(prefix: string): Promise<readonly string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  return table
    .split('\n')
    .flatMap((line) => line.split(' ')[4] ?? [])
    .filter((place) => place.startsWith(prefix));
}

async function childrenOf(parent: number): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  // After the command in parentheses come the state and the parent.
  const isChild = (stat: string): boolean =>
    Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
  return pids.filter((_, index) => isChild(stats[index] ?? '')).map(Number);
}

async function commandOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
}
